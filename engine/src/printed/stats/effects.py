"""Differences and ratios of two proportions, each with a named interval.

Group 1 is k1 of n1, group 2 is k2 of n2. A P value and an interval can disagree when they come
from different tests: pair them (Pearson's chi-square with ``miettinen-nurminen`` without its
factor, that is ``mee``; Fisher's central P with ``conditional``; its mid-P with
``conditional-midp``).
"""

from __future__ import annotations

import math

from printed.errors import InputError
from printed.stats.intervals import EXACT, Estimate, check_count, deviate, proportion
from printed.stats.law import log_weights, tilted
from printed.stats.roots import root

DIFFERENCE_METHODS = (
    "newcombe", "miettinen-nurminen", "mee", "agresti-caffo", "wald", "newcombe-cc", "wald-cc",
)  # fmt: skip
RATIO_METHODS = ("koopman", "miettinen-nurminen", "katz", "haldane")
EFFICACY_METHODS = (*RATIO_METHODS, "odds", "odds-cornfield")
ODDS_METHODS = ("sample", "conditional", "conditional-midp", "haldane", "cornfield")
# Tried where they are named, and not among all.
FURTHER_ODDS_METHODS = ("cornfield-cc", "miettinen-nurminen", "baptista-pike", "baptista-pike-midp")
FURTHER_EFFICACY_METHODS = tuple(f"odds-{method}" for method in FURTHER_ODDS_METHODS)


def _check(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    level: float,
    z: str | float,
    method: str,
    known: tuple[str, ...],
) -> float:
    """Refuse what is no pair of counts; the normal deviate of the level."""
    check_count(k1, n1)
    check_count(k2, n2)
    if method not in known:
        raise InputError(f"unknown method {method!r}; one of {', '.join(known)}")
    return deviate(level, z)


# --------------------------------------------------------------------------- difference


def risk_difference(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    method: str = "newcombe",
    level: float = 0.95,
    z: str | float = EXACT,
) -> Estimate:
    """The share in group 1 minus the share in group 2.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Events and denominators.
    method : str
        One of ``DIFFERENCE_METHODS``. ``newcombe`` joins the Wilson intervals of both shares
        (method 10 of Newcombe, Stat Med 1998;17:873-890), ``newcombe-cc`` those with a
        continuity correction (his method 11). ``miettinen-nurminen`` inverts the score test
        with the variance multiplied by N / (N - 1) (Stat Med 1985;4:213-226), ``mee`` without
        that factor.
        ``agresti-caffo`` adds one event and one non-event to each group. ``wald`` is the
        textbook interval, too short in small groups; ``wald-cc`` is wider by (1/n1 + 1/n2)/2 on
        each side.
    level : float
        Confidence level.
    z : {"exact"} or number
        The normal deviate: see `printed.stats.intervals.deviate`.

    Returns
    -------
    Estimate
        Between -1 and 1.

    Raises
    ------
    InputError
        If a count does not fit its denominator, or the method or level is unknown.

    Notes
    -----
    R: ``prop.test(c(k1, k2), c(n1, n2))`` prints ``wald-cc`` where the difference is at least
    its correction.

    Examples
    --------
    >>> from printed import notation
    >>> found = risk_difference(56, 70, 48, 80)
    >>> [notation.text(x, 4) for x in (found.estimate, found.low, found.high)]
    ['0.2000', '0.0524', '0.3339']
    """
    away = _check(k1, n1, k2, n2, level, z, method, DIFFERENCE_METHODS)
    p1, p2 = k1 / n1, k2 / n2
    difference = (k1 * n2 - k2 * n1) / (n1 * n2)
    if method.startswith("newcombe"):
        single = method.replace("newcombe", "wilson")
        one, two = (proportion(k, n, single, level, z=z) for k, n in ((k1, n1), (k2, n2)))
        low = difference - math.hypot(p1 - one.low, two.high - p2)
        high = difference + math.hypot(one.high - p1, p2 - two.low)
    elif method in {"wald", "wald-cc", "agresti-caffo"}:
        add = 1 if method == "agresti-caffo" else 0
        q1, q2 = (k1 + add) / (n1 + 2 * add), (k2 + add) / (n2 + 2 * add)
        half = away * math.sqrt(q1 * (1 - q1) / (n1 + 2 * add) + q2 * (1 - q2) / (n2 + 2 * add))
        half += (1 / n1 + 1 / n2) / 2 if method == "wald-cc" else 0.0
        low, high = q1 - q2 - half, q1 - q2 + half
    else:
        total = n1 + n2
        factor = total / (total - 1) if method == "miettinen-nurminen" else 1.0

        def excess(delta: float) -> float:
            """Squared deviate of the assumed difference, less the critical one."""
            q1, q2 = restricted_shares(k1, n1, k2, n2, delta)
            variance = factor * (q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2)
            return (difference - delta) ** 2 - away * away * variance

        low = root(excess, -1.0, difference) if difference > -1 else -1.0
        high = root(excess, difference, 1.0) if difference < 1 else 1.0
    return Estimate(difference, max(-1.0, low), min(1.0, high), method, level)


