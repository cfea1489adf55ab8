# Shares against R's own tests. Rscript tests/cross/shares.R <driver>
driver <- commandArgs(trailingOnly = TRUE)[1]
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "cross.R"))
set.seed(20250930)
count <- 2000
quiet <- suppressWarnings

# --- Wilson's interval: prop.test(correct = FALSE)
n <- any_size(count, 9)
x <- any_success(n)
level <- any_level(count)
compare("wilson: prop.test", mapply(line, "wilson", level, x, n),
        lapply(seq_len(count), function(i) {
            ci <- quiet(prop.test(x[i], n[i], conf.level = level[i], correct = FALSE))$conf.int
            c(low = if (x[i] == 0) 0 else ci[1], high = if (x[i] == n[i]) 1 else ci[2])
        }), 1:2, c("low", "high"))

# --- independent shares: prop.test or fisher.test, chosen by the smallest expected cell
n1 <- any_size(count, 5)
n2 <- any_size(count, 5)
x1 <- any_success(n1)
x2 <- any_success(n2)
level <- any_level(count)
independent <- lapply(seq_len(count), function(i) {
    table <- rbind(c(x1[i], n1[i] - x1[i]), c(x2[i], n2[i] - x2[i]))
    expected <- outer(rowSums(table), colSums(table)) / sum(table)
    exact <- min(expected) < 5
    certain <- min(colSums(table)) == 0
    test <- quiet(prop.test(c(x1[i], x2[i]), c(n1[i], n2[i]), correct = FALSE))
    p1 <- x1[i] / n1[i]
    p2 <- x2[i] / n2[i]
    z <- qnorm(1 - (1 - level[i]) / 2)
    wilson <- function(x, n) quiet(prop.test(x, n, conf.level = level[i], correct = FALSE))$conf.int
    first <- wilson(x1[i], n1[i])
    second <- wilson(x2[i], n2[i])
    c(diff = p2 - p1,
      low = p2 - p1 - sqrt((p2 - second[1])^2 + (first[2] - p1)^2),
      high = p2 - p1 + sqrt((second[2] - p2)^2 + (p1 - first[1])^2),
      p = if (certain) 1 else if (exact) fisher.test(table, conf.int = FALSE)$p.value else test$p.value,
      z = if (certain) NA else sign(p2 - p1) * sqrt(unname(test$statistic)),
      h = 2 * asin(sqrt(p2)) - 2 * asin(sqrt(p1)),
      mde = if (p1 %in% c(0, 1)) NA else (z + qnorm(0.8)) * sqrt(p1 * (1 - p1) * (1 / n1[i] + 1 / n2[i])),
      phi = NA,
      exact = exact)
})
compare("independent shares: prop.test, fisher.test", mapply(line, "share_change", level, x1, n1, x2, n2, 0),
        independent, 1:9, c("diff", "low", "high", "z", "h"))

# --- Fisher's exact test on its own, with margins to a million (rare answers) and without any (small tables)
n1 <- any_size(count, 6)
n2 <- any_size(count, 6)
rare <- runif(count) < 0.5
x1 <- ifelse(rare, rbinom(count, pmin(n1, 40), runif(count)), any_success(pmin(n1, 2000)))
x2 <- ifelse(rare, rbinom(count, pmin(n2, 40), runif(count)), any_success(pmin(n2, 2000)))
compare("fisher exact: fisher.test", mapply(line, "fisher", x1, n1, x2, n2),
        lapply(seq_len(count), function(i) {
            c(p = fisher.test(rbind(c(x1[i], n1[i] - x1[i]), c(x2[i], n2[i] - x2[i])), conf.int = FALSE)$p.value)
        }), 1)

# --- paired shares: exact McNemar by binom.test, Newcombe's method 10 as published
newcombe_paired <- function(a, b, c, e, level) {
    n <- a + b + c + e
    p1 <- (a + b) / n
    p2 <- (a + c) / n
    margins <- (a + b) * (c + e) * (a + c) * (b + e)
    cross <- a * e - b * c
    corrected <- if (cross > n / 2) cross - n / 2 else if (cross >= 0) 0 else cross
    phi <- if (margins == 0) 0 else corrected / sqrt(margins)
    one <- quiet(prop.test(a + b, n, conf.level = level, correct = FALSE))$conf.int
    two <- quiet(prop.test(a + c, n, conf.level = level, correct = FALSE))$conf.int
    radius <- function(u, v) sqrt(max(0, u^2 - 2 * phi * u * v + v^2))
    c(diff = (c - b) / n,
      low = (c - b) / n - radius(p2 - two[1], one[2] - p1),
      high = (c - b) / n + radius(two[2] - p2, p1 - one[1]),
      p = if (b + c == 0) 1 else binom.test(min(b, c), b + c)$p.value,
      z = NA, h = NA, mde = NA, phi = phi)
}
cells <- matrix(any_size(8 * count, 4) - 1, ncol = 4)
cells[sample(length(cells), length(cells) %/% 5)] <- 0
cells <- head(cells[rowSums(cells) > 0, ], count)
level <- any_level(nrow(cells))
compare("paired shares: binom.test, method 10",
        sapply(seq_len(nrow(cells)), function(i) line("share_pairs", level[i], cells[i, ])),
        lapply(seq_len(nrow(cells)), function(i) do.call(newcombe_paired, as.list(c(cells[i, ], level[i])))),
        1:8, c("diff", "low", "high", "phi"))
