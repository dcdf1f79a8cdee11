"""How much the printed P values rest on choices: the test, the count of comparisons, one child.

Nothing here averages over compatible data: a compatible set carries no probability.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from passion.evidence.effects import RANK_METHODS, RankSum
from passion.evidence.evidence import Evidence
from printed.errors import InputError
from printed.fit.tables import Table
from printed.sets import Range
from printed.stats import CONVENTIONS, table_p
from printed.stats.ranks import exact_p, z_squared

ALPHA = 0.05
STEP_DOWN = {"Holm": "holm", "Hochberg": "simes-hochberg", "Benjamini-Hochberg": "fdr_bh"}


# --------------------------------------------------------------------------- tests


@lru_cache(maxsize=1024)
def p_of(table: Table, test: str) -> float:
    """The P value of a table, computed once."""
    return float(table_p(*table, test))


def p_by_test(tables: Iterable[Table]) -> dict[str, Range]:
    """The P values that each test gives over a set of tables, the smallest first.

    Examples
    --------
    >>> found = p_by_test([Table(4, 10, 29, 36)])
    >>> found["fisher"].text(5), len(found)
    ('0.01970', 11)
    """
    chosen = list(tables)
    spans = {}
    for test in CONVENTIONS:
        spans[test] = Range.over(p_of(table, test) for table in chosen)
    return dict(sorted(spans.items(), key=lambda entry: (entry[1].low, entry[1].high)))


def rank_p(evidence: Evidence, comparison: str, sums: Iterable[RankSum], method: str) -> Range:
    """The rank-sum P values that one method gives over a set of rank sums.

    With records the scores themselves are tested, ties and all.

    Examples
    --------
    >>> from passion.evidence import load
    >>> from passion.evidence.effects import rank_sums
    >>> found = load(records=None)
    >>> rank_p(found, "motor", rank_sums(found, "motor"), "exact").text(4)
    'between 0.0025 and 0.0035'
    """
    if method not in RANK_METHODS:
        raise InputError(f"unknown method {method!r}; one of {', '.join(RANK_METHODS)}")
    return Range.over(_rank_p(s, method, evidence.ties(comparison, s.n1 + s.n2)) for s in sums)


def _rank_p(s: RankSum, method: str, ties: Sequence[int]) -> float:
    doubled = int(2 * s.u)
    if method == "exact":
        return float(exact_p(doubled, s.n1, ties))
    term = sum(size**3 - size for size in ties)
    square = z_squared(doubled, s.n1, s.n2, term, continuity=method == "continuity")
    return math.erfc(math.sqrt(square / 2)) if square is not None else 1.0


# --------------------------------------------------------------------------- multiplicity


def adjusted(spans: Sequence[Range], method: str) -> list[Range]:
    """P values adjusted for being several, each over the range of all.

    Parameters
    ----------
    spans : sequence of Range
        One range of P values a comparison.
    method : {"Holm", "Hochberg", "Benjamini-Hochberg"}

    Returns
    -------
    list of Range
        No adjusted P falls when a raw one rises, so that the lower ends together give the lower
        ends, and the upper ends the upper ones.

    Notes
    -----
    statsmodels' ``multipletests``; R: ``p.adjust``.

    Examples
    --------
    >>> spans = adjusted([Range(0.02, 0.02), Range(0.01, 0.01), Range(0.003, 0.003)], "Holm")
    >>> [span.text(3) for span in spans]
    ['0.020', '0.020', '0.009']
    """
    from statsmodels.stats.multitest import multipletests

    ends = [
        multipletests([float(p) for p in side], method=STEP_DOWN[method])[1]
        for side in zip(*((span.low, span.high) for span in spans), strict=True)
    ]
    return [Range(float(low), float(high)) for low, high in zip(*ends, strict=True)]


def survives(ps: Sequence[float], alpha: float = ALPHA) -> list[int]:
    """How many further comparisons each P value survives under Holm's procedure.

    Parameters
    ----------
    ps : sequence of float
        The printed comparisons; the further ones are taken to have larger P values, which is
        the kindest case for those printed.
    alpha : float

    Returns
    -------
    list of int
        In the order given; -1 where the P value does not survive the printed ones alone.

    Notes
    -----
    Holm refuses the r-th smallest P value when it is above alpha / (m - r + 1), and all after
    it; so the r-th survives up to m = r - 1 + floor(alpha / P), and no longer than those before.

    Examples
    --------
    >>> survives([0.02, 0.01, 0.003])
    [1, 3, 13]
    """
    order = sorted(range(len(ps)), key=lambda i: ps[i])
    most, found = math.inf, [0] * len(ps)
    for rank, i in enumerate(order):
        # A quotient that is whole but for rounding counts as whole.
        most = min(most, rank + math.floor(alpha / ps[i] + 1e-9) if ps[i] > 0 else math.inf)
        found[i] = max(-1, int(min(most, 10**9)) - len(ps))
    return found


# --------------------------------------------------------------------------- evidence


def ceiling(p: float) -> float:
    """The bound of Sellke, Bayarri and Berger on what a P value says against no difference.

    Parameters
    ----------
    p : float

    Returns
    -------
    float
        1 / (-e p ln p) for p below 1/e, else 1; infinite for p = 0. The most by which the odds
        rise where P is spread evenly under no difference, over alternatives under which its
        density is ``a p^(a - 1)``. Fisher's P is not spread evenly: it is larger than that, and
        a Bayes factor can exceed the bound (`priors.bayes_factor`).

    Notes
    -----
    Sellke, Bayarri and Berger, Am Stat 2001;55:62-71. R: ``-1 / (exp(1) * p * log(p))``.

    Examples
    --------
    >>> from printed import notation
    >>> notation.text(ceiling(0.05), 2)
    '2.46'
    """
    if not 0 <= p <= 1:
        raise InputError(f"a P value lies between 0 and 1, not {p}")
    if p == 0:
        return math.inf
    return -1 / (math.e * p * math.log(p)) if p < 1 / math.e else 1.0


def fragility(table: Table, alpha: float = ALPHA) -> int | None:
    """The children whose sign must turn for Fisher's P value to reach alpha.

    Parameters
    ----------
    table : Table
    alpha : float

    Returns
    -------
    int or None
        Children without the sign in the group with fewer events that must have it; 0 where P is
        not below alpha to begin with, None where no number is enough.

    Notes
    -----
    Walsh et al, J Clin Epidemiol 2014;67:622-628.

    Examples
    --------
    >>> fragility(Table(4, 10, 29, 36)), fragility(Table(1, 10, 22, 36))
    (1, 2)
    """
    k1, n1, k2, n2 = table
    if k1 <= k2:
        return steps_to(alpha, (Table(k, n1, k2, n2) for k in range(k1, n1 + 1)))
    return steps_to(alpha, (Table(k1, n1, k, n2) for k in range(k2, n2 + 1)))


def steps_to(alpha: float, tables: Iterable[Table]) -> int | None:
    """How many steps of a row of tables it takes until Fisher's P value is alpha or more.

    >>> steps_to(0.05, [Table(4, 10, 29, 36), Table(5, 10, 29, 36)])
    1
    """
    for steps, table in enumerate(tables):
        if p_of(table, "fisher") >= alpha:
            return steps
    return None