def restricted_shares(k1: int, n1: int, k2: int, n2: int, delta: float) -> tuple[float, float]:
    """Both shares by maximum likelihood when they must differ by delta.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Events and denominators.
    delta : float
        Share 1 minus share 2, between -1 and 1.

    Returns
    -------
    tuple of float
        Share 1 and share 2.

    Notes
    -----
    The middle root of the likelihood's cubic in trigonometric form (Miettinen and Nurminen
    1985, appendix I; Farrington and Manning, Stat Med 1990;9:1447-1454). Rounding can push the
    cosine just outside 1 and a share just outside its range; both are held inside.

    Examples
    --------
    >>> restricted_shares(5, 10, 5, 10, 0.0)
    (0.5, 0.5)
    """
    ratio = n2 / n1
    p1, p2 = k1 / n1, k2 / n2
    a = 1 + ratio
    b = -(1 + ratio + p1 + ratio * p2 + delta * (ratio + 2))
    c = delta * delta + delta * (2 * p1 + ratio + 1) + p1 + ratio * p2
    d = -p1 * delta * (1 + delta)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    size = math.sqrt(max(0.0, (b / (3 * a)) ** 2 - c / (3 * a)))
    u = math.copysign(size, v)
    cosine = 0.0 if u == 0 else max(-1.0, min(1.0, v / u**3))
    angle = (math.pi + math.acos(cosine)) / 3
    one = 2 * u * math.cos(angle) - b / (3 * a)
    one = max(0.0, delta, min(1.0, 1.0 + delta, one))
    return one, max(0.0, min(1.0, one - delta))


# --------------------------------------------------------------------------- ratio


def risk_ratio(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    method: str = "koopman",
    level: float = 0.95,
    z: str | float = EXACT,
) -> Estimate:
    """The share in group 1 divided by the share in group 2.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Events and denominators.
    method : str
        One of ``RATIO_METHODS``. ``koopman`` inverts the score test (Biometrics
        1984;40:513-517), ``miettinen-nurminen`` the same with the variance multiplied by
        N / (N - 1). ``katz`` is the textbook interval on the log scale, 0 to infinity where a
        group has no event; ``haldane`` is the same estimate and interval with half a subject
        added to each of the four cells.
    level : float
        Confidence level.
    z : {"exact"} or number
        The normal deviate: see `printed.stats.intervals.deviate`.

    Returns
    -------
    Estimate
        From 0 to infinity; the estimate is NaN when neither group has an event.

    Raises
    ------
    InputError
        If a count does not fit its denominator, or the method or level is unknown.

    Notes
    -----
    R: ``metafor::escalc(measure = "RR", ai = k1, n1i = n1, ci = k2, n2i = n2, to = "all")`` is
    ``haldane``, with ``to = "none"`` it is ``katz``.

    Examples
    --------
    >>> risk_ratio(4, 10, 8, 10).estimate
    0.5
    """
    away = _check(k1, n1, k2, n2, level, z, method, RATIO_METHODS)
    if method == "haldane":
        one, two = k1 + 0.5, k2 + 0.5
        ratio = one * (n2 + 1) / (two * (n1 + 1))
        spread = math.sqrt(1 / one - 1 / (n1 + 1) + 1 / two - 1 / (n2 + 1))
        return _on_the_log_scale(ratio, away * spread, method, level)
    ratio = (k1 * n2) / (k2 * n1) if k2 else math.inf if k1 else math.nan
    if method == "katz":
        if not k1 or not k2:
            return Estimate(ratio, 0.0, math.inf, method, level)
        half = away * math.sqrt(1 / k1 - 1 / n1 + 1 / k2 - 1 / n2)
        return _on_the_log_scale(ratio, half, method, level)
    if not k1 and not k2:
        return Estimate(ratio, 0.0, math.inf, method, level)
    factor = (n1 + n2) / (n1 + n2 - 1) if method == "miettinen-nurminen" else 1.0
    critical = factor * away * away
    low = 1 / _score_ratio_high(k2, n2, k1, n1, critical) if k1 else 0.0
    high = _score_ratio_high(k1, n1, k2, n2, critical) if k2 else math.inf
    return Estimate(ratio, low, high, method, level)


def _on_the_log_scale(ratio: float, half: float, method: str, level: float) -> Estimate:
    return Estimate(ratio, ratio * math.exp(-half), ratio * math.exp(half), method, level)


