"""What printed medians, quartile distances and a rank-sum P leave open.

Every function works alike from the printed numbers and from the children's records, where each
range has one value and no single child is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from passion.evidence.depths import EvidenceOfPrint
from passion.evidence.disclosure import Envelope
from passion.evidence.evidence import Evidence
from printed.errors import InputError
from printed.fit import ranksum
from printed.sets import Range
from printed.stats import ranksum_p

SEEDS = 8  # searches for a constructed pair
DELAY = -1  # a motor delay is a Z score below this (register: delay_threshold)


def sizes(evidence: Evidence, comparison: str, method: str = "exact") -> list[int]:
    """The numbers of registry children under which something fits.

    Examples
    --------
    >>> from passion.evidence import load
    >>> found = sizes(load(records=None), "motor")
    >>> found[0], found[-1]
    (5, 39)
    """
    return sorted({row["n2"] for row in evidence.rank_sums(comparison, method)})


def count_below(
    evidence: Evidence, comparison: str, name: str, n: int, point: int = DELAY
) -> Range:
    """How many children of a group can have a value below a point.

    Examples
    --------
    >>> from passion.evidence import load
    >>> count_below(load(records=None), "motor", "treated", 10).text()
    'between 0 and 2'
    """
    return evidence.sample(comparison, name, n=n).range(f"count<{point}")


def envelope(evidence: Evidence, comparison: str, name: str, n: int) -> Envelope:
    """The values in ascending order, each with its range.

    Returns
    -------
    list of ((int, int), Range)
        First and last rank, and where the value of that rank can lie; infinite where nothing
        printed bounds it. With records: groups of neighbours and their mean.

    Examples
    --------
    >>> from passion.evidence import load
    >>> bands = envelope(load(records=None), "motor", "treated", 10)
    >>> len(bands), bands[0][1].low
    (10, -inf)
    """
    return evidence.sample(comparison, name, n=n).envelope()


def superiority_without_p(evidence: Evidence, comparison: str, n2: int) -> Range:
    """Superiority from medians and quartile distances alone, as if no rank-sum test was made.

    Examples
    --------
    >>> from passion.evidence import load
    >>> superiority_without_p(load(records=None), "motor", 36).text(2)
    'between 0.30 and 1.00'
    """
    treated, registry = evidence.pair(comparison, n2)
    return treated.superiority(registry)


def untied_pair(
    evidence: Evidence, comparison: str, n2: int, limit: int = 4
) -> tuple[list[Fraction], list[Fraction]]:
    """A constructed pair of samples, no two scores equal, that prints all numbers by an exact test.

    Where scores are equal, programs differ on what P is; here there is only one exact P.

    Parameters
    ----------
    evidence : Evidence
    comparison : str
    n2 : int
        Registry children measured.
    limit : int
        All scores lie between minus and plus so much.

    Returns
    -------
    treated, registry : list of Fraction
        One example of very many, neither typical nor likely.

    Raises
    ------
    InputError
        If none was found, which proves nothing.

    Examples
    --------
    >>> from passion.evidence import load
    >>> one, two = untied_pair(load(records=None), "motor", 36)
    >>> len({*one, *two}), len(one), len(two)
    (46, 10, 36)
    """
    printed = EvidenceOfPrint(evidence.register)
    treated = printed.sample(comparison, n=evidence.size("treated"))
    groups = treated, printed.sample(comparison, "registry", n=n2)
    grid = {"minimum": -limit, "maximum": limit, "step": "0.01"}
    first, second = (group.by_ranks(**grid) for group in groups)
    free = [group.by_ranks() for group in groups]
    p = evidence.register.find(comparison, "p_value")
    for seed in range(1, SEEDS + 1):
        found = ranksum.witness(p.printed, first, second, seed=seed)
        if found is None:
            continue
        x, y = _apart(found["x"], found["y"])
        if all(map(ranksum.prints, free, (x, y))) and p.interval().contains(ranksum_p(x, y)):
            return x, y
    raise InputError(f"no pair of samples without equal scores was found for {comparison!r}")


def _apart(
    one: Iterable[Fraction], two: Iterable[Fraction]
) -> tuple[list[Fraction], list[Fraction]]:
    """Equal scores moved apart by a thousandth each, those of the second sample upwards first."""
    ordered = sorted([(value, 1) for value in one] + [(value, 0) for value in two])
    moved: tuple[list[Fraction], list[Fraction]] = ([], [])
    for i, (value, first) in enumerate(ordered):
        equal = sum(1 for other, _ in ordered[:i] if other == value)
        moved[1 - first].append(value + Fraction(equal, 1000))
    return moved
