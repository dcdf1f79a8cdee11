"""Numbers that other sources print: registrations, earlier reports, other cohorts, news."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from passion.claims import read_csv
from passion.errors import InputError
from passion.paths import LITERATURE

SOURCE_KINDS = ("registration", "paper", "abstract", "preprint", "news", "blog")
SECOND_HAND = ("news", "blog")  # never the only basis of a verdict


@dataclass(frozen=True)
class Fact:
    """One number of another source; the fields are the columns of the file."""

    id: str
    claim: str
    statement: str
    value: str
    unit: str
    numerator: str
    denominator: str
    population: str
    timepoint: str
    source: str
    locator: str
    source_kind: str
    note: str

    @property
    def second_hand(self) -> bool:
        """Whether it comes from news or a blog, which every use must say."""
        return self.source_kind in SECOND_HAND


@lru_cache(maxsize=1)
def trial_facts(path: Path | None = None) -> tuple[Fact, ...]:
    """What registrations, earlier reports and news print about the trial.

    Raises
    ------
    InputError
        If a row is not right, with its place.

    Examples
    --------
    >>> [fact.value for fact in trial_facts() if fact.claim == "n_treated"]
    ['10']
    """
    file = path or LITERATURE / "trial_facts.csv"
    columns = tuple(Fact.__dataclass_fields__)
    facts = []
    for number, row in enumerate(read_csv(file.read_bytes(), file.name, columns), start=2):
        if row["source_kind"] not in SOURCE_KINDS:
            raise InputError(
                f"unknown kind {row['source_kind']!r}; one of {', '.join(SOURCE_KINDS)}",
                file=file.name,
                row=number,
                column="source_kind",
            )
        facts.append(Fact(**row))
    return tuple(facts)
