# Means, trends, benchmarks and retention against R. Rscript tests/cross/means.R <driver>
driver <- commandArgs(trailingOnly = TRUE)[1]
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "cross.R"))
library(survival)
set.seed(20240930)
count <- 2000

# Answers on a scale, with ties, or measurements.
any_sample <- function(n) {
    if (runif(1) < 0.5) sample(0:10, n, replace = TRUE) else rnorm(n, runif(1, -5, 5), 10^runif(1, -2, 2))
}
is_constant <- function(x) all(x == x[1])
effect_columns <- c("diff", "low", "high")

# --- distributions of answers: mean, sd, t.test
tables <- lapply(seq_len(count), function(i) {
    counts <- rpois(11, 10^runif(1, -1, 2))
    if (runif(1) < 0.1) counts <- replace(integer(11), sample(11, 1), sample(20, 1))
    if (sum(counts) == 0) counts[5] <- 1
    counts
})
compare("distribution: mean, sd, t.test",
        sapply(tables, function(c) line("distribution", 0.95, rbind(0:10, c))),
        lapply(tables, function(c) {
            answers <- rep(0:10, c)
            n <- length(answers)
            if (n == 1) return(c(mean = answers, sd = NA, se = NA, low = NA, high = NA))
            if (is_constant(answers)) return(c(mean = answers[1], sd = 0, se = 0, low = NA, high = NA))
            ci <- t.test(answers)$conf.int
            c(mean = mean(answers), sd = sd(answers), se = sd(answers) / sqrt(n), low = ci[1], high = ci[2])
        }), 1:5, c("low", "high"))

# --- balance: variance of answers coded 100, 0, -100 (n in the denominator)
compare("balance: variance of coded answers",
        sapply(tables, function(c) line("balance", 0.95, sum(c[8:11]), sum(c[1:4]), sum(c))),
        lapply(tables, function(c) {
            coded <- rep(c(-100, 0, 100), c(sum(c[1:4]), sum(c[5:7]), sum(c[8:11])))
            n <- length(coded)
            if (is_constant(coded)) return(c(balance = coded[1], se = 0, low = NA, high = NA))
            se <- sqrt(mean((coded - mean(coded))^2) / n)
            half <- qnorm(0.975) * se
            c(balance = mean(coded), se = se, low = mean(coded) - half, high = mean(coded) + half)
        }), 1:4, c("balance", "low", "high"))

# --- independent means: t.test of samples
samples <- lapply(seq_len(count), function(i) {
    x <- any_sample(sample(2:60, 1))
    y <- any_sample(sample(2:60, 1))
    if (runif(1) < 0.05) x[] <- x[1]
    if (runif(1) < 0.05) y[] <- y[1]
    list(x = x, y = y)
})
level <- any_level(count)
moments <- function(x) c(mean(x), if (is_constant(x)) 0 else sd(x), length(x))
hedges <- function(x, y) {
    df <- length(x) + length(y) - 2
    pooled <- sqrt(((length(x) - 1) * var(x) + (length(y) - 1) * var(y)) / df)
    (1 - 3 / (4 * df - 1)) * (mean(y) - mean(x)) / pooled
}
compare("independent means: t.test",
        sapply(seq_len(count), function(i) line("welch", level[i], moments(samples[[i]]$x), moments(samples[[i]]$y))),
        lapply(seq_len(count), function(i) {
            x <- samples[[i]]$x
            y <- samples[[i]]$y
            d <- mean(y) - mean(x)
            if (is_constant(x) && is_constant(y))
                return(c(diff = d, se = 0, t = NA, df = NA, p = NA, low = NA, high = NA, g = NA))
            test <- t.test(y, x, conf.level = level[i])
            c(diff = d, se = test$stderr, t = unname(test$statistic), df = unname(test$parameter), p = test$p.value,
              low = test$conf.int[1], high = test$conf.int[2], g = hedges(x, y))
        }), 1:8, c(effect_columns, "t", "g"))

