"""What a printed mean and standard deviation leave open: tests, order, logarithms.

Every function works alike from the printed numbers and from the children's records, where each
range has one value. None of them shows a single child: with records, what would be one child's
value is the mean of a group (`disclosure`).
"""

from __future__ import annotations

import math
from fractions import Fraction

from passion.evidence.disclosure import Envelope
from passion.evidence.evidence import Evidence
from printed.sets import CompatibleSet, Count, Range

MOST_EXACT = 1_000  # values of a sign test
UNDEFINED = Range(None, None)


def sizes(
    evidence: Evidence, comparison: str, least: int, group: str = "treated"
) -> CompatibleSet[int]:
    """How many children may stand behind a mean whose number is not printed.

    Parameters
    ----------
    evidence : Evidence
    comparison : str
        For instance ``tissue_loss``.
    least : int
        The smallest number in question.
    group : str

    Returns
    -------
    CompatibleSet of int
        Up to the whole group; with records, the children who were measured.

    Examples
    --------
    >>> from passion.evidence import load
    >>> sizes(load(records=None), "tissue_loss", 8).describe()
    '8, 9 or 10'
    """
    most = evidence.size(group)
    assumed = (evidence.sample(comparison, group, n=n) for n in range(min(least, most), most + 1))
    return CompatibleSet(sample.n for sample in assumed)


def below(
    evidence: Evidence, comparison: str, point: int, group: str = "treated", *, n: int | None = None
) -> CompatibleSet[Count]:
    """How many children have a value below a point.

    Examples
    --------
    >>> from passion.evidence import load
    >>> below(load(records=None), "tissue_loss", 100).describe()
    'between 3 and 10 of 10'
    """
    sample = evidence.sample(comparison, group, n=n)
    fewest, most, _ = sample.range(f"count<{point}")
    return CompatibleSet(Count(k, sample.n) for k in range(fewest, most + 1))


# --------------------------------------------------------------------------- tests


def student_p(t: float, df: int) -> float:
    """Two-sided P of Student's t.

    Notes
    -----
    R: ``2 * pt(-abs(t), df)``.

    Examples
    --------
    >>> from printed.notation import text
    >>> text(student_p(-2.262, 9), 3)
    '0.050'
    """
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def sign_test(k: int, n: int) -> Fraction | float:
    """Two-sided P of the sign test: k of n values on one side of a point, none upon it.

    Notes
    -----
    R: ``binom.test(k, n)$p.value``. A fraction up to `MOST_EXACT` values, a float above.

    Examples
    --------
    >>> sign_test(10, 10), sign_test(5, 10)
    (Fraction(1, 512), Fraction(1, 1))
    """
    if n > MOST_EXACT:
        from scipy.special import bdtr

        return min(1.0, 2 * float(bdtr(min(k, n - k), n, 0.5)))
    tail = sum(math.comb(n, i) for i in range(min(k, n - k) + 1))
    return min(Fraction(1), Fraction(2 * tail, 2**n))


def t_test(
    evidence: Evidence, comparison: str, point: int, group: str = "treated", *, n: int | None = None
) -> Range:
    """P of the one-sample t test of the mean against a point, over everything that fits.

    Examples
    --------
    >>> from passion.evidence import load
    >>> t_test(load(records=None), "tissue_loss", 100).text(2)
    'between 0.10 and 0.16'
    """
    sample = evidence.sample(comparison, group, n=n)
    return p_range(sample.range(f"t:{point}"), sample.n - 1)


def p_range(t: Range, df: int) -> Range:
    """The two-sided P over a range of t; undefined where t is."""
    if t.low is None or t.high is None:
        return UNDEFINED
    nearest = 0.0 if t.low < 0 < t.high else min(abs(t.low), abs(t.high))
    return Range(student_p(max(abs(t.low), abs(t.high)), df), student_p(nearest, df), t.attained)


