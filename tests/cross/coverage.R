# What an outside statistician would ask of the whole room: whether intervals hold the truth as often as they say, whether
# tests and intervals agree, whether the order of what is sent matters. Rscript tests/cross/coverage.R <driver>
driver <- commandArgs(trailingOnly = TRUE)[1]
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "cross.R"))
set.seed(20251201)
count <- 2000
level <- 0.95

report <- function(title, good, words) {
    cat(sprintf("%-42s %s%s\n", title, words, if (good) "" else " FAILED"))
    if (good) passed <<- passed + 1 else failed <<- failed + 1
}
# `draw` gives the line to send and the truth; the truths of new places each time, so that what is judged is the average.
# As often as chance allows one time in a thousand fewer hold it; no interval holds none.
covers <- function(title, draw, low, high, least = level) {
    runs <- lapply(seq_len(count), function(i) draw())
    answers <- run_driver(sapply(runs, `[[`, "line"))
    held <- mapply(function(run, answer) isTRUE(answer[low] <= run$truth && run$truth <= answer[high]), runs, answers)
    bound <- qbinom(0.001, count, least)
    report(title, sum(held) >= bound, sprintf("%d runs, %d hold the truth, bound %d", count, sum(held), bound))
}
drawn <- function(truth, ...) list(truth = truth, line = line(...))
any_p <- function(n = 1) runif(n, 0.05, 0.95)
any_n <- function(n = 1) sample(20:400, n, replace = TRUE)
yes <- function(n, p) rbinom(length(n), n, p)
moments <- function(x) c(mean(x), sd(x), length(x))

# --- one figure
covers("share: Wilson", function() { n <- any_n(); p <- any_p(); drawn(p, "wilson", level, yes(n, p), n) }, 1, 2)
covers("weighted share: Wilson on n_eff", function() {
    n <- any_n(2); p <- any_p(); drawn(p, "weighted", level, rbind(c(1, runif(1, 1, 4)), yes(n, c(p, p)), n))
}, 3, 4)
covers("finite population: Wilson on n*", function() {
    N <- sample(60:400, 1); K <- rbinom(1, N, any_p()); n <- sample(20:(N - 10), 1)
    drawn(K / N, "finite", level, rhyper(1, K, N - K, n), n, N)
}, 3, 4)
covers("mean of a finite population", function() {
    people <- rnorm(sample(60:300, 1), 3, 1); n <- sample(10:50, 1)
    drawn(mean(people), "finite_mean", level, moments(sample(people, n)), length(people))
}, 2, 3)
scale <- 0:10
shape <- function() { p <- rgamma(11, 1); p / sum(p) }
covers("mean of answers", function() {
    p <- shape(); drawn(sum(p * scale), "distribution", level, rbind(scale, rmultinom(1, sample(60:400, 1), p)[, 1]))
}, 4, 5)
covers("balance", function() {
    p <- prop.table(runif(3, 0.5, 2)); c <- rmultinom(1, sample(100:400, 1), p)[, 1]
    drawn(100 * (p[1] - p[3]), "balance", level, c[1], c[3], sum(c))
}, 3, 4)

# --- two figures
covers("shares before and after: Newcombe", function() {
    n <- any_n(2); p <- any_p(2); x <- yes(n, p); drawn(p[2] - p[1], "share_change", level, x[1], n[1], x[2], n[2], 0)
}, 2, 3)
covers("paired shares: Newcombe", function() {
    p <- prop.table(rgamma(4, 2)); drawn(p[3] - p[2], "share_pairs", level, rmultinom(1, any_n(), p)[, 1])
}, 2, 3)
covers("part and whole", function() {
    n <- any_n(2); p <- any_p(2); x <- yes(n, p)
    drawn(n[2] / sum(n) * (p[2] - p[1]), "part_whole", level, x[1], n[1], sum(x), sum(n))
}, 2, 3)
covers("means: Welch", function() {
    m <- rnorm(2); s <- exp(rnorm(2)); n <- sample(4:60, 2)
    drawn(m[2] - m[1], "welch", level, moments(rnorm(n[1], m[1], s[1])), moments(rnorm(n[2], m[2], s[2])))
}, 6, 7)
covers("paired means", function() { m <- rnorm(1); drawn(m, "paired_mean", level, moments(rnorm(sample(4:60, 1), m))) }, 6, 7)
covers("difference of published figures", function() {
    v <- rnorm(2); moe <- runif(2, 0.5, 2); x <- rnorm(2, v, moe / qnorm(0.975))
    drawn(v[1] - v[2], "difference", level, x[1], moe[1], x[2], moe[2])
}, 6, 7)

# --- four cells
covers("difference-in-differences of shares", function() {
    n <- sample(60:400, 4); p <- runif(4, 0.2, 0.8)
    drawn(p[2] - p[1] - p[4] + p[3], "did_shares", level, rbind(yes(n, p), n))
}, 6, 7)
covers("difference-in-differences of means", function() {
    k <- sample(1:4, 1); m <- rnorm(4); s <- exp(rnorm(4, 0, 0.3))
    cells <- sapply(rep(1:4, each = k), function(cell) moments(rnorm(sample(15:60, 1), m[cell], s[cell])))
    drawn(m[2] - m[1] - m[4] + m[3], "did_means", level, cells)
}, 6, 7)
covers("difference-in-differences of a panel", function() {
    m <- rnorm(2); s <- exp(rnorm(2)); n <- sample(4:60, 2)
    drawn(m[1] - m[2], "did_panel", level, moments(rnorm(n[1], m[1], s[1])), moments(rnorm(n[2], m[2], s[2])))
}, 6, 7)