# --- independent means of huge and tiny samples: Welch's formulas with pt and qt
m1 <- runif(count, 0, 10)
m2 <- ifelse(runif(count) < 0.1, m1, runif(count, 0, 10))
s1 <- ifelse(runif(count) < 0.05, 0, 10^runif(count, -3, 2))
s2 <- 10^runif(count, -3, 2)
n1 <- pmax(2, any_size(count, 9))
n2 <- pmax(2, any_size(count, 9))
compare("independent means to n 1e9: pt, qt", mapply(line, "welch", level, m1, s1, n1, m2, s2, n2),
        lapply(seq_len(count), function(i) {
            v <- c(s1[i]^2 / n1[i], s2[i]^2 / n2[i])
            df <- sum(v)^2 / sum(v^2 / (c(n1[i], n2[i]) - 1))
            d <- m2[i] - m1[i]
            half <- qt(1 - (1 - level[i]) / 2, df) * sqrt(sum(v))
            c(diff = d, se = sqrt(sum(v)), t = d / sqrt(sum(v)), df = df, p = 2 * pt(-abs(d / sqrt(sum(v))), df),
              low = d - half, high = d + half)
        }), 1:7, effect_columns)

# --- means of finite populations
population <- n1 + ifelse(runif(count) < 0.1, 0, any_size(count, 9))
compare("mean of a finite population: qt", mapply(line, "finite_mean", level, m1, s1, n1, population),
        lapply(seq_len(count), function(i) {
            if (n1[i] == population[i]) return(c(se = 0, low = NA, high = NA))
            se <- s1[i] * sqrt((population[i] - n1[i]) / population[i] / n1[i])
            half <- if (s1[i] == 0) NA else qt(1 - (1 - level[i]) / 2, n1[i] - 1) * se
            c(se = se, low = m1[i] - half, high = m1[i] + half)
        }), 1:3, c("low", "high"))

# --- paired means: t.test of pairs, from the sd of the differences and from both sd and the correlation
pairs <- lapply(seq_len(3 * count %/% 2), function(i) {
    n <- sample(2:60, 1)
    x <- any_sample(n)
    list(x = x, y = if (runif(1) < 0.1) x + 1 else 0.7 * x + any_sample(n))
})
paired_test <- function(pair, level) {
    d <- pair$y - pair$x
    if (sd(d) < 1e-9) return(NULL)
    test <- t.test(pair$y, pair$x, paired = TRUE, conf.level = level)
    c(diff = mean(d), se = sd(d) / sqrt(length(d)), t = unname(test$statistic), df = length(d) - 1, p = test$p.value,
      low = test$conf.int[1], high = test$conf.int[2], g = NA, dz = mean(d) / sd(d))
}
constant <- function(d) c(diff = d, se = 0, t = NA, df = NA, p = NA, low = NA, high = NA, g = NA, dz = NA)
compare("paired means: t.test(paired)",
        sapply(seq_len(count), function(i) {
            d <- pairs[[i]]$y - pairs[[i]]$x
            line("paired_mean", level[i], mean(d), if (sd(d) < 1e-9) 0 else sd(d), length(d))
        }),
        lapply(seq_len(count), function(i) {
            reference <- paired_test(pairs[[i]], level[i])
            if (is.null(reference)) constant(mean(pairs[[i]]$y - pairs[[i]]$x)) else reference
        }), 1:9, c(effect_columns, "t", "dz"))

# Correlations rounded to 1 make the variance of the differences a matter of rounding: those pairs are left out here.
varied <- head(Filter(function(pair) {
    d <- pair$y - pair$x
    sd(pair$x) > 0 && sd(pair$y) > 0 && abs(cor(pair$x, pair$y)) < 1 - 1e-6 && sd(d) > 1e-3
}, pairs), count)
compare("paired means: from the correlation",
        sapply(varied, function(pair) {
            line("paired_moments", 0.95, mean(pair$x), sd(pair$x), mean(pair$y), sd(pair$y), cor(pair$x, pair$y),
                 length(pair$x))
        }),
        lapply(varied, paired_test, level = 0.95), 1:9, c(effect_columns, "t", "dz"))