def _score_ratio_high(k1: int, n1: int, k2: int, n2: int, critical: float) -> float:
    """The ratio above the estimate at which the score statistic becomes critical; k2 > 0."""

    def excess(log_ratio: float) -> float:
        phi = math.exp(log_ratio)
        # The likelihood's quadratic for share 2 when share 1 is phi times as large; the root
        # is written so that nothing cancels.
        b = n1 * phi + k1 + n2 + k2 * phi
        inside = b * b - 4 * (n1 + n2) * phi * (k1 + k2)
        q2 = 2 * (k1 + k2) / (b + math.sqrt(max(0.0, inside)))
        q1 = min(1.0, phi * q2)
        variance = q1 * (1 - q1) / n1 + phi * phi * q2 * (1 - q2) / n2
        return (k1 / n1 - phi * k2 / n2) ** 2 - critical * variance

    near, step = (math.log(k1 * n2 / (k2 * n1)) if k1 else -30.0), 1.0
    while excess(near + step) <= 0 and step < 256:
        near, step = near + step, 2 * step
    return math.exp(root(excess, near, near + step))


def efficacy(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    method: str = "koopman",
    level: float = 0.95,
    z: str | float = EXACT,
) -> Estimate:
    """The relative risk reduction, or vaccine efficacy: 1 less the risk ratio.

    Parameters are those of `risk_ratio`, and so are the methods; those that begin with ``odds`` are
    1 less the odds ratio, which goes by the name of efficacy too: ``odds`` with Woolf's interval,
    ``odds-cornfield`` and so on with that of `odds_ratio`. The ends change places.

    Examples
    --------
    >>> found = efficacy(16, 14964, 62, 4902, "katz")
    >>> [round(100 * x, 1) for x in (found.estimate, found.low, found.high)]
    [91.5, 85.4, 95.1]
    """
    known = EFFICACY_METHODS + FURTHER_EFFICACY_METHODS
    _check(k1, n1, k2, n2, level, z, method, known)
    if method.startswith("odds"):
        single = method.removeprefix("odds").removeprefix("-") or "sample"
        found = odds_ratio(k1, n1, k2, n2, single, level, z)
    else:
        found = risk_ratio(k1, n1, k2, n2, method, level, z)
    return Estimate(1 - found.estimate, 1 - found.high, 1 - found.low, method, level)


def number_needed(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    method: str = "newcombe",
    level: float = 0.95,
    z: str | float = EXACT,
) -> Estimate:
    """How many are treated for one event more or less: 1 by the risk difference, without its sign.

    Parameters are those of `risk_difference`, and so are the methods. The ends are NaN where its
    interval holds 0: they would pass through infinity (Altman, BMJ 1998;317:1309-1312).

    Examples
    --------
    >>> found = number_needed(56, 70, 48, 80)
    >>> [round(x, 2) for x in (found.estimate, found.low, found.high)]
    [5.0, 3.0, 19.07]
    """
    found = risk_difference(k1, n1, k2, n2, method, level, z)
    away = sorted(abs(end) for end in (found.low, found.high))
    low, high = (1 / away[1], 1 / away[0]) if found.low * found.high > 0 else (math.nan, math.nan)
    middle = 1 / abs(found.estimate) if found.estimate else math.inf
    return Estimate(middle, low, high, method, level)


# --------------------------------------------------------------------------- odds ratio