compare("mcnemar: mcnemar.test",
        {
            # Without discordance mcnemar.test has no statistic; its asymptotic p is compared through chi-square.
            big <- matrix(round(10^runif(4 * count, 1, 4)), ncol = 4)
            sapply(seq_len(count), function(i) line("share_pairs", 0.95, big[i, ]))
        },
        lapply(seq_len(count), function(i) {
            test <- mcnemar.test(matrix(big[i, ], 2), correct = FALSE)
            c(diff = unname(sign(big[i, 3] - big[i, 2]) * sqrt(test$statistic * (big[i, 2] + big[i, 3])) / sum(big[i, ])))
        }), 1, "diff")

# --- part of a whole: the rest against the part
n_part <- any_size(count, 4)
n_rest <- any_size(count, 4)
x_part <- any_success(n_part)
x_rest <- any_success(n_rest)
compare("part of a whole: prop.test", mapply(line, "part_whole", 0.95, x_part, n_part, x_part + x_rest, n_part + n_rest),
        lapply(seq_len(count), function(i) {
            part <- quiet(prop.test(x_part[i], n_part[i], correct = FALSE))
            rest <- quiet(prop.test(x_rest[i], n_rest[i], correct = FALSE))
            d <- unname(rest$estimate - part$estimate)
            below <- sqrt((rest$estimate - rest$conf.int[1])^2 + (part$conf.int[2] - part$estimate)^2)
            above <- sqrt((rest$conf.int[2] - rest$estimate)^2 + (part$estimate - part$conf.int[1])^2)
            scale <- n_rest[i] / (n_part[i] + n_rest[i])
            c(gap = unname((x_part[i] + x_rest[i]) / (n_part[i] + n_rest[i]) - part$estimate),
              low = unname(scale * (d - below)), high = unname(scale * (d + above)))
        }), 1:3, c("gap", "low", "high"))

# --- weights: the sums of each single answer
groups <- lapply(seq_len(count), function(i) {
    k <- sample(6, 1)
    n <- any_size(k, 2)
    cbind(weight = 10^runif(k, -2, 3), x = any_success(n), n = n)
})
compare("weighted share: sums over answers",
        sapply(groups, function(g) line("weighted", 0.95, t(g))),
        lapply(groups, function(g) {
            y <- unlist(lapply(seq_len(nrow(g)), function(i) rep(c(1, 0), c(g[i, "x"], g[i, "n"] - g[i, "x"]))))
            w <- rep(g[, "weight"], g[, "n"])
            p <- weighted.mean(y, w)
            certain <- all(y == y[1])
            if (certain) p <- y[1]
            n <- length(y)
            kish <- sum(w)^2 / sum(w^2)
            z <- qnorm(0.975)
            centre <- (p + z^2 / (2 * kish)) / (1 + z^2 / kish)
            half <- z / (1 + z^2 / kish) * sqrt(p * (1 - p) / kish + z^2 / (4 * kish^2))
            c(p = p, se = sqrt(p * (1 - p) / kish), low = if (p == 0) 0 else centre - half,
              high = if (p == 1) 1 else centre + half, n_eff = kish, deff = n / kish,
              se_linearised = if (n == 1) NA else sqrt(n / (n - 1) * sum((w * (y - p))^2)) / sum(w))
        }), 1:7, c("low", "high", "p", "se", "se_linearised"))

# --- published margins, finite populations, differences of published shares
p <- runif(count)
moe <- 10^runif(count, -5, -0.5)
level <- any_level(count)
compare("published: closed form", mapply(line, "published", level, p, moe),
        lapply(seq_len(count), function(i) {
            se <- moe[i] / qnorm(0.975)
            half <- qnorm(1 - (1 - level[i]) / 2) * se
            c(p = p[i], se = se, low = p[i] - half, high = p[i] + half, n_eff = p[i] * (1 - p[i]) / se^2)
        }), 1:5, c("low", "high"))