# --- differences-in-differences of means: a contrast of single municipalities, and the panel as t.test
contrast <- function(m, k) {
    signs <- rep(c(-1, 1, 1, -1), each = k)
    cell <- rep(1:4, each = k)
    weight <- signs * m[, 3] / ave(m[, 3], cell, FUN = sum)
    v <- weight^2 * m[, 2]^2 / m[, 3]
    d <- sum(weight * m[, 1])
    se <- sqrt(sum(v))
    if (se == 0) return(c(diff = d, se = 0, t = NA, df = NA, p = NA, low = NA, high = NA))
    df <- sum(v)^2 / sum(v^2 / (m[, 3] - 1))
    half <- qt(0.975, df) * se
    c(diff = d, se = se, t = d / se, df = df, p = 2 * pt(-abs(d / se), df), low = d - half, high = d + half)
}
arms <- lapply(seq_len(count), function(i) {
    k <- sample(3, 1)
    sd <- 10^runif(4 * k, -2, 1)
    sd[runif(4 * k) < 0.1] <- 0
    if (runif(1) < 0.05) sd[] <- 0
    list(k = k, m = cbind(runif(4 * k, 0, 10), sd, pmax(2, any_size(4 * k, 6))))
})
compare("did of means: contrast, pt, qt", sapply(arms, function(a) line("did_means", 0.95, t(a$m))),
        lapply(arms, function(a) contrast(a$m, a$k)), 1:7, c(effect_columns, "t"))
compare("did of a panel: t.test",
        sapply(seq_len(count), function(i) line("did_panel", level[i], moments(samples[[i]]$y), moments(samples[[i]]$x))),
        lapply(seq_len(count), function(i) {
            x <- samples[[i]]$x
            y <- samples[[i]]$y
            if (is_constant(x) && is_constant(y))
                return(c(diff = mean(y) - mean(x), se = 0, t = NA, df = NA, p = NA, low = NA, high = NA))
            test <- t.test(y, x, conf.level = level[i])
            c(diff = mean(y) - mean(x), se = test$stderr, t = unname(test$statistic), df = unname(test$parameter),
              p = test$p.value, low = test$conf.int[1], high = test$conf.int[2])
        }), 1:7, c(effect_columns, "t"))

# --- trends: lm with weights and without
series <- lapply(seq_len(count), function(i) {
    k <- sample(3:12, 1)
    y <- if (runif(1) < 0.1) rep(50.1, k) else runif(1, -3, 3) * seq_len(k) + rnorm(k, 50, 3)
    list(t = 2010 + sort(sample(0:40, k)) / 4, y = y, se = 10^runif(k, -2, 1))
})
compare("trend: lm.wfit", sapply(series, function(s) line("trend", 0.95, rbind(s$t, s$y, s$se))),
        lapply(series, function(s) {
            # From the first value on, so that a constant series is exactly that.
            w <- 1 / s$se^2
            fit <- lm.wfit(cbind(1, s$t - 2015), s$y - s$y[1], w)
            beta <- fit$coefficients[[2]]
            se <- sqrt(chol2inv(qr.R(fit$qr))[2, 2])
            chi2 <- sum(w * fit$residuals^2)
            half <- qnorm(0.975) * se
            df <- fit$df.residual
            c(slope = beta, se = se, z = beta / se, df = NA, p = 2 * pnorm(-abs(beta / se)), low = beta - half,
              high = beta + half, t = weighted.mean(s$t, w), y = weighted.mean(s$y, w), chi2 = chi2,
              lack = pchisq(chi2, df, lower.tail = FALSE))
        }), 1:11, c("slope", "z", "low", "high", "chi2"))

census <- lapply(series, function(s) {
    if (is_constant(s$y)) s$y <- s$y + rnorm(length(s$y))
    s$se <- numeric(length(s$y))
    s
})
compare("trend of a census: lm", sapply(census, function(s) line("trend", 0.95, rbind(s$t, s$y, s$se))),
        lapply(census, function(s) {
            model <- lm(y ~ I(t - 2015), s)
            line <- summary(model)$coefficients[2, ]
            ci <- confint(model)[2, ]
            c(slope = line[[1]], se = line[[2]], t = line[[3]], df = length(s$y) - 2, p = line[[4]], low = ci[[1]],
              high = ci[[2]], t_mean = mean(s$t), y_mean = mean(s$y), chi2 = NA, lack = NA)
        }), 1:11, c("slope", "t", "low", "high"))

