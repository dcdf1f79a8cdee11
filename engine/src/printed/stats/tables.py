"""Tests of one 2x2 table: k1 of n1 in group 1 against k2 of n2 in group 2.

Every convention that a paper might have used has a name. The exact ones compare integer
weights, so a tie is a tie: 1/10 against 22/36 has symmetric margins, and a float comparison
that misses its tie halves the P value.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from printed.errors import InputError
from printed.stats import many, unconditional
from printed.stats.intervals import is_whole

# Name -> what it is, in the order in which results list them.
CONVENTIONS: dict[str, str] = {
    "fisher": "Fisher's exact test, two-sided by minimum likelihood",
    "fisher-central": "Fisher's exact test, twice the smaller tail",
    "midp-minlike": "mid-P by minimum likelihood, half of the observed table taken off",
    "midp-central": "mid-P, twice the smaller tail with half of the observed table",
    "pearson": "Pearson's chi-square without continuity correction",
    "yates": "chi-square with Yates's continuity correction",
    "n-1": "Pearson's chi-square times (N - 1)/N",
    "lr": "likelihood-ratio chi-square",
    "barnard": "Barnard's unconditional test, two-sided by the pooled score",
    "boschloo": "Boschloo's unconditional test, twice the smaller side",
    "expected-5": "Fisher's test if an expected count is below 5, else Pearson's chi-square",
}
# Tests that are tried where they are named, and are not among "all".
FURTHER: dict[str, str] = {
    "wald": "Wald's test of the log odds ratio, as a logistic regression prints it",
    "wald-difference": "Wald's test of the difference of shares, as a binomial model prints it",
}
SIDES = ("less", "greater")  # the alternative: a smaller, or a larger, share in group 1
INTEGER_CONVENTIONS = ("fisher", "fisher-central", "midp-minlike", "midp-central")
RATIONAL_STATISTICS = ("pearson", "yates", "n-1")
# Above so many subjects the weights of a single table are floats, and ties are as near as in R.
MOST_EXACT = 10_000
MOST_SUBJECTS = 10**100  # far below where floats end
MOST_BITS = 10**9  # of all integer weights of a table together: seconds, and 100 MB
UNCONDITIONAL = unconditional.TESTS


def table_p(
    k1: Any, n1: Any, k2: Any, n2: Any, convention: str = "fisher", side: str | None = None
) -> Any:
    """The P value of a 2x2 table under a named convention.

    Parameters
    ----------
    k1, n1, k2, n2 : int or array of int
        Events and size of group 1 and of group 2; arrays broadcast.
    convention : str
        A key of ``CONVENTIONS`` or of ``FURTHER``.
    side : {"less", "greater"}, optional
        A one-sided test: the alternative is a smaller, or a larger, share in group 1.

    Returns
    -------
    float or numpy.ndarray
        The P value; ``nan`` where the convention is undefined (no events at all, say, for a
        chi-square).

    Raises
    ------
    InputError
        If a count is negative or above its denominator, a denominator is below 1, the table is
        too large for the test, or the convention or the side is unknown.

    Notes
    -----
    Fisher (1935) in the minimum-likelihood form of R's ``fisher.test``; for Barnard (1945) and
    Boschloo (1970) see `printed.stats.unconditional`. Sums of table weights are exact up to
    ``MOST_EXACT`` subjects; above, they are floats with R's tolerance for ties, and a table with
    too many possible counts is refused (see `printed.stats.many`). A chi-square becomes
    one-sided by the sign of its root.

    Examples
    --------
    >>> table_p(1, 10, 22, 36)
    0.00978298...
    >>> table_p(1, 10, 22, 36, "pearson", side="less")
    0.00212033...
    """
    check_test(convention, side)
    if any(map(_is_array, (k1, n1, k2, n2))):
        from printed.stats import fast

        return fast.table_p(k1, n1, k2, n2, convention, side=side)
    counts = (_whole(k1), _whole(n1), _whole(k2), _whole(n2))
    check_table(*counts)
    if convention in INTEGER_CONVENTIONS:
        if counts[1] + counts[3] > MOST_EXACT:
            return many.table_p(*counts, convention, side)
        return float(table_p_exact(*counts, convention, side))
    if convention in UNCONDITIONAL:
        return unconditional.p_value(*counts, convention, side)
    if convention == "expected-5":
        return table_p(*counts, chosen_by_expected(*counts), side)
    statistic = chi_square(*counts, convention)
    if statistic is None:
        return math.nan
    p = math.erfc(math.sqrt(statistic / 2))
    return p if side is None else p / 2 if in_favour(*counts, side) else 1 - p / 2


def table_p_exact(
    k1: int, n1: int, k2: int, n2: int, convention: str = "fisher", side: str | None = None
) -> Fraction:
    """The P value as a fraction, for the conventions that are sums of table weights.

    >>> table_p_exact(1, 2, 0, 2), table_p_exact(1, 2, 0, 2, side="greater")
    (Fraction(1, 1), Fraction(1, 2))
    """
    weights = table_weights(n1, n2, k1 + k2)
    total, observed = sum(weights.values()), weights[k1]
    half = Fraction(observed, 2) if convention.startswith("midp") else Fraction(0)
    if side is None and convention in ("fisher", "midp-minlike"):
        return (sum(w for w in weights.values() if w <= observed) - half) / total
    below = sum(w for k, w in weights.items() if k <= k1) - half
    above = sum(w for k, w in weights.items() if k >= k1) - half
    if side is not None:
        return (below if side == "less" else above) / total
    return min(Fraction(1), 2 * min(below, above) / total)


def check_test(convention: str, side: str | None = None) -> None:
    """Raise InputError unless the test, and the side where one is named, are known."""
    if convention not in CONVENTIONS and convention not in FURTHER:
        known = ", ".join((*CONVENTIONS, *FURTHER))
        raise InputError(f"unknown test {convention!r}; one of {known}")
    check_side(side)


def check_side(side: str | None) -> None:
    """Raise InputError unless the side is known, or none is named."""
    if side is not None and side not in SIDES:
        raise InputError(f"unknown side {side!r}; one of {', '.join(SIDES)}")


def in_favour(k1: int, n1: int, k2: int, n2: int, side: str) -> bool:
    """Whether the shares differ in the direction of a one-sided alternative, or not at all.

    >>> in_favour(4, 10, 29, 36, "less"), in_favour(4, 10, 29, 36, "greater")
    (True, False)
    """
    return k1 * n2 <= k2 * n1 if side == "less" else k1 * n2 >= k2 * n1


def chosen_by_expected(k1: int, n1: int, k2: int, n2: int) -> str:
    """The test that the rule ``expected-5`` takes.

    >>> chosen_by_expected(4, 10, 29, 36), chosen_by_expected(1, 10, 22, 36)
    ('fisher', 'pearson')
    """
    return "fisher" if smallest_expected(k1, n1, k2, n2) < 5 else "pearson"


def transposed(k1: int, n1: int, k2: int, n2: int) -> tuple[int, int, int, int]:
    """The table with its columns for rows: with events against without, counted in group 1.

    Some programs take the outcome for the groups. Tests of both margins and the odds ratio stay
    as they are; the risk ratio, the risk difference and the unconditional tests do not.

    >>> transposed(4, 10, 29, 36)
    (4, 33, 6, 13)
    """
    events = k1 + k2
    if events in (0, n1 + n2):
        raise InputError(
            f"{k1}/{n1} against {k2}/{n2} has no other reading by columns: one of them is empty"
        )
    return k1, events, n1 - k1, n1 + n2 - events


def table_weights(n1: int, n2: int, events: int) -> dict[int, int]:
    """Number of ways to have k of the events in group 1, for every possible k.

    >>> table_weights(2, 3, 2)
    {0: 3, 1: 6, 2: 1}
    """
    if not integers_fit(n1, n2, events):
        raise InputError(
            f"{n1} and {n2} with {events} events: too large a table for exact weights; all "
            f"together they may have {MOST_BITS} binary digits"
        )
    first, last = max(0, events - n2), min(n1, events)
    weights = {first: math.comb(n1, first) * math.comb(n2, events - first)}
    for k in range(first, last):
        # Each ratio divides without a remainder: cheaper than new binomial coefficients.
        ratio_top, ratio_bottom = (n1 - k) * (events - k), (k + 1) * (n2 - events + k + 1)
        weights[k + 1] = weights[k] * ratio_top // ratio_bottom
    return weights


def integers_fit(n1: int, n2: int, events: int) -> bool:
    """Whether the weights of all tables with these margins are few and short enough.

    >>> integers_fit(5000, 5000, 5000), integers_fit(10**9, 10**9, 10**9)
    (True, False)
    """
    total = n1 + n2
    width = min(events, total - events, n1, n2)
    digits = min(total, min(events, total - events) * total.bit_length())  # of one, at the most
    return (width + 1) * digits <= MOST_BITS


def chi_square(k1: int, n1: int, k2: int, n2: int, convention: str = "pearson") -> float | None:
    """The chi-square statistic of a convention; None where it is undefined.

    >>> chi_square(9, 10, 3, 10)
    7.5
    """
    total, events = n1 + n2, k1 + k2
    if events in (0, total):
        return None
    if convention == "wald":
        cells = (k1, n1 - k1, k2, n2 - k2)
        if not all(cells):
            return None
        ratio = math.log(k1 * (n2 - k2) / (k2 * (n1 - k1)))
        return ratio**2 / math.fsum(1 / cell for cell in cells)
    if convention == "wald-difference":
        spread = k1 * (n1 - k1) / n1**3 + k2 * (n2 - k2) / n2**3
        return (k1 / n1 - k2 / n2) ** 2 / spread if spread else None
    if convention == "lr":
        rows = ((k1, n1), (k2, n2), (n1 - k1, n1), (n2 - k2, n2))
        margins = (events, events, total - events, total - events)
        return 2 * math.fsum(
            count * math.log(count * total / (size * margin))
            for (count, size), margin in zip(rows, margins, strict=True)
            if count
        )
    return float(chi_square_exact(k1, n1, k2, n2, convention))


def chi_square_exact(k1: int, n1: int, k2: int, n2: int, convention: str = "pearson") -> Fraction:
    """The statistic as a fraction, for a convention of ``RATIONAL_STATISTICS``.

    Notes
    -----
    The squared cross-product difference over the product of the margins, times N (Pearson) or
    N - 1; Yates takes N/2 off the difference first.

    Examples
    --------
    >>> chi_square_exact(9, 10, 3, 10, "yates")
    Fraction(125, 24)
    """
    total, events = n1 + n2, k1 + k2
    distance = Fraction(abs(k1 * n2 - k2 * n1))
    if convention == "yates":
        distance = max(Fraction(0), distance - Fraction(total, 2))
    scale = total - 1 if convention == "n-1" else total
    return distance**2 * scale / (n1 * n2 * events * (total - events))


def smallest_expected(k1: int, n1: int, k2: int, n2: int) -> Fraction:
    """The smallest of the four expected counts.

    >>> smallest_expected(1, 10, 22, 36)
    Fraction(5, 1)
    """
    total, events = n1 + n2, k1 + k2
    return Fraction(min(n1, n2) * min(events, total - events), total)


def sample_odds_ratio(k1: int, n1: int, k2: int, n2: int) -> tuple[float | None, bool]:
    """The cross-product ratio, and whether it is infinite (None when it is 0/0 or infinite).

    >>> sample_odds_ratio(4, 10, 29, 36)[1], sample_odds_ratio(3, 3, 0, 2)
    (False, (None, True))
    """
    top, bottom = k1 * (n2 - k2), k2 * (n1 - k1)
    if bottom == 0:
        return None, top > 0
    return top / bottom, False


def check_table(k1: int, n1: int, k2: int, n2: int) -> None:
    """Raise InputError unless the four numbers are a table."""
    for k, n in ((k1, n1), (k2, n2)):
        if n < 1:
            raise InputError(f"a group of {n} children is no group; the denominator is at least 1")
        if n > MOST_SUBJECTS:
            raise InputError(
                f"a denominator is at most 10**100, not 2**{n.bit_length() - 1} or more"
            )
        if not 0 <= k <= n:
            raise InputError(f"{k} of {n}: the count lies between 0 and its denominator")


def _is_array(value: Any) -> bool:
    return hasattr(value, "shape") or (
        hasattr(value, "__len__") and not isinstance(value, (str, bytes))
    )


def _whole(value: Any) -> int:
    if is_whole(value):
        return int(value)
    raise InputError(f"{value!r} is not a whole number")
