"""Tables behind two printed percentages and the P value between them."""

from __future__ import annotations

from passion.evidence.base import Base
from passion.evidence.reading import Reading, headline, table_comparisons
from printed.compiled import compiled, solved
from printed.errors import InputError
from printed.fit.tables import Table
from printed.problem import joint
from printed.sets import CompatibleSet, Count


class TableEvidence(Base):
    """What is left of the comparisons of two percentages."""

    def solutions(
        self, reading: Reading | None = None, left_out: frozenset[str] = frozenset()
    ) -> list[joint.Solution]:
        """The register's tables together: each possible denominator with its tables."""
        reading = reading or headline()
        if self.records is None:
            problem = compiled(self.register.without(*left_out), reading)
            tables = tuple(item for item in problem.items.values() if item.kind == "table")
            found = solved(tables, reading) if tables else []
            if isinstance(found, str):
                raise InputError(found)
            return found
        members = {
            name: ((self._observed(name), self._observed_p(name, reading)),)
            for name in table_comparisons(self.register)
        }
        return [joint.Solution({}, members)]

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

    def _observed(self, comparison: str) -> Table:
        assert self.records is not None
        claim = self.register.find(comparison, "percent", "treated")
        treated = self.records.count(claim.measure, "treated")
        return Table(*treated, *self.records.count(claim.measure, "registry"))

    def _observed_p(self, comparison: str, reading: Reading) -> float:
        from printed.stats import table_p

        table = self._observed(comparison)
        if not table.n1 or not table.n2:
            return float("nan")  # nobody was assessed
        return float(table_p(*table, reading.convention.test))


def treated_count(table: Table) -> Count:
    """The treated children of a table."""
    return Count(table.k1, table.n1)


def registry_count(table: Table) -> Count:
    """The registry children of a table."""
    return Count(table.k2, table.n2)