n <- any_size(count, 6)
x <- any_success(n)
population <- n + ifelse(runif(count) < 0.1, 0, any_size(count, 6))
compare("finite population: prop.test at n*", mapply(line, "finite", 0.95, x, n, population),
        lapply(seq_len(count), function(i) {
            if (n[i] == population[i]) return(c(p = x[i] / n[i], se = 0, low = NA, high = NA, e = NA, d = NA, l = NA, s = NA))
            star <- n[i] * (population[i] - 1) / (population[i] - n[i])
            p <- x[i] / n[i]
            ci <- quiet(prop.test(p * star, star, correct = FALSE))$conf.int
            se <- sqrt(x[i] * (n[i] - x[i]) / n[i]^3 * (population[i] - n[i]) / (population[i] - 1))
            c(p = p, se = se, low = if (p == 0) 0 else ci[1], high = if (p == 1) 1 else ci[2], e = NA, d = NA, l = NA,
              s = star)
        }), 1:8, c("low", "high"))

a <- runif(count)
b <- ifelse(runif(count) < 0.1, a, runif(count))
moe_b <- 10^runif(count, -5, -0.5)
compare("difference of published: closed form", mapply(line, "difference", level, a, moe, b, moe_b),
        lapply(seq_len(count), function(i) {
            se <- sqrt(moe[i]^2 + moe_b[i]^2) / qnorm(0.975)
            z <- (a[i] - b[i]) / se
            half <- qnorm(1 - (1 - level[i]) / 2) * se
            c(diff = a[i] - b[i], se = se, z = z, df = NA, p = 2 * pnorm(-abs(z)), low = a[i] - b[i] - half,
              high = a[i] - b[i] + half)
        }), 1:7, c("diff", "low", "high"))

# --- differences-in-differences of shares: least squares of single answers with HC0 errors
inverse <- solve(cbind(1, c(1, 1, 0, 0), c(0, 1, 0, 1), c(0, 1, 0, 0)))
cells <- lapply(seq_len(count), function(i) {
    n <- any_size(4, 4)
    cbind(x = any_success(n), n = n)
})
compare("did of shares: least squares, HC0", sapply(cells, function(m) line("did_shares", 0.95, t(m))),
        lapply(cells, function(m) {
            # The model is saturated: (X'WX)^-1 X' is the inverse of the design over n, which keeps all digits.
            bread <- inverse %*% diag(1 / m[, "n"])
            fitted <- m[, "x"] / m[, "n"]
            squares <- m[, "x"] * (1 - fitted)^2 + (m[, "n"] - m[, "x"]) * fitted^2
            certain <- all(fitted %in% c(0, 1))
            value <- (bread %*% m[, "x"])[4]
            se <- sqrt((bread %*% diag(squares) %*% t(bread))[4, 4])
            half <- qnorm(0.975) * se
            if (certain) return(c(did = value, se = 0, z = NA, df = NA, p = NA, low = NA, high = NA))
            c(did = value, se = se, z = value / se, df = NA, p = 2 * pnorm(-abs(value / se)), low = value - half,
              high = value + half)
        }), 1:7, c("did", "low", "high", "z", "se"))

# --- planning: the power at the detectable effect is the power asked for
alpha <- sample(c(0.01, 0.05, 0.1), count, replace = TRUE)
power <- sample(c(0.5, 0.8, 0.9, 0.95), count, replace = TRUE)
deff <- runif(count, 0.8, 4)
effect <- 10^runif(count, -3, 1)
cells <- lapply(seq_len(count), function(i) {
    k <- sample(c(1, 2, 4), 1)
    cbind(variance = if (runif(1) < 0.5) runif(k)^2 else 10^runif(k, -2, 4), n = any_size(k, 6))
})
compare("detectable effect and n: power at it",
        sapply(seq_len(count), function(i) line("power", alpha[i], power[i], deff[i], effect[i], t(cells[[i]]))),
        lapply(seq_len(count), function(i) {
            z <- qnorm(1 - alpha[i] / 2) + qnorm(power[i])
            c(mde = z * sqrt(deff[i] * sum(cells[[i]][, 1] / cells[[i]][, 2])),
              n = ceiling(sum(cells[[i]][, 1]) * deff[i] * z^2 / effect[i]^2))
        }), 1:2)

# --- p-values adjusted: p.adjust
p_values <- lapply(seq_len(count), function(i) {
    k <- sample(30, 1)
    p <- 10^runif(k, -8, 0)
    if (runif(1) < 0.5) p <- round(p, 2)
    p
})
compare("holm, bh: p.adjust", sapply(p_values, function(p) line("adjust", p)),
        lapply(p_values, function(p) c(p.adjust(p, "holm"), p.adjust(p, "BH"))), TRUE)

finish()
