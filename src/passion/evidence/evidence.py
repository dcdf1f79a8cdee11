"""What the printed numbers, or the children's records, leave of each measure.

One code path: every method hands out a ``CompatibleSet``. With records in place the set has
one member; no caller asks which of the two it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from passion import printed
from passion import records as individual
from passion.claims import Claim, Register
from passion.claims import load as load_register
from passion.compatible import counts, joint, ranksum, samples
from passion.compatible.tables import Table
from passion.evidence.reading import Reading, claim_of, headline, table_items
from passion.evidence.sets import CompatibleSet, Count, Range
from passion.exact import ranksum_u
from passion.records import Records

STATISTICS = ("mean", "sd", "median", "iqr")


@dataclass(frozen=True)
class Evidence:
    """The register and, where somebody has them, the children's records.

    Examples
    --------
    >>> both = load(records=None)
    >>> both.tables("plic").map(registry_count).describe()
    '29 of 36'
    """

    register: Register
    records: Records | None = None

    # ------------------------------------------------------------- two groups compared

    def solutions(
        self, reading: Reading | None = None, left_out: frozenset[str] = frozenset()
    ) -> list[joint.Solution]:
        """The register's tables together: each possible denominator with its tables."""
        reading = reading or headline()
        items = table_items(self.register, reading, left_out)
        if self.records is None:
            return joint.solve(items, reading.convention)
        found = {
            item.name: ((self._observed(item.name), self._observed_p(item.name, reading)),)
            for item in items
        }
        return [joint.Solution({}, found)]

    def tables(
        self, comparison: str, reading: Reading | None = None, *, alone: bool = False
    ) -> CompatibleSet[Table]:
        """Every table of a comparison that fits what is printed.

        Parameters
        ----------
        comparison : str
            For instance ``plic``.
        reading : Reading, optional
            The headline reading by default.
        alone : bool
            Whether to leave the other comparisons out of account.

        Returns
        -------
        CompatibleSet of Table
        """
        left_out = frozenset(
            claim.id for claim in self.register if alone and claim.comparison != comparison
        )
        solutions = self.solutions(reading, left_out)
        return CompatibleSet(
            table for solution in solutions for table, _ in solution.tables[comparison]
        )

    def p_values(self, comparison: str, reading: Reading | None = None) -> CompatibleSet[float]:
        """The unrounded P values behind a printed one."""
        solutions = self.solutions(reading)
        return CompatibleSet(p for solution in solutions for _, p in solution.tables[comparison])

    def conflict(
        self, reading: Reading | None = None, left_out: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """A smallest set of claims that no tables give together; empty if all agree."""
        reading = reading or headline()
        if self.records is not None:
            return ()
        items = table_items(self.register, reading, left_out)
        found = joint.conflict(items, reading.convention)
        return tuple(claim_of(self.register, name, part) for name, part in found)

    def _observed(self, comparison: str) -> Table:
        assert self.records is not None
        claim = self.register.find(comparison, "percent", "treated")
        treated = self.records.count(claim.measure, "treated")
        return Table(*treated, *self.records.count(claim.measure, "registry"))

    def _observed_p(self, comparison: str, reading: Reading) -> float:
        from passion.exact import table_p

        table = self._observed(comparison)
        return float(table_p(*table, reading.convention.test))

    # ------------------------------------------------------------- counts of the treated

    def count(self, claim_id: str) -> CompatibleSet[Count]:
        """Children of whom a claim tells the number or the share.

        The count and the percentage of one comparison are read together; a count that stands
        alone is taken of all treated children (the assumption ``treated_denominator``).
        """
        claim = self.register[claim_id]
        if self.records is not None:
            return CompatibleSet([Count(*self.records.count(claim.measures, claim.group))])
        total = self._total(claim)
        family = self.register.comparison(claim.comparison) if claim.comparison else (claim,)
        together = [other for other in family if other.measure == claim.measure]
        sizes = range(1, total + 1) if len(together) > 1 else range(total, total + 1)
        found: set[tuple[int, int]] | None = None
        for other in together:
            fits = set(_counts(other, sizes))
            found = fits if found is None else found & fits
        return CompatibleSet(Count(*pair) for pair in sorted(found or ()))

    def domains(self, claim_id: str) -> CompatibleSet[tuple[Count, ...]]:
        """Counts of several measures of which only the lowest and highest share is printed.

        Returns
        -------
        CompatibleSet of tuple of Count
            One count a measure, in the order of the claim's measures. Both printed ends belong
            to some measure: a range from 10% to 20% is not three times 10%.
        """
        claim = self.register[claim_id]
        if self.records is not None:
            each = (Count(*self.records.count(m, claim.group)) for m in claim.measures)
            return CompatibleSet([tuple(each)])
        low, high = claim.interval().parts
        n = self._total(claim)
        inside = [Count(k, n) for k in range(n + 1)]
        lowest = {Count(k, size) for k, size in counts.of_share(low, [n])}
        highest = {Count(k, size) for k, size in counts.of_share(high, [n])}
        return CompatibleSet(
            found
            for found in product(inside, repeat=len(claim.measures))
            if min(found) in lowest and max(found) in highest
        )

    def any_of(self, *claim_ids: str) -> CompatibleSet[Count]:
        """Children of whom at least one of several claims is true.

        Parameters
        ----------
        claim_ids : str
            Counts, shares or ranges over several measures, all of one group.

        Returns
        -------
        CompatibleSet of Count
            Each child may have any combination, so every number from the largest single count
            to the sum of all is possible.
        """
        claims = [self.register[claim_id] for claim_id in claim_ids]
        if self.records is not None:
            measures = [measure for claim in claims for measure in claim.measures]
            return CompatibleSet([Count(*self.records.count(measures, claims[0].group))])
        n = self._total(claims[0])
        each = [
            self.domains(claim.id)
            if len(claim.measures) > 1
            else ((c,) for c in self.count(claim.id))
            for claim in claims
        ]
        together = (tuple(count.k for part in parts for count in part) for parts in product(*each))
        return CompatibleSet(
            Count(k, n) for found in together for k in range(max(found), min(n, sum(found)) + 1)
        )

    # ------------------------------------------------------------- measured quantities

    def sample(
        self, comparison: str, group: str = "treated", *, n: int | None = None, **limits: Any
    ) -> CompatibleSet:
        """All samples of a group that have the printed statistics.

        Parameters
        ----------
        comparison : str
            For instance ``tissue_loss`` or ``motor``.
        group : str
        n : int, optional
            Children measured; all of the group by default.
        **limits
            What else is taken for granted, in the words of ``samples.sample_set``: ``min``,
            ``max``, ``step``, ``quartile``.

        Returns
        -------
        CompatibleSet
            Asked by the name of a statistic: ``mean``, ``sd``, ``share<100``, ``t:100``.
        """
        claims = [c for c in self.register.comparison(comparison) if c.group == group]
        stated = {c.kind: c.printed for c in claims if c.kind in STATISTICS}
        if self.records is not None:
            measure = next(c.measure for c in claims if c.kind in STATISTICS)
            values = self.records.values(measure, group)
            return CompatibleSet(bounds=lambda name: _one(samples.statistic(values, name)), size=1)
        everyone = n or self._total(claims[0])
        found = samples.sample_set(everyone, **stated, **limits)
        return CompatibleSet(bounds=lambda name: _range(found.bounds(name)))

    def statistic(self, comparison: str, kind: str, group: str = "treated") -> Range:
        """What a printed mean, SD, median or quartile distance leaves of itself.

        The unrounded value lies anywhere in the printed number's interval, the upper end of
        which need not be reached.
        """
        claim = self.register.find(comparison, kind, group)
        if self.records is not None:
            return _one(self.records.statistic(claim.measure, group, kind))
        span = claim.interval()
        return Range(span.lower, span.upper, all(span.closed))

    def mean_interval(
        self, comparison: str, group: str = "treated", *, n: int | None = None, level: float = 0.95
    ) -> tuple[Range, Range]:
        """Lower and upper end of Student's interval of the mean, each over all that fits.

        Returns
        -------
        tuple of Range
            The range of the lower end, and that of the upper end.
        """
        from scipy.special import stdtrit

        mean, sd = (self.statistic(comparison, kind, group) for kind in ("mean", "sd"))
        if self.records is not None:
            measure = self.register.find(comparison, "mean", group).measure
            size = len(self.records.values(measure, group))
        else:
            size = n or self._total(self.register.find(comparison, "mean", group))
        reach = printed.exact(float(stdtrit(size - 1, (1 + level) / 2)) / size**0.5)
        # Both ends are monotone in the mean and in the SD, so the corners of the rounding box
        # are the extremes.
        low = Range(mean.low - reach * sd.high, mean.high - reach * sd.low)
        high = Range(mean.low + reach * sd.low, mean.high + reach * sd.high)
        return low, high

    def superiority(self, comparison: str, method: str = "exact") -> Range:
        """Probability that a treated child scores above a registry child, ties half.

        Over every rank sum that prints the P value, for every possible size of the registry
        group.
        """
        if self.records is not None:
            measure = self.register.find(comparison, "p_value").measure
            groups = [self.records.values(measure, group) for group in ("treated", "registry")]
            return _one(ranksum_u(*groups) / (len(groups[0]) * len(groups[1])))
        p = self.register.find(comparison, "p_value").printed
        registry = (1, self.size("registry"))
        rows = ranksum.search(p, n1=self.size("treated"), n2=registry, method=method).results
        ends = [end for row in rows for end in row["superiority"]]
        return Range(min(1 - end for end in ends), max(ends))

    def _total(self, claim: Claim) -> int:
        """The children whom a claim's group holds, all of them assessed."""
        if claim.group == "treated_cp":
            return self.register["cp_count"].number() or 0
        return self.size(claim.group)

    def size(self, group: str) -> int:
        """The children of a cohort, as printed or as in the records."""
        if self.records is not None:
            return len(list(self.records.of(group)))
        size = self.register["n_registry" if group == "registry" else "n_treated"].number()
        assert size is not None  # the register holds a count there
        return size


def _one(value: Any) -> Range:
    """The range of one value: what records leave."""
    return Range(value, value)


def _range(bound: samples.Bound) -> Range:
    low = None if bound.min_infinite else bound.min
    high = None if bound.max_infinite else bound.max
    return Range(low, high, bound.min_attained and bound.max_attained)


def treated_count(table: Table) -> Count:
    """The treated children of a table."""
    return Count(table.k1, table.n1)


def registry_count(table: Table) -> Count:
    """The registry children of a table."""
    return Count(table.k2, table.n2)


def load(
    register: Register | None = None, records: Records | None | str = "environment"
) -> Evidence:
    """The evidence for the book: the register, and records where the environment names them.

    Parameters
    ----------
    register : Register, optional
        The paper's own by default.
    records : Records or None, optional
        Taken from ``PASSION_RECORDS`` unless given.
    """
    found = individual.from_environment() if isinstance(records, str) else records
    return Evidence(register or load_register(), found)


def _counts(claim: Claim, sizes: range) -> Iterator[tuple[int, int]]:
    """The (k, n) that a printed count or percentage leaves."""
    if claim.kind == "percent":
        return iter(counts.of_share(claim.interval(), sizes))
    k = claim.number()
    return ((k, n) for n in sizes if k is not None and k <= n)