def sign_tests(
    evidence: Evidence, comparison: str, point: int, group: str = "treated", *, n: int | None = None
) -> Range:
    """P of the sign test against a point, over every number of children that may lie below it.

    Notes
    -----
    It is a test of the median. Children exactly at the point are left out, as usual.

    Examples
    --------
    >>> from passion.evidence import load
    >>> sign_tests(load(records=None), "tissue_loss", 100).text(3)
    'between 0.002 and 1.000'
    """
    sample = evidence.sample(comparison, group, n=n)
    low, high = sample.range(f"count<{point}")[:2]
    above = sample.range(f"count>{point}").high
    found = [sign_test(k, min(sample.n, k + above)) for k in range(low, high + 1)]
    return Range(min(found), max(found))


# --------------------------------------------------------------------------- single values


def reach(
    evidence: Evidence, comparison: str, group: str = "treated", *, n: int | None = None
) -> Range:
    """Where a single value can lie at all, given mean, SD and number.

    Notes
    -----
    Samuelson's inequality: mean -+ (n - 1) SD / sqrt(n), and some sample reaches either end.

    References
    ----------
    Samuelson PA. How deviant can you be? J Am Stat Assoc 1968;63:1522-1525.

    Examples
    --------
    >>> from passion.evidence import load
    >>> reach(load(records=None), "tissue_loss").text()
    'between 27 and 151'
    """
    size = evidence.sample(comparison, group, n=n).n
    mean, sd = (evidence.statistic(comparison, kind, group) for kind in ("mean", "sd"))
    far = (size - 1) / math.sqrt(size) * float(sd.high)
    return Range(float(mean.low) - far, float(mean.high) + far, mean.attained and sd.attained)


def envelope(
    evidence: Evidence, comparison: str, group: str = "treated", *, n: int | None = None
) -> Envelope:
    """The values in ascending order, each with its range: the envelope of the distribution.

    Returns
    -------
    list of ((int, int), Range)
        First and last rank, and where the value of that rank can lie. With records: groups of
        neighbours and their mean (single ranks if ``PASSION_DISCLOSE=1``).

    Notes
    -----
    With mean m and ``s = SD sqrt((n - 1) / n)`` the k-th smallest of n values lies between
    ``m - s sqrt((n - k) / k)`` and ``m + s sqrt((k - 1) / (n - k + 1))``; a sample of two
    distinct values reaches either end. The smallest is at most ``m - s / sqrt(n - 1)``, the
    largest at least ``m + s / sqrt(n - 1)``.

    References
    ----------
    Hawkins DM. On the bounds of the range of order statistics. J Am Stat Assoc 1971;66:644-645.

    Examples
    --------
    >>> from passion.evidence import load
    >>> (place, span), *others = envelope(load(records=None), "tissue_loss")
    >>> place, span.text(), len(others)
    ((1, 1), 'between 27 and 84', 9)
    """
    return evidence.sample(comparison, group, n=n).envelope()


def distribution(bands: Envelope, point: float) -> Range:
    """How many values lie at or below a point, at the fewest and at the most.

    Parameters
    ----------
    bands : list of ((int, int), Range)
        From `envelope`.
    point : float

    Returns
    -------
    Range

    Notes
    -----
    The k-th smallest value cannot lie above the point if its upper end does not, and can lie at
    or below it if its lower end does: the distribution function read from the order statistics.
    Of a group of records only the mean is known: one of its children at least lies at or below
    the mean, and one at or above it.

    Examples
    --------
    >>> from passion.evidence import load
    >>> bands = envelope(load(records=None), "tissue_loss")
    >>> distribution(bands, 80).text(), distribution(bands, 120).text()
    ('between 0 and 8', 'between 7 and 10')
    """
    everyone = max((last for (_, last), _ in bands), default=0)
    fewest = max((first for (first, _), span in bands if span.high <= point), default=0)
    most = min((last - 1 for (_, last), span in bands if span.low > point), default=everyone)
    return Range(fewest, most)
