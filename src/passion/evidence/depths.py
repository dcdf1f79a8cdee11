"""The depths of evidence: what print leaves of each measure, and what the children's records say.

What a method answers is told once, in `Evidence`. The paper's full text (``PASSION_FULLTEXT``) is
further rows of the register: more print, and no depth of its own here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product
from typing import Any

from passion.claims import Claim
from passion.evidence.evidence import Evidence
from passion.evidence.groups import STATISTICS, CompatibleGroup, ObservedGroup
from passion.evidence.reading import Reading, headline, table_comparisons
from passion.evidence.wording import wording
from passion.records import Records
from printed.compiled import compiled, solved
from printed.errors import InputError
from printed.fit import ranksum
from printed.fit.tables import Table
from printed.problem import joint
from printed.sets import CompatibleSet, Count, Range
from printed.stats import ranksum_u, table_p
from printed.stats.ranks import tie_sizes


@dataclass(frozen=True)
class EvidenceOfPrint(Evidence):
    """All that the printed numbers leave."""

    def words(self, key: str, **values: str) -> str:
        return wording(key, False, **values)

    def size(self, group: str) -> int:
        size = self.register.size(group)
        assert size is not None  # the register refuses a size that is no number
        return size

    def assessed(self, measures: Sequence[str], group: str) -> list[int]:
        size = self.size(group)
        left = set(range(1, size + 1)) if measures else {size}
        for measure in measures:
            for claim in self.register:
                if claim.group == group and measure in claim.measures:
                    left &= set(self._assessed(claim, group, size))
        return sorted(left)

    def _assessed(self, claim: Claim, group: str, size: int) -> Iterator[int]:
        """The numbers of assessed children that one printed claim leaves."""
        family = self.register.comparison(claim.comparison) if claim.comparison else ()
        if claim.comparison in table_comparisons(self.register):
            for table in self.tables(claim.comparison):
                yield table.n2 if group == "registry" else table.n1
        elif claim.kind in ("percent", "word", "count") and len(family) > 1:
            for count in self.count(claim.id):
                yield count.n
        elif claim.kind == "median" and group == "registry":
            p = self.register.find(claim.comparison, "p_value").printed
            treated = self.size("treated")
            for row in ranksum.search(p, n1=treated, n2=(1, size), method="exact").results:
                yield row["n2"]
        else:
            # A spread needs two children.
            yield from range(2 if claim.kind in ("sd", "iqr") else 1, size + 1)

    def count(self, claim_id: str) -> CompatibleSet[Count]:
        return CompatibleSet(Count(k, n) for k, n in self._members(claim_id))

    def domains(self, claim_id: str) -> CompatibleSet[tuple[Count, ...]]:
        assigned = {
            tuple(Count(k, n) for k in each)
            for found, n in self._members(claim_id)
            for each in permutations(found)
        }
        return CompatibleSet(sorted(assigned))

    def any_of(self, *claim_ids: str) -> CompatibleSet[Count]:
        claims = [self.register[claim_id] for claim_id in claim_ids]
        n = self.size(claims[0].group)
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

    def _members(self, claim_id: str) -> list[Any]:
        """What fits a claim and all that is printed with it, in the headline reading."""
        problem = compiled(self.register, self.register.conventions.first)
        name = problem.places[claim_id][0]
        solutions = problem.solutions(name)
        if isinstance(solutions, str):
            raise InputError(solutions)
        return [one for solution in solutions for one in solution.members[name]]

    def solutions(
        self, reading: Reading | None = None, left_out: frozenset[str] = frozenset()
    ) -> list[joint.Solution]:
        reading = reading or headline()
        problem = compiled(self.register.without(*left_out), reading)
        tables = tuple(item for item in problem.items.values() if item.kind == "table")
        found = solved(tables, reading) if tables else []
        if isinstance(found, str):
            raise InputError(found)
        return found

    def sample(
        self, comparison: str, group: str = "treated", *, n: int | None = None, **limits: Any
    ) -> CompatibleGroup:
        claims = [c for c in self.register.comparison(comparison) if c.group == group]
        printed = {claim.kind: claim for claim in claims if claim.kind in STATISTICS}
        return CompatibleGroup(n or self.size(group), printed, limits)

    def statistic(self, comparison: str, kind: str, group: str = "treated") -> Range:
        return self.sample(comparison, group).statistic(kind)

    def rank_sums(self, comparison: str, method: str = "exact") -> tuple[dict[str, Any], ...]:
        return tuple(row for row in _rank_sums(self, comparison) if row["method"] == method)

    def ties(self, comparison: str, children: int) -> list[int]:
        return [1] * children


@lru_cache(maxsize=32)
def _rank_sums(printed: EvidenceOfPrint, comparison: str) -> tuple[dict[str, Any], ...]:
    """A row a registry size and method; a size that fits nothing has none."""
    p = printed.register.find(comparison, "p_value").printed
    rows: list[dict[str, Any]] = []
    for n2 in range(2, printed.size("registry") + 1):  # one child has no quartile distance
        try:
            treated, registry = (group.by_ranks() for group in printed.pair(comparison, n2))
        except InputError:
            continue  # no sample of this size has the printed median and distance
        rows += ranksum.joint(p, treated, registry, p_rule="nearest").results
    return tuple(rows)


@dataclass(frozen=True)
class EvidenceOfRecords(Evidence):
    """The one value that the children's records have."""

    records: Records

    def words(self, key: str, **values: str) -> str:
        return wording(key, True, **values)

    def size(self, group: str) -> int:
        return self.records.size(group)

    def assessed(self, measures: Sequence[str], group: str) -> list[int]:
        return [self.records.count(measures, group)[1] if measures else self.size(group)]

    def count(self, claim_id: str) -> CompatibleSet[Count]:
        return self.any_of(claim_id)

    def domains(self, claim_id: str) -> CompatibleSet[tuple[Count, ...]]:
        claim = self.register[claim_id]
        each = (Count(*self.records.count(measure, claim.group)) for measure in claim.measures)
        return CompatibleSet([tuple(each)])

    def any_of(self, *claim_ids: str) -> CompatibleSet[Count]:
        claims = [self.register[claim_id] for claim_id in claim_ids]
        measures = [measure for claim in claims for measure in claim.measures]
        return CompatibleSet([Count(*self.records.count(measures, claims[0].group))])

    def solutions(
        self, reading: Reading | None = None, left_out: frozenset[str] = frozenset()
    ) -> list[joint.Solution]:
        test = (reading or headline()).convention.test
        members = {name: (self._table(name, test),) for name in table_comparisons(self.register)}
        return [joint.Solution({}, members)]

    def _table(self, comparison: str, test: str) -> tuple[Table, float]:
        """The table of a comparison, and its P: NaN where nobody was assessed."""
        measure = self.register.find(comparison, "percent", "treated").measure
        treated = self.records.count(measure, "treated")
        table = Table(*treated, *self.records.count(measure, "registry"))
        return table, float(table_p(*table, test)) if table.n1 and table.n2 else float("nan")

    def sample(
        self, comparison: str, group: str = "treated", *, n: int | None = None, **limits: Any
    ) -> ObservedGroup:
        claims = self.register.comparison(comparison)
        measure = next(c.measure for c in claims if c.group == group and c.kind in STATISTICS)
        return ObservedGroup(self.records.values(measure, group))

    def statistic(self, comparison: str, kind: str, group: str = "treated") -> Range:
        measure = self.register.find(comparison, kind, group).measure
        return Range.over([self.records.statistic(measure, group, kind)])

    def rank_sums(self, comparison: str, method: str = "exact") -> tuple[dict[str, Any], ...]:
        one, two = (group.values for group in self.pair(comparison))
        u, pairs = float(ranksum_u(one, two)), len(one) * len(two)
        return (
            {
                "n1": len(one), "n2": len(two), "method": method,
                "u_low": None, "superiority_low": None,
                "u_high": [u, u], "superiority": [u / pairs, u / pairs],
            },
        )  # fmt: skip

    def ties(self, comparison: str, children: int) -> list[int]:
        one, two = (group.values for group in self.pair(comparison))
        return tie_sizes([*one, *two])
