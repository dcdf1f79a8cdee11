"""Counts of children behind number-words, percentages and ranges of one group."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from passion.claims import Claim
from passion.evidence.base import Base
from printed.fit import counts
from printed.sets import CompatibleSet, Count


class CountEvidence(Base):
    """What is left of the counts of one group."""

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


def _counts(claim: Claim, sizes: range) -> Iterator[tuple[int, int]]:
    """The (k, n) that a printed count or percentage leaves."""
    if claim.kind == "percent":
        return iter(counts.of_share(claim.interval(), sizes))
    k = claim.number()
    return ((k, n) for n in sizes if k is not None and k <= n)
