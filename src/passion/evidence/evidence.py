"""What may be asked of the trial, whatever is at hand: the printed numbers or the records.

`EvidenceOfPrint` answers with all that the printed numbers leave, `EvidenceOfRecords` with the one
value that the children's records have. `passion.evidence.load` chooses; no caller asks which it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from passion.claims import Register
from passion.evidence.reading import Reading
from printed import notation
from printed.errors import InputError
from printed.fit.tables import Table
from printed.problem import joint
from printed.sets import CompatibleSet, Count, Range

if TYPE_CHECKING:
    from passion.evidence.groups import CompatibleGroup, ObservedGroup


@dataclass(frozen=True)
class Evidence(ABC):
    """What the printed numbers, or the children's records, leave of each measure.

    Examples
    --------
    >>> from passion.evidence import load
    >>> load(records=None).tables("plic").describe(lambda table: f"{table.k2} of {table.n2}")
    '29 of 36'
    """

    register: Register = field()  # bare, it would be the ``register`` that every ABC has

    @abstractmethod
    def words(self, key: str, **values: str) -> str:
        """How a page says where a set comes from; see `passion.evidence.wording`."""

    # ----------------------------------------------------------------- children

    @abstractmethod
    def size(self, group: str) -> int:
        """The children of a cohort, as printed or as in the records."""

    @abstractmethod
    def assessed(self, measures: Sequence[str], group: str) -> Iterable[int]:
        """How many children of a cohort had all of some measures; see `passion.evidence.flow`."""

    @abstractmethod
    def count(self, claim_id: str) -> CompatibleSet[Count]:
        """Children of whom a claim tells the number or the share.

        The count and the percentage of one comparison are read together; a count that stands
        alone is taken of all treated children (the assumption ``treated_denominator``).
        """

    @abstractmethod
    def domains(self, claim_id: str) -> CompatibleSet[tuple[Count, ...]]:
        """Counts of several measures of which only the lowest and highest share is printed.

        Returns
        -------
        CompatibleSet of tuple of Count
            One count a measure, in the order of the claim's measures. Both printed ends belong
            to some measure: a range from 10% to 20% is not three times 10%.
        """

    @abstractmethod
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

    # ----------------------------------------------------------------- tables

    @abstractmethod
    def solutions(
        self, reading: Reading | None = None, left_out: frozenset[str] = frozenset()
    ) -> list[joint.Solution]:
        """The register's tables together: each possible denominator with its tables."""

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

    # ----------------------------------------------------------------- measured quantities

    @abstractmethod
    def sample(
        self, comparison: str, group: str = "treated", *, n: int | None = None, **limits: Any
    ) -> CompatibleGroup | ObservedGroup:
        """What is known of the values of a group.

        Parameters
        ----------
        comparison : str
            For instance ``tissue_loss`` or ``motor``.
        group : str
        n : int, optional
            Children measured; all of the group by default. Records tell it themselves.
        **limits
            What else is taken for granted, in the words of ``samples.sample_set``: ``min``,
            ``max``, ``step``, ``quartile``.
        """

    def pair(self, comparison: str, n2: int | None = None) -> tuple[Any, Any]:
        """The samples of the treated and of so many registry children, for comparing them."""
        return self.sample(comparison), self.sample(comparison, "registry", n=n2)

    @abstractmethod
    def statistic(self, comparison: str, kind: str, group: str = "treated") -> Range:
        """What a printed mean, SD, median or quartile distance leaves of itself.

        The unrounded value lies anywhere in the printed number's interval, the upper end of
        which need not be reached.
        """

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
        size = self.sample(comparison, group, n=n).n
        reach = notation.exact(float(stdtrit(size - 1, (1 + level) / 2)) / size**0.5)
        # Both ends are monotone in the mean and in the SD, so the corners of the rounding box
        # are the extremes.
        attained = mean.attained and sd.attained
        low = Range(mean.low - reach * sd.high, mean.high - reach * sd.low, attained)
        high = Range(mean.low + reach * sd.low, mean.high + reach * sd.high, attained)
        return low, high

    # ----------------------------------------------------------------- rank sums

    @abstractmethod
    def rank_sums(self, comparison: str, method: str = "exact") -> tuple[dict[str, Any], ...]:
        """Rank sums that fit P, medians and quartile distances: a row a registry size."""

    @abstractmethod
    def ties(self, comparison: str, children: int) -> Sequence[int]:
        """How many of so many children share each score, from the lowest up; 1 without ties."""

    def superiority(self, comparison: str, method: str = "exact") -> Range:
        """Probability that a treated child scores above a registry child, ties half.

        Over every rank sum that fits the printed P value, medians and quartile distances, for
        every possible size of the registry group.
        """
        rows = self.rank_sums(comparison, method)
        ends = [
            end
            for row in rows
            for side in ("superiority_low", "superiority")
            for end in row[side] or ()
        ]
        if not ends:
            raise InputError(f"no rank sum fits the printed numbers of {comparison!r}")
        return Range(min(ends), max(ends))
