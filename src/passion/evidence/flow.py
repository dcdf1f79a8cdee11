"""How many children of a cohort a printed number counts: the denominators of a flow diagram."""

from __future__ import annotations

from passion.evidence.evidence import Evidence
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
    return CompatibleSet(Count(n, size) for n in evidence.assessed(measures, group))


def uncounted(assessed_of_cohort: Count) -> int:
    """Children of a cohort who are not among those assessed.

    >>> uncounted(Count(36, 39))
    3
    """
    return assessed_of_cohort.n - assessed_of_cohort.k
