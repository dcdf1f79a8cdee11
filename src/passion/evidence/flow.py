"""How many children of a cohort a printed number counts: the denominators of a flow diagram."""

from __future__ import annotations

from collections.abc import Iterator

from passion.claims import Claim
from passion.evidence.evidence import Evidence
from passion.evidence.reading import table_comparisons
from printed.fit import ranksum
from printed.sets import CompatibleSet, Count


def assessed(evidence: Evidence, *measures: str, group: str) -> CompatibleSet[Count]:
    """The children of a cohort in whom all of some measures were assessed.

    Parameters
    ----------
    evidence : Evidence
    *measures : str
        As in the register, for instance ``plic_asymmetry``; none of them gives the cohort.
    group : {"treated", "registry"}

    Returns
    -------
    CompatibleSet of Count
        Those assessed, of the cohort. Read from the printed numbers: a percentage with its P
        value under the headline reading; a count with its percentage; the registry's median with
        its P value alone, under the exact rank-sum test and all treated children. Where nothing
        printed tells, every number up to the cohort's size is left, from two on for a spread.
        Measures together have what each of them leaves.

    Examples
    --------
    >>> from passion.evidence import load
    >>> found = load(records=None)
    >>> assessed(found, "plic_asymmetry", "peduncle_asymmetry", group="registry").describe()
    '36 of 39'
    >>> assessed(found, "motor_z", group="registry").describe(lambda count: count.n)
    '39'
    """
    size = evidence.size(group)
    if evidence.records is not None and measures:
        _, seen = evidence.records.count(measures, group)
        return CompatibleSet([Count(seen, size)])
    left = set(range(1, size + 1)) if measures else {size}
    for measure in measures:
        for claim in evidence.register:
            if claim.group == group and measure in claim.measures:
                left &= set(_sizes(evidence, claim, group, size))
    return CompatibleSet(Count(n, size) for n in sorted(left))


def uncounted(assessed_of_cohort: Count) -> int:
    """Children of a cohort who are not among those assessed.

    >>> uncounted(Count(36, 39))
    3
    """
    return assessed_of_cohort.n - assessed_of_cohort.k


def _sizes(evidence: Evidence, claim: Claim, group: str, size: int) -> Iterator[int]:
    """The numbers of assessed children that one printed claim leaves."""
    register = evidence.register
    family = register.comparison(claim.comparison) if claim.comparison else ()
    if claim.comparison in table_comparisons(register):
        for table in evidence.tables(claim.comparison):
            yield table.n2 if group == "registry" else table.n1
    elif claim.kind in ("percent", "word", "count") and len(family) > 1:
        for count in evidence.count(claim.id):
            yield count.n
    elif claim.kind == "median" and group == "registry":
        p = register.find(claim.comparison, "p_value").printed
        treated = evidence.size("treated")
        for row in ranksum.search(p, n1=treated, n2=(1, size), method="exact").results:
            yield row["n2"]
    else:
        # A spread needs two children.
        yield from range(2 if claim.kind in ("sd", "iqr") else 1, size + 1)
