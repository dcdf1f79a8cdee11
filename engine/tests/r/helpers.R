# What the calls of calls.csv use: base R alone, each from its definition.

m <- function(k1, n1, k2, n2) matrix(c(k1, k2, n1 - k1, n2 - k2), 2)

two_by_two <- function(k1, n1, k2, n2) {  # the tests that need no maximum, two-sided
  t <- m(k1, n1, k2, n2)
  own <- dhyper(k1, n1, n2, k1 + k2)
  tails <- c(phyper(k1, n1, n2, k1 + k2), phyper(k1 - 1, n1, n2, k1 + k2, lower.tail = FALSE))
  fisher <- fisher.test(t)$p.value
  x2 <- suppressWarnings(chisq.test(t, correct = FALSE)$statistic)
  n <- n1 + n2
  expected <- outer(rowSums(t), colSums(t)) / n
  lr <- 2 * sum(ifelse(t > 0, t * log(t / expected), 0))
  c(fisher, min(1, 2 * tails), fisher - own / 2, min(1, 2 * min(tails) - own),
    pchisq(c(x2), 1, lower.tail = FALSE), suppressWarnings(chisq.test(t)$p.value),
    pchisq(c(x2) * (n - 1) / n, 1, lower.tail = FALSE), pchisq(lr, 1, lower.tail = FALSE))
}

one_sided <- function(k1, n1, k2, n2) {  # less, then greater: fisher, mid-P, pearson, yates
  t <- m(k1, n1, k2, n2)
  own <- dhyper(k1, n1, n2, k1 + k2)
  unlist(lapply(c("less", "greater"), function(side) {
    fisher <- fisher.test(t, alternative = side)$p.value
    chi <- function(correct) suppressWarnings(
      prop.test(c(k1, k2), c(n1, n2), alternative = side, correct = correct)$p.value)
    c(fisher, fisher - own / 2, chi(FALSE), chi(TRUE))
  }))
}

wald <- function(k1, n1, k2, n2) {  # P, then the interval of the odds ratio
  fit <- glm(cbind(c(k1, k2), c(n1 - k1, n2 - k2)) ~ c(1, 0), family = binomial,
             epsilon = 1e-14, maxit = 100)
  c(coef(summary(fit))[2, 4], exp(confint.default(fit)[2, ]))
}

wald_difference <- function(k1, n1, k2, n2) {  # it starts at its end: the warning is of no step
  fit <- suppressWarnings(glm(
    cbind(c(k1, k2), c(n1 - k1, n2 - k2)) ~ c(1, 0), family = binomial(link = "identity"),
    start = c(k2 / n2, k1 / n1 - k2 / n2)))
  coef(summary(fit))[2, 4]
}

# Unconditional tests: tables ranked by whole numbers, the common rate by a grid and optimize().
barnard <- function(k1, n1, k2, n2) {
  worst(n1, n2, function(a, b) {
    away <- function(a, b) (a * n2 - b * n1)^2
    spread <- function(e) e * (n1 + n2 - e)
    e <- a + b
    e > 0 & e < n1 + n2 & away(a, b) * spread(k1 + k2) >= away(k1, k2) * spread(e)
  })
}

boschloo <- function(k1, n1, k2, n2) {
  side <- function(lower) {
    p <- function(a, b) if (lower) phyper(a, n1, n2, a + b)
                        else phyper(a - 1, n1, n2, a + b, lower.tail = FALSE)
    worst(n1, n2, function(a, b) p(a, b) <= p(k1, k2) * (1 + 1e-9))
  }
  min(1, 2 * side(TRUE), 2 * side(FALSE))
}

worst <- function(n1, n2, extreme) {
  a <- rep(0:n1, n2 + 1)
  b <- rep(0:n2, each = n1 + 1)
  inside <- extreme(a, b)
  chance <- function(p) sum((dbinom(a, n1, p) * dbinom(b, n2, p))[inside])
  grid <- seq(0, 1, length.out = 801)
  at <- grid[which.max(sapply(grid, chance))]
  max(chance(at), optimize(chance, c(max(0, at - 1 / 400), min(1, at + 1 / 400)),
                           maximum = TRUE, tol = 1e-12)$objective)
}

# Intervals.
newcombe <- function(k1, n1, k2, n2, correct = FALSE) {
  one <- suppressWarnings(prop.test(k1, n1, correct = correct)$conf.int)
  two <- suppressWarnings(prop.test(k2, n2, correct = correct)$conf.int)
  p <- c(k1 / n1, k2 / n2)
  diff(rev(p)) + c(-1, 1) * c(sqrt((p[1] - one[1])^2 + (two[2] - p[2])^2),
                              sqrt((one[2] - p[1])^2 + (p[2] - two[1])^2))
}

