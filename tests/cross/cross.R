# Shared by the R suites: runs the driver on lines of input, compares, counts. Sourced with `driver` set to its path.
#
# Figures agree when they differ by at most 1e-9 of the reference. Differences and interval limits may be zero but for
# rounding: a share carries an error near 1e-16 and a mean on a scale to 10 near 1e-15, so a relative measure means
# nothing for their difference below 1e-12; columns named in `floor_columns` agree when they differ by 1e-12 or less.
# p-values have no such floor, only 1e-300, where doubles lose their digits.
passed <- 0
failed <- 0

number <- function(x) ifelse(is.nan(x) | is.na(x), "nan", sprintf("%.17g", x))
line <- function(method, ...) paste(method, paste(number(c(...)), collapse = " "))

run_driver <- function(lines) {
    answers <- system2(driver, input = lines, stdout = TRUE)
    stopifnot(length(answers) == length(lines))
    lapply(strsplit(trimws(answers), " ", fixed = TRUE), as.numeric)
}

difference <- function(actual, expected, floor) {
    both_null <- is.na(actual) & is.na(expected)
    distance <- abs(actual - expected)
    relative <- ifelse(distance <= floor, 0, distance / pmax(abs(expected), 1e-300))
    ifelse(both_null, 0, ifelse(is.na(relative), Inf, relative))
}

# `expected` is a list of named vectors, one per line; NA is null. `take` picks the driver's columns.
compare <- function(title, lines, expected, take, floor_columns = character(0)) {
    answers <- run_driver(lines)
    worst <- 0
    bad <- 0
    for (i in seq_along(lines)) {
        reference <- expected[[i]]
        floor <- rep(1e-300, length(reference))
        floor[names(reference) %in% floor_columns] <- 1e-12
        off <- difference(answers[[i]][take], reference, floor)
        worst <- max(worst, off[is.finite(off)], 0)
        if (any(off > 1e-9)) {
            bad <- bad + 1
            if (bad <= 3) {
                cat("  differs:", lines[i], "\n")
                print(rbind(actual = answers[[i]][take], reference = reference), digits = 17)
            }
        }
    }
    cat(sprintf("%-42s %5d inputs, worst relative difference %.1e%s\n", title, length(lines), worst,
                if (bad > 0) sprintf(", %d FAILED", bad) else ""))
    passed <<- passed + length(lines) - bad
    failed <<- failed + bad
}

finish <- function() {
    cat(passed, "passed,", failed, "failed\n")
    quit(status = if (failed > 0) 1 else 0)
}

# Sizes: 1, 2, small ones, and up to 10^largest.
any_size <- function(count, largest) {
    sizes <- round(10^runif(count, 0, largest))
    sizes[sample(count, count %/% 10)] <- 1
    sizes
}

# x of n with none, all, one and all but one among them.
any_success <- function(n) {
    x <- rbinom(length(n), n, runif(length(n)))
    kind <- sample(10, length(n), replace = TRUE)
    x <- ifelse(kind == 1, 0, ifelse(kind == 2, n, ifelse(kind == 3, pmin(1, n), ifelse(kind == 4, pmax(0, n - 1), x))))
    x
}

any_level <- function(count) sample(c(0.8, 0.9, 0.95, 0.99, 0.999), count, replace = TRUE)
