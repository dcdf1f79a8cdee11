"""The verdicts on this paper's claims: the engine's, with the trial's documents and records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from passion.claims import Claim, Register
from passion.claims import load as load_register
from passion.literature import agrees, bearing_on
from passion.records import Records, from_environment
from printed import verdicts
from printed.left import Recomputed
from printed.observed import FromRecords
from printed.verdicts import FAILING, MEANINGS, Verdict, Verdicts, failing

__all__ = [
    "AGAINST", "FAILING", "MEANINGS", "Recomputed", "Verdict", "Verdicts", "failing", "judge",
]  # fmt: skip

# What is counted as a number or conclusion that meets a contradiction.
AGAINST = ("impossible", "differs", "contradicted", "unsupported")
LEVELS = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V"}
# Measures of which the records tell whether the printed value is theirs, and what is said if it is
# not: their own would be one child's.
OBSERVED = {"birth_year": "another year", "gmfcs": "another level"}


def judge(
    register: Register | None = None,
    records: Records | None | str = "environment",
    *,
    alternatives: bool = True,
) -> Verdicts:
    """The verdict on every claim of a register, in its order, each computed when asked for.

    Parameters
    ----------
    register : Register, optional
        The paper's own by default.
    records : Records or None, optional
        The children's records; taken from ``PASSION_RECORDS`` unless given.
    alternatives : bool
        Whether to say as well what a verdict is under each other reading.

    Examples
    --------
    >>> judge(records=None)["plic_registry"].recomputed.text
    '29 of 36'
    """
    found = from_environment() if isinstance(records, str) else records
    judged = load_register() if register is None else register  # one without rows is false
    return _judged(judged, found, alternatives)


@lru_cache(maxsize=32)
def _judged(register: Register, records: Records | None, alternatives: bool) -> Verdicts:
    """The same object for the same numbers: a page asks for its own verdicts one by one."""
    observed = None if records is None else FromRecords(register, ThisPaper(records))
    return verdicts.judge(register, observed, documents, alternatives)


def documents(claim: Claim) -> Sequence[tuple[str, str, bool]]:
    """What other documents of the trial print in a claim's place, and whether they agree."""
    return [(fact.value, fact.cited, agrees(claim, fact)) for fact in bearing_on(claim)]


@dataclass(frozen=True)
class ThisPaper:
    """The children's records as the engine asks them."""

    records: Records

    def size(self, group: str) -> int:
        """The children of a group."""
        return self.records.size(group)

    def count(self, measures: str | Sequence[str], group: str) -> tuple[int, int]:
        """Children with any of the measures, of those assessed for all of them."""
        return self.records.count(measures, group)

    def values(self, measure: str, group: str) -> list[Any]:
        """The measure of every assessed child of a group."""
        return self.records.values(measure, group)

    def statistic(self, measure: str, group: str, kind: str, rule: str | None) -> Any:
        """A statistic of a group; None of fewer than two children."""
        return self.records.statistic(measure, group, kind, rule)

    def printed(self, claim: Claim) -> tuple[str, str] | None:
        """What the records print in a claim's place, and what is told if they differ."""
        if claim.measure == "children":
            size = str(self.records.size(claim.group))
            return size, size
        if claim.measure not in OBSERVED:
            return None
        values = self.records.values(claim.measure, claim.group)
        if not values:
            return None
        if claim.measure == "gmfcs":
            levels = sorted({int(value) for value in values})
            return " to ".join(LEVELS[level] for level in levels), OBSERVED[claim.measure]
        year = min(values) if claim.id.endswith("first") else max(values)
        return str(int(year)), OBSERVED[claim.measure]
