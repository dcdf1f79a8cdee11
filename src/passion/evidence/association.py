"""How one yes-or-no measure goes with another in the same children, of which nothing is printed.

Only how many children have each of two signs is known. Of children with both there are bounds
(Fréchet), and so of the correlation. With records in place the counts of each sign are theirs and
the bounds remain: a count of the few children with both could tell two things of one child.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from passion.evidence.evidence import Evidence
from printed.sets import Count, Range


def both(evidence: Evidence, one: str, other: str, group: str) -> Range:
    """How many children of a group can have both of two signs.

    Parameters
    ----------
    evidence : Evidence
    one, other : str
        Comparisons of the register, for instance ``plic``.
    group : {"treated", "registry"}

    Returns
    -------
    Range
        Over every pair of tables that fits, and every way to give the signs to children. Equal
        numbers of assessed children are taken to be the same children; other numbers may
        overlap in any way.

    Examples
    --------
    >>> from passion.evidence import load
    >>> both(load(records=None), "plic", "peduncle", "treated").text()
    'between 0 and 1'
    """
    size = evidence.size(group)
    spans = [
        _overlap(first, second, first.n if first.n == second.n else size)
        for first, second in _pairs(evidence, one, other, group)
    ]
    return Range(min(low for low, _ in spans), max(high for _, high in spans))


def both_with(evidence: Evidence, claim_id: str, sign: str) -> Range:
    """How many treated children can have a sign and also what a claim counts.

    Parameters
    ----------
    evidence : Evidence
    claim_id : str
        A count or share of treated children, for instance ``cp_count``.
    sign : str
        A comparison of the register, for instance ``plic``.

    Returns
    -------
    Range
        Over every count and every table that fits, and every way to give both to children.

    Examples
    --------
    >>> from passion.evidence import load
    >>> both_with(load(records=None), "cp_count", "plic").text()
    'between 0 and 2'
    """
    size = evidence.size("treated")
    spans = [
        _overlap(count, Count(table.k1, table.n1), count.n if count.n == table.n1 else size)
        for count in evidence.count(claim_id)
        for table in evidence.tables(sign)
    ]
    return Range(min(low for low, _ in spans), max(high for _, high in spans))


def correlation(evidence: Evidence, one: str, other: str, group: str) -> Range:
    """The correlation of two signs in the children of a group: phi of their 2x2 table.

    Parameters are those of `both`.

    Returns
    -------
    Range
        Unbounded where the numbers of assessed children differ, or everybody has a sign, or
        nobody.

    Notes
    -----
    Phi is Pearson's correlation of two variables that are 0 or 1; R: ``cor(x, y)``. It rises with
    the number of children who have both, so that the bounds of that number are its own.

    Examples
    --------
    >>> from passion.evidence import load
    >>> correlation(load(records=None), "plic", "peduncle", "treated").text(2)
    'between -0.27 and 0.41'
    """
    found: list[float] = []
    for first, second in _pairs(evidence, one, other, group):
        spread = first.k * (first.n - first.k) * second.k * (second.n - second.k)
        if first.n != second.n or not spread:
            return Range(None, None)
        found += [
            (first.n * k - first.k * second.k) / math.sqrt(spread)
            for k in _overlap(first, second, first.n)
        ]
    return Range(min(found), max(found))


def _pairs(evidence: Evidence, one: str, other: str, group: str) -> Iterator[tuple[Count, Count]]:
    """The counts of both signs that fit together."""
    for solution in evidence.solutions():
        for first, _ in solution.tables[one]:
            for second, _ in solution.tables[other]:
                if group == "treated":
                    yield Count(first.k1, first.n1), Count(second.k1, second.n1)
                else:
                    yield Count(first.k2, first.n2), Count(second.k2, second.n2)


def _overlap(first: Count, second: Count, size: int) -> tuple[int, int]:
    """Fewest and most of so many children who can be in both counts.

    >>> _overlap(Count(29, 36), Count(22, 36), 36)
    (15, 22)
    """
    return max(0, first.k + second.k - size), min(first.k, second.k)