agresti_caffo <- function(k1, n1, k2, n2) {
  p <- (c(k1, k2) + 1) / (c(n1, n2) + 2)
  diff(rev(p)) + c(-1, 1) * qnorm(.975) * sqrt(sum(p * (1 - p) / (c(n1, n2) + 2)))
}

ends <- function(f, estimate, lowest, highest) {  # where f is zero on both sides of the estimate
  estimate <- min(max(estimate, lowest), highest)
  root <- function(a, b) uniroot(f, c(a, b), tol = 1e-13)$root
  c(if (f(lowest) <= 0) lowest else root(lowest, estimate),
    if (f(highest) <= 0) highest else root(estimate, highest))
}

score_difference <- function(k1, n1, k2, n2, factor = (n1 + n2) / (n1 + n2 - 1)) {
  excess <- function(d) {
    log_likelihood <- function(p2) dbinom(k1, n1, p2 + d, TRUE) + dbinom(k2, n2, p2, TRUE)
    p2 <- optimize(log_likelihood, c(max(0, -d), min(1, 1 - d)), maximum = TRUE, tol = 1e-13)$maximum
    p1 <- p2 + d
    (k1 / n1 - k2 / n2 - d)^2 - qchisq(.95, 1) * factor * (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
  }
  ends(excess, k1 / n1 - k2 / n2, -1 + 1e-9, 1 - 1e-9)
}

koopman <- function(k1, n1, k2, n2) {
  excess <- function(log_ratio) {
    phi <- exp(log_ratio)
    log_likelihood <- function(p2) dbinom(k1, n1, p2 * phi, TRUE) + dbinom(k2, n2, p2, TRUE)
    p2 <- optimize(log_likelihood, c(0, min(1, 1 / phi)), maximum = TRUE, tol = 1e-14)$maximum
    variance <- phi * p2 * (1 - phi * p2) / n1 + phi^2 * p2 * (1 - p2) / n2
    (k1 / n1 - phi * k2 / n2)^2 - qchisq(.95, 1) * variance
  }
  exp(ends(excess, log(k1 * n2 / (k2 * n1)), -12, 12))
}

katz <- function(k1, n1, k2, n2) {
  exp(log(k1 * n2 / (k2 * n1)) + c(-1, 1) * qnorm(.975) * sqrt(1/k1 - 1/n1 + 1/k2 - 1/n2))
}

noncentral <- function(k1, n1, k2, n2, log_odds) {  # the law of the first count
  k <- max(0, k1 + k2 - n2):min(n1, k1 + k2)
  w <- lchoose(n1, k) + lchoose(n2, k1 + k2 - k) + k * log_odds
  p <- exp(w - max(w))
  setNames(p / sum(p), k)
}

conditional <- function(k1, n1, k2, n2, own = 1) {  # the central interval; own = .5 for mid-P
  tail <- function(log_odds, upper) {
    p <- noncentral(k1, n1, k2, n2, log_odds)
    k <- as.integer(names(p))
    sum(p[if (upper) k > k1 else k < k1]) + own * p[k == k1] - .025
  }
  root <- function(upper) exp(uniroot(function(t) tail(t, upper), c(-20, 20), tol = 1e-12)$root)
  c(root(TRUE), root(FALSE))
}

by_likelihood <- function(k1, n1, k2, n2, odds, own = 1) {  # P of the test that Baptista-Pike inverts
  p <- noncentral(k1, n1, k2, n2, log(odds))
  mine <- p[as.character(k1)]
  sum(p[p <= mine * (1 + 1e-9)]) - (1 - own) * mine
}

cornfield <- function(k1, n1, k2, n2, less = 0, factor = 1) {
  fitted <- function(log_odds) {  # the first count with these margins and this odds ratio
    uniroot(function(a) log(a) + log(n2 - k1 - k2 + a) - log(n1 - a) - log(k1 + k2 - a) - log_odds,
            c(max(0, k1 + k2 - n2) + 1e-12, min(n1, k1 + k2) - 1e-12), tol = 1e-13)$root
  }
  excess <- function(log_odds) {
    a <- fitted(log_odds)
    cells <- c(a, n1 - a, k1 + k2 - a, n2 - k1 - k2 + a)
    max(0, abs(k1 - a) - less)^2 - qchisq(.95, 1) * factor / sum(1 / cells)
  }
  exp(ends(excess, log(k1 * (n2 - k2) / (k2 * (n1 - k1))), -12, 12))
}

superiority <- function(u, n1, n2) {  # Newcombe's method 5, both sizes' mean in the numerator
  excess <- function(p) {
    q1 <- p / (2 - p); q2 <- 2 * p^2 / (1 + p); mid <- (n1 + n2) / 2 - 1
    (p - u / (n1 * n2))^2 - qchisq(.95, 1) *
      (p * (1 - p) + mid * (q1 - p^2) + mid * (q2 - p^2)) / (n1 * n2)
  }
  ends(excess, u / (n1 * n2), 1e-12, 1 - 1e-12)
}

# Rank sums.
ranksum <- function(x, y) {  # U, asymptotic, with continuity correction
  test <- function(correct) suppressWarnings(wilcox.test(x, y, exact = FALSE, correct = correct))
  c(test(TRUE)$statistic, test(FALSE)$p.value, test(TRUE)$p.value)
}

ranksum_exact <- function(x, y) exactRankTests::wilcox.exact(x, y, exact = TRUE)$p.value

ranksum_coin <- function(x, y, alternative = "two.sided") {
  d <- data.frame(v = c(x, y), g = factor(rep(c("a", "b"), c(length(x), length(y)))))
  c(coin::pvalue(coin::wilcox_test(v ~ g, d, distribution = "exact", alternative = alternative)))
}

# Pooling and power.
pooled <- function(k, n) {
  fit <- function(test) metafor::rma(measure = "PLO", xi = k, ni = n, method = "PM", test = test,
                                     control = list(tol = 1e-12, maxiter = 10000))
  mean <- predict(fit("adhoc"), transf = metafor::transf.ilogit)
  next_one <- predict(fit("z"), transf = metafor::transf.ilogit, pi.type = "riley")
  c(mean$pred, mean$ci.lb, mean$ci.ub, next_one$pi.lb, next_one$pi.ub)
}

power_of <- function(n1, n2, p1, p2, p) {  # p: the P value of two counts
  sum(outer(0:n1, 0:n2, Vectorize(function(a, b)
    (p(a, b) <= .05) * dbinom(a, n1, p1) * dbinom(b, n2, p2))))
}

# Means, SDs and sizes alone: samples that have them.
sample_with <- function(n, m, s) as.vector(scale(seq_len(n))) * s + m
crosstab <- function(m) {
  expected <- outer(rowSums(m), colSums(m)) / sum(m)
  df <- (nrow(m) - 1) * (ncol(m) - 1)
  lr <- 2 * sum(ifelse(m > 0, m * log(m / expected), 0))
  rows <- rep(row(m), m)
  columns <- rep(col(m), m)
  c(suppressWarnings(chisq.test(m, correct = FALSE))$p.value,
    pchisq(lr, df, lower.tail = FALSE), fisher.test(m, workspace = 2e7)$p.value,
    pchisq((sum(m) - 1) * cor(rows, columns)^2, 1, lower.tail = FALSE))
}
mcnemar <- function(b, c) {
  m <- rbind(c(0, b), c(c, 0))
  c(binom.test(b, b + c)$p.value, mcnemar.test(m, correct = FALSE)$p.value,
    mcnemar.test(m)$p.value)
}
anova_of <- function(n, m, s) {
  y <- unlist(Map(sample_with, n, m, s))
  found <- oneway.test(y ~ factor(rep(seq_along(n), n)), var.equal = TRUE)
  c(found$statistic, found$p.value)
}
t_of <- function(m1, s1, n1, m2, s2, n2, equal) {
  found <- t.test(sample_with(n1, m1, s1), sample_with(n2, m2, s2), var.equal = equal)
  c(found$p.value, found$statistic, found$conf.int)
}
# The least and the greatest P over all corners of what rounds to these numbers.
t_corners <- function(m1, s1, n1, m2, s2, n2, half, equal) {
  signs <- as.matrix(expand.grid(rep(list(c(-half, half)), 4)))
  range(apply(signs, 1, function(d)
    t_of(m1 + d[1], s1 + d[2], n1, m2 + d[3], s2 + d[4], n2, equal)[1]))
}

rate_ratio <- function(k1, t1, k2, t2) {  # P, then the interval, by Poisson regression
  fit <- glm(c(k1, k2) ~ c(1, 0) + offset(log(c(t1, t2))), family = poisson)
  c(coef(summary(fit))[2, 4], exp(confint.default(fit)[2, ]))
}

d_limits <- function(d, n1, n2) {  # the noncentralities under which d has either tail, in SDs
  scale <- sqrt(1 / n1 + 1 / n2)
  ends <- sapply(c(.975, .025), function(tail) uniroot(function(shift)
    suppressWarnings(pt(d / scale, n1 + n2 - 2, shift)) - tail, c(-30, 30), tol = 1e-13)$root)
  ends * scale
}