def odds_ratio(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    method: str = "conditional",
    level: float = 0.95,
    z: str | float = EXACT,
) -> Estimate:
    """The odds in group 1 divided by the odds in group 2.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Events and denominators.
    method : str
        One of ``ODDS_METHODS`` or ``FURTHER_ODDS_METHODS``.
        ``sample``: the cross product with Woolf's interval on the log scale (the Wald interval
        of a logistic regression), 0 to infinity when a cell is empty. ``haldane``: the same with
        half a subject added to each cell. ``conditional``: the maximum likelihood estimate
        given both margins with the exact central interval, as R's ``fisher.test`` prints it (it
        agrees with the central Fisher P, not always with the minimum-likelihood one).
        ``conditional-midp``: the same estimate with the central mid-P interval.
        All others go with the cross product. ``cornfield`` holds the odds ratios under which the
        observed count is at most z standard errors from its fitted one (J Natl Cancer Inst
        1951;11:1269-1275, in the form of Gart, Biometrika 1962;49:601-610), ``cornfield-cc``
        half a subject more, ``miettinen-nurminen`` with the variance multiplied by N / (N - 1).
        ``baptista-pike`` inverts Fisher's minimum-likelihood test (Appl Stat 1977;26:214-220),
        ``baptista-pike-midp`` with half of the observed table off.
    level : float
        Confidence level.
    z : {"exact"} or number
        The normal deviate where the method has one: see `printed.stats.intervals.deviate`.

    Returns
    -------
    Estimate
        From 0 to infinity; the estimate is NaN when a margin is empty.

    Raises
    ------
    InputError
        If a count does not fit its denominator, the method or level is unknown, or too many
        counts are possible for a conditional one.

    Notes
    -----
    R: ``fisher.test(matrix(c(k1, k2, n1 - k1, n2 - k2), 2))`` is ``conditional``,
    ``confint.default(glm(cbind(k, n - k) ~ g, binomial))`` the logarithm of ``sample``. Cost of
    the conditional ones grows with the smaller margin, of Baptista-Pike with its square.

    Examples
    --------
    >>> odds_ratio(4, 10, 8, 10, "sample").estimate
    0.16666666666666666
    """
    known = ODDS_METHODS + FURTHER_ODDS_METHODS
    away = _check(k1, n1, k2, n2, level, z, method, known)
    cross, against = k1 * (n2 - k2), k2 * (n1 - k1)
    sample = cross / against if against else math.inf if cross else math.nan
    if method in {"sample", "haldane"}:
        add = 0.5 if method == "haldane" else 0
        a, b, c, d = (cell + add for cell in (k1, n1 - k1, k2, n2 - k2))
        if not (a and b and c and d):
            return Estimate(sample, 0.0, math.inf, method, level)
        half = away * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        return _on_the_log_scale(a * d / (b * c), half, method, level)
    events = k1 + k2
    least, most = max(0, events - n2), min(n1, events)
    if least == most:
        return Estimate(math.nan, 0.0, math.inf, method, level)
    if not method.startswith("conditional"):
        if method.startswith("baptista-pike"):
            from printed.stats.minlike import ends

            low, high = ends(k1, n1, k2, n2, level, 0.5 if method.endswith("midp") else 1.0)
        else:
            less = 0.5 if method == "cornfield-cc" else 0.0
            total = n1 + n2
            spread = away * math.sqrt(total / (total - 1) if method.startswith("mi") else 1.0)
            low = _cornfield_low(k1, n1, k2, n2, spread, less)
            other = _cornfield_low(k2, n2, k1, n1, spread, less)
            high = 1 / other if other else math.inf
        return Estimate(sample, low, high, method, level)
    logs = log_weights(n1, n2, events)

    def law(log_odds: float) -> tuple[int, list[float]]:
        """The first count that matters under the odds ratio, and the chances from there on."""
        first, shares = tilted(logs, log_odds)
        whole = math.fsum(shares)
        return least + first, [share / whole for share in shares]

    own = 0.5 if method == "conditional-midp" else 1.0
    tail = (1 - level) / 2

    def upper_excess(log_odds: float) -> float:
        first, chances = law(log_odds)
        return math.fsum(chances[max(0, k1 + 1 - first) :]) + own * at(first, chances) - tail

    def lower_excess(log_odds: float) -> float:
        first, chances = law(log_odds)
        return math.fsum(chances[: max(0, k1 - first)]) + own * at(first, chances) - tail

    def at(first: int, chances: list[float]) -> float:
        return chances[k1 - first] if 0 <= k1 - first < len(chances) else 0.0

    def mean_excess(log_odds: float) -> float:
        first, chances = law(log_odds)
        return math.fsum(p * k for k, p in enumerate(chances, start=first)) - k1

    far = 400.0
    low = 0.0 if k1 == least else math.exp(root(upper_excess, -far, far))
    high = math.inf if k1 == most else math.exp(root(lower_excess, -far, far))
    inner = least < k1 < most
    middle = math.exp(root(mean_excess, -far, far)) if inner else (0.0 if k1 == least else math.inf)
    return Estimate(middle, low, high, method, level)


def _cornfield_low(k1: int, n1: int, k2: int, n2: int, spread: float, less: float) -> float:
    """The odds ratio whose fitted count of group 1 is so many standard errors below k1 - less."""
    events = k1 + k2
    least = max(0, events - n2)

    def cells(x: float) -> tuple[float, float, float, float]:
        """Fitted with the same margins, x above the least count of group 1."""
        return least + x, n1 - least - x, events - least - x, n2 - events + least + x

    def excess(x: float) -> float:
        variance = 0.0 if min(cells(x)) <= 0 else 1 / math.fsum(1 / cell for cell in cells(x))
        return (k1 - less - least - x) ** 2 - spread * spread * variance

    if k1 - less <= least:
        return 0.0
    a, b, c, d = cells(root(excess, 0.0, k1 - less - least))
    return a * d / (b * c)
