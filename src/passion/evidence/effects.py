"""Effect sizes over every table and every rank sum that the printed numbers leave.

Each interval stands beside the test that it inverts: an interval and a P value of different tests
can disagree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from passion.evidence.evidence import Evidence
from passion.evidence.reading import Reading, alternatives, headline, without
from printed.fit.tables import Table
from printed.sets import CompatibleSet, Range
from printed.stats import Estimate, odds_ratio, risk_difference, risk_ratio, superiority_interval
from printed.stats.minlike import minlike_interval

RANK_METHODS = ("exact", "asymptotic", "continuity")


@dataclass(frozen=True)
class Effect:
    """One effect size of a table, treated over registry, with one 95% interval.

    Parameters
    ----------
    measure : str
        What is measured, in words.
    interval : str
        The name of the interval.
    function : callable
        Of the four counts and keyword arguments to ``Estimate``.
    method : str
        The name under which the function knows the interval; empty if it has one alone.
    null : float
        The value of no difference.
    test : str
        The convention of `printed.stats.CONVENTIONS` that the interval inverts; empty if none.
    """

    measure: str
    interval: str
    function: Callable[..., Estimate]
    method: str
    null: float
    test: str = ""

    def of(self, table: Table) -> Estimate:
        """The effect of one table.

        >>> EFFECTS["odds-midp"].of(Table(5, 10, 5, 10)).method
        'conditional-midp'
        """
        options = {"method": self.method} if self.method else {}
        return self.function(*table, **options)


_DIFFERENCE, _RATIO, _ODDS = "Risk difference", "Risk ratio", "Odds ratio"
EFFECTS: dict[str, Effect] = {
    "difference": Effect(_DIFFERENCE, "Newcombe", risk_difference, "newcombe", 0),
    "difference-score": Effect(
        _DIFFERENCE, "Miettinen-Nurminen", risk_difference, "miettinen-nurminen", 0, "n-1"
    ),
    "ratio": Effect(_RATIO, "Koopman", risk_ratio, "koopman", 1, "pearson"),
    "ratio-log": Effect(_RATIO, "Katz", risk_ratio, "katz", 1),
    "odds": Effect(_ODDS, "exact central", odds_ratio, "conditional", 1, "fisher-central"),
    "odds-midp": Effect(_ODDS, "mid-P central", odds_ratio, "conditional-midp", 1, "midp-central"),
    "odds-minlike": Effect(_ODDS, "exact minimum-likelihood", minlike_interval, "", 1, "fisher"),
}


class Spread(NamedTuple):
    """An effect over a set: the range of its estimate and of each end of its interval."""

    estimate: Range
    low: Range
    high: Range

    @property
    def interval(self) -> Range:
        """From the lowest to the highest end of all intervals, which is that of no one table.

        >>> Spread(Range(2, 2), Range(1, 1.5), Range(3, 4)).interval
        Range(low=1, high=4, attained=False)
        """
        one = self.low.single and self.high.single
        return Range(self.low.low, self.high.high, attained=one)


def interval_text(low: Range, high: Range, decimals: int = 0) -> str | None:
    """An interval over a set as a table shows it: from its lowest to its highest end.

    >>> interval_text(Range(0.126, 0.126), Range(0.974, 0.974), 2)
    '0.13 to 0.97'
    """
    return Spread(low, low, high).interval.ends(decimals)


# --------------------------------------------------------------------------- tables


def readings() -> Iterator[tuple[str, Reading]]:
    """Every reading in question: the headline, each alternative singly, each assumption dropped."""
    first = headline()
    yield "headline", first
    kinds = {"p_rule": "P value", "rounding": "percentage"}
    for kind, name, reading in alternatives():
        yield f"{kinds.get(kind, kind)}: {name}", reading
    yield "any number of treated children scanned", without("treated_denominator")


def fitting(evidence: Evidence, comparison: str) -> dict[Table, tuple[str, ...]]:
    """Every table that fits a comparison by itself, with the readings under which it does.

    Examples
    --------
    >>> from passion.evidence import load
    >>> found = fitting(load(records=None), "plic")
    >>> found[Table(4, 10, 29, 36)][0], len(found)
    ('headline', 9)
    """
    found: dict[Table, tuple[str, ...]] = {}
    for name, reading in readings():
        for table in evidence.tables(comparison, reading, alone=True):
            found[table] = (*found.get(table, ()), name)
    return dict(sorted(found.items(), key=lambda entry: entry[0][::-1]))


def without_p(evidence: Evidence, comparison: str) -> CompatibleSet[Table]:
    """Every table that has the printed percentages, any number of treated children scanned.

    Without a P value nothing tells how many treated children were scanned either; the percentages
    may be rounded by any rule in question.

    Examples
    --------
    >>> from passion.evidence import load
    >>> found = without_p(load(records=None), "plic")
    >>> found.map(lambda table: f"{table.k1} of {table.n1}").describe()
    '2 of 5 or 4 of 10'
    """
    p = evidence.register.find(comparison, "p_value").id
    others = {c.id for c in evidence.register if c.comparison != comparison}
    rounded = [reading for rule, _, reading in alternatives() if rule == "rounding"]
    found: dict[Table, None] = {}
    for reading in (headline(), *rounded):
        free = replace(reading, dropped=(*reading.dropped, "treated_denominator"))
        for solution in evidence.solutions(free, frozenset({p} | others)):
            found |= dict.fromkeys(member[0] for member in solution.tables[comparison])
    return CompatibleSet(sorted(found, key=lambda table: table[::-1]))


def spread(tables: Iterable[Table], effect: Effect) -> Spread:
    """An effect and its interval over a set of tables.

    Examples
    --------
    >>> found = spread([Table(4, 10, 29, 36), Table(4, 10, 30, 37)], EFFECTS["difference"])
    >>> found.estimate.text(3)
    'between -0.411 and -0.406'
    """
    return _spread([effect.of(table) for table in tables])


def excludes(found: Estimate, null: float) -> bool:
    """Whether an interval leaves out no difference."""
    return not found.low <= null <= found.high


def agreement(tables: Iterable[Table], effect: Effect, test: str) -> tuple[int, int]:
    """In how many tables an interval leaves out no difference exactly when P is below 0.05.

    Examples
    --------
    >>> tables = [Table(4, 10, 29, 36)]
    >>> [agreement(tables, EFFECTS[name], "pearson") for name in ("ratio", "ratio-log")]
    [(1, 1), (0, 1)]
    """
    from printed.stats import table_p

    same = [
        excludes(effect.of(table), effect.null) == (table_p(*table, test) < 0.05)
        for table in tables
    ]
    return sum(same), len(same)


def with_missing(evidence: Evidence, table: Table) -> tuple[Table, Table]:
    """The table with every child who was not counted, at worst and at best for the treated.

    At worst the missing treated children all had the sign and the missing registry children did
    not; at best the other way round.

    Examples
    --------
    >>> from passion.evidence import load
    >>> with_missing(load(records=None), Table(4, 10, 29, 36))
    (Table(k1=4, n1=10, k2=29, n2=39), Table(k1=4, n1=10, k2=32, n2=39))
    """
    n1, n2 = (evidence.size(name) for name in ("treated", "registry"))
    worst = Table(table.k1 + n1 - table.n1, n1, table.k2, n2)
    return worst, Table(table.k1, n1, table.k2 + n2 - table.n2, n2)


# --------------------------------------------------------------------------- rank sums


class RankSum(NamedTuple):
    """U of the treated group, its registry counterpart's size, and the method it fits."""

    u: Fraction
    n1: int
    n2: int
    method: str