# --- many figures
any_se <- function(k) exp(rnorm(1)) * 5^runif(k, -0.5, 0.5)
covers("fixed pool of one effect", function() {
    m <- rnorm(1); se <- any_se(sample(1:12, 1)); drawn(m, "pool", level, rbind(rnorm(length(se), m, se), se))
}, 6, 7)
random_pool <- function(sizes) function() {
    m <- rnorm(1); se <- any_se(sizes[sample(length(sizes), 1)]); drawn(m, "pool", level, rbind(rnorm(length(se), m, sqrt(se^2 + median(se)^2)), se))
}
for (sizes in list(2, 3:4, 5:10, 20:40)) covers(sprintf("random pool of %d to %d", min(sizes), max(sizes)), random_pool(sizes), 13, 14)
covers("trend", function() {
    k <- sample(3:10, 1); b <- rnorm(1); se <- any_se(k); t <- sort(runif(k, 2000, 2025))
    drawn(b, "trend", level, rbind(t, b * t + rnorm(k, 0, se), se))
}, 6, 7)
covers("index", function() {
    k <- sample(2:5, 1); v <- runif(k, 30, 70); se <- runif(k, 1, 4); w <- runif(k)
    drawn(weighted.mean(v, w), "composite", level, rbind(rnorm(k, v, se), se, 0, 100, w, 1, 0, 0))
}, 3, 4)
covers("retention: log-log", function() {
    n <- sample(40:150, 1); h <- runif(1, 0.01, 0.04); at <- n; rows <- NULL
    for (month in 1:12) {
        exits <- rbinom(1, at, h); censored <- rbinom(1, at - exits, 0.02)
        rows <- cbind(rows, c(month, at, exits, censored)); at <- at - exits - censored
    }
    drawn((1 - h)^12, "retention", level, 12, rows)
}, 3, 4)
methods <- function(pair) function() {
    g <- sample(2:4, 1); m <- rnorm(g); of <- rep(seq_len(g), sample(2:8, g, replace = TRUE)); se <- any_se(length(of))
    tau <- sample(0:2, 1) * median(se)
    drawn(if (pair) m[2] - m[1] else m[1], "moderation", level, g, rbind(of - 1, rnorm(length(of), m[of], sqrt(se^2 + tau^2)), se))
}
covers("a method's effect", methods(FALSE), 15, 16)
two <- function() {
    m <- rnorm(2); of <- rep(1:2, sample(2:8, 2, replace = TRUE)); se <- any_se(length(of)); tau <- sample(0:2, 1) * median(se)
    drawn(m[2] - m[1], "moderation", level, 2, rbind(of - 1, rnorm(length(of), m[of], sqrt(se^2 + tau^2)), se))
}
covers("a difference of methods", two, 41, 42)
covers("a line through places", function() {
    k <- sample(5:30, 1); b <- rnorm(1); se <- any_se(k); x <- rnorm(k); tau <- sample(0:2, 1) * median(se)
    drawn(b, "association", level, rbind(x, 0, b * x + rnorm(k, 0, sqrt(se^2 + tau^2)), se))
}, 6, 7)

# --- an interval leaves out 0 where the test finds something, and only there
agrees <- function(title, draw) {
    answers <- run_driver(sapply(seq_len(count), function(i) draw()))
    off <- sum(sapply(answers, function(a) !is.na(a[5]) && (a[5] < 1 - level) != (a[6] > 0 || a[7] < 0)))
    report(paste("test and interval:", title), off == 0, sprintf("%d inputs, %d disagree", count, off))
}
agrees("Welch", function() line("welch", level, moments(rnorm(9)), moments(rnorm(7, 1))))
agrees("paired means", function() line("paired_mean", level, moments(rnorm(9, 0.7))))
agrees("difference", function() line("difference", level, rnorm(1), 1, rnorm(1, 1), 1))
agrees("difference-in-differences", function() line("did_means", level, sapply(c(0, 1, 0, 0), function(m) moments(rnorm(15, m)))))
agrees("pool", function() line("pool", level, rbind(rnorm(5, 1), any_se(5))))
agrees("trend", function() line("trend", level, rbind(1:5, rnorm(5) + 1:5 / 2, any_se(5))))
agrees("line", function() line("association", level, rbind(rnorm(7), 0, rnorm(7), any_se(7))))

# --- the order of units
indifferent <- function(title, method, fixed, draw) {
    inputs <- lapply(seq_len(count), function(i) draw())
    shuffled <- lapply(inputs, function(m) m[, sample(ncol(m)), drop = FALSE])
    ask <- function(tables) run_driver(sapply(tables, function(m) line(method, fixed, m)))
    off <- mapply(function(a, b) if (all(is.na(a))) Inf else max(difference(a, b, 1e-12)), ask(inputs), ask(shuffled))
    report(paste("order:", title), all(off < 1e-9), sprintf("%d inputs, worst relative difference %.1e", count, max(off)))
}
any_k <- function() sample(2:20, 1)
indifferent("pool", "pool", level, function() { k <- any_k(); rbind(rnorm(k), any_se(k)) })
indifferent("methods", "moderation", c(level, 3), function() { k <- any_k() + 6; rbind(rep(0:2, length.out = k), rnorm(k), any_se(k)) })
indifferent("weighted share", "weighted", level, function() { k <- any_k(); n <- any_n(k); rbind(runif(k, 0.5, 4), yes(n, any_p(k)), n) })
indifferent("index", "composite", level, function() {
    k <- any_k(); rbind(runif(k, 0, 100), runif(k, 1, 4), 0, 100, runif(k), 1, 0, 0)
})
indifferent("answers", "distribution", level, function() rbind(scale, rpois(11, 20)))
indifferent("peers", "benchmark", c(1, 50), function() rbind(runif(any_k() + 4, 0, 100)))

finish()
