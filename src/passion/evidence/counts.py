"""Counts of children behind number-words, percentages and ranges of one group."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

from passion.evidence.base import Base
from printed.compiled import compiled
from printed.errors import InputError
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
        members = self._members(claim_id)
        return CompatibleSet(Count(k, n) for k, n in members)

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
        assigned = {
            tuple(Count(k, n) for k in each)
            for found, n in self._members(claim_id)
            for each in permutations(found)
        }
        return CompatibleSet(sorted(assigned))

    def _members(self, claim_id: str) -> list[Any]:
        """What fits a claim and all that is printed with it, in the headline reading."""
        problem = compiled(self.register, self.register.conventions.first)
        name = problem.places[claim_id][0]
        solutions = problem.solutions(name)
        if isinstance(solutions, str):
            raise InputError(solutions)
        return [one for solution in solutions for one in solution.members[name]]

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