def rank_sums(
    evidence: Evidence, comparison: str, methods: Iterable[str] = ("exact",)
) -> tuple[RankSum, ...]:
    """The ends of every range of U that fits the printed numbers.

    Superiority and its interval grow with U, so that the ends hold the extremes.
    """
    return tuple(
        RankSum(Fraction(u), row["n1"], row["n2"], method)
        for method in methods
        for row in evidence.rank_sums(comparison, method)
        for side in ("u_low", "u_high")
        for u in row[side] or ()
    )


def superiority_spread(sums: Iterable[RankSum]) -> Spread:
    """The probability of superiority and its interval over a set of rank sums.

    Examples
    --------
    >>> superiority_spread([RankSum(Fraction(310), 10, 39, "exact")]).estimate.text(3)
    '0.795'
    """
    return _spread([superiority_interval(s.u, s.n1, s.n2) for s in sums])


def superiority_with_missing(evidence: Evidence, sums: Iterable[RankSum]) -> tuple[Range, Range]:
    """Superiority among all children, at worst and at best for the treated.

    At worst every child who was not tested loses each comparison for the treated: registry
    children score above all treated ones, treated children below all registry ones. At best the
    other way round.

    Examples
    --------
    >>> from passion.evidence import load
    >>> worst, best = superiority_with_missing(
    ...     load(records=None), [RankSum(Fraction(290), 10, 36, "exact")])
    >>> worst.text(3), best.text(3)
    ('0.744', '0.821')
    """
    pairs = evidence.size("treated") * evidence.size("registry")
    worst = [s.u / pairs for s in sums]
    best = [1 - (s.n1 * s.n2 - s.u) / pairs for s in sums]
    return Range.over(worst), Range.over(best)


def _spread(found: list[Estimate]) -> Spread:
    def span(values: list[float]) -> Range:
        kept = [value for value in values if not math.isnan(value)]
        return Range.over(kept) if kept else Range(None, None)

    return Spread(
        span([e.estimate for e in found]),
        span([e.low for e in found]),
        span([e.high for e in found]),
    )