# --- composite index: scores by pmin and pmax
directions <- c(up = 1, down = 2, range = 3)
parts <- lapply(seq_len(count), function(i) {
    k <- sample(8, 1)
    low <- runif(k, -10, 50)
    high <- low + runif(k, 1, 50)
    inner <- low + (high - low) * t(apply(matrix(runif(2 * k), k), 1, sort))
    value <- low + (high - low) * runif(k, -0.2, 1.2)
    value[runif(k) < 0.15] <- NA
    list(value = value, se = runif(k, 0.01, 5), low = low, high = high, weight = sample(5, k, replace = TRUE),
         direction = sample(directions, k, replace = TRUE), aim_low = inner[, 1], aim_high = inner[, 2])
})
compare("composite index: pmin, pmax", sapply(parts, function(d) line("composite", 0.95, do.call(rbind, d))),
        lapply(parts, function(d) {
            outside <- pmax(d$aim_low - d$value, d$value - d$aim_high, 0)
            width <- ifelse(d$direction == 3, pmax(d$aim_low - d$low, d$high - d$aim_high), d$high - d$low)
            raw <- ifelse(d$direction == 3, 1 - outside / width, (d$value - d$low) / width)
            score <- 100 * pmin(pmax(raw, 0), 1)
            score <- ifelse(d$direction == 2, 100 - score, score)
            seen <- !is.na(d$value)
            coverage <- sum(d$weight[seen]) / sum(d$weight)
            if (coverage < 2 / 3) return(c(index = NA, se = NA, low = NA, high = NA, coverage = coverage))
            w <- d$weight[seen] / sum(d$weight[seen])
            index <- sum(w * score[seen])
            se <- sqrt(sum((w * 100 / width[seen] * d$se[seen])^2))
            half <- qnorm(0.975) * se
            c(index = index, se = se, low = index - half, high = index + half, coverage = coverage)
        }), 1:5, c("index", "low", "high"))

# --- benchmark: rank, quantile (type 7), mean, sd
peers <- lapply(seq_len(count), function(i) {
    k <- sample(c(1:12, 290), 1)
    values <- if (runif(1) < 0.1) rep(0.1, k + 1) else round(rnorm(k + 1, 50, 10), sample(0:3, 1))
    list(direction = sample(1:2, 1), own = values[1], values = values[-1])
})
compare("benchmark: rank, quantile, mean, sd", sapply(peers, function(b) line("benchmark", b$direction, b$own, b$values)),
        lapply(peers, function(b) {
            merit <- if (b$direction == 1) c(b$own, b$values) else -c(b$own, b$values)
            k <- length(b$values)
            quartiles <- unname(quantile(b$values, c(0.25, 0.5, 0.75), type = 7))
            sd <- if (k < 2) NA else if (is_constant(b$values)) 0 else sd(b$values)
            percentile <- 100 * (sum(merit[-1] < merit[1]) + sum(merit[-1] == merit[1]) / 2) / k
            c(rank = rank(-merit, ties.method = "min")[1], percentile = if (k < 5) NA else percentile,
              mean = mean(b$values), sd = sd, q1 = quartiles[1], median = quartiles[2], q3 = quartiles[3],
              z = if (is.na(sd) || sd == 0) NA else (b$own - mean(b$values)) / sd)
        }), 1:8, c("z", "mean", "q1", "median", "q3"))

# --- retention: survfit(conf.type = "log-log")
tenancies <- lapply(seq_len(count), function(i) {
    n <- sample(c(1, 2, 5, 20, 100, 400), 1)
    data.frame(month = sample(1:24, n, replace = TRUE), exit = rbinom(n, 1, sample(c(0, 0.1, 0.5, 1), 1)))
})
life_table <- function(d) {
    months <- sort(unique(d$month))
    at_risk <- sapply(months, function(m) sum(d$month >= m))
    exits <- sapply(months, function(m) sum(d$exit[d$month == m]))
    rbind(months, at_risk, exits, sapply(months, function(m) sum(d$month == m)) - exits)
}
asked <- sample(1:24, count, replace = TRUE)
compare("retention: survfit(log-log)",
        sapply(seq_len(count), function(i) line("retention", level[i], asked[i], life_table(tenancies[[i]]))),
        lapply(seq_len(count), function(i) {
            d <- tenancies[[i]]
            if (asked[i] > max(d$month)) return(c(s = NA, se = NA, low = NA, high = NA))
            fit <- survfit(Surv(month, exit) ~ 1, d, conf.type = "log-log", conf.int = level[i])
            row <- findInterval(asked[i], fit$time)
            s <- if (row == 0) 1 else fit$surv[row]
            if (s %in% c(0, 1)) return(c(s = s, se = 0, low = NA, high = NA))
            c(s = s, se = s * fit$std.err[row], low = fit$lower[row], high = fit$upper[row])
        }), 1:4)

finish()
