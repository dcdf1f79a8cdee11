"""What other sources print of a trial: registrations, earlier reports, news."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from passion.claims import Claim, parse_date
from passion.literature.sources import Sourced, read_register
from passion.paths import LITERATURE

# What says who could be in the trial.
ELIGIBILITY = (
    "Gestational age at birth at least",
    "Age at enrolment at most",
    "Age at first signs at most",
    "Clinical signs",
    "Stroke required",
    "Stroke required, as reported",
    "Stroke required, earlier registration",
    "Reasons for exclusion",
    "Consent",
)


@dataclass(frozen=True)
class Fact(Sourced):
    """One number of another source; the fields are the columns of the file.

    Facts of one ``statement`` speak of one quantity. ``claim`` names the row of the register
    that prints the same quantity, where there is one.
    """

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
    looked: str
    how: str
    reread: str

    filled = ("id", "statement", "value", "population", "source", "locator")

    @property
    def cited(self) -> str:
        """The source in a few words: an identifier where it has one; what is second hand says so.

        >>> [fact.cited for fact in trial_facts() if fact.statement == "Cells in the dose"]
        ['NCT03356821', 'preliminary abstract', 'blog']
        """
        if self.second_hand:
            return self.source_kind
        if self.locator.startswith("http"):
            return self.source[0].lower() + self.source[1:]
        return self.locator

    @property
    def told(self) -> str:
        """The value with its unit and children, as a table shows it.

        >>> {fact.told for fact in trial_facts() if fact.statement == "Newborns treated"}
        {'10 of 10'}
        """
        share = f"{self.numerator} of {self.denominator}"
        if self.unit == "children" and self.denominator:
            return share if self.value == self.numerator else f"{self.value} ({share})"
        unit = {"date": "", "%": "%"}.get(self.unit, f" {self.unit}").rstrip()
        among = f" in {self.denominator} children" if self.denominator else ""
        return f"{self.value}{unit}{among}"

    def fault(self) -> tuple[str, str]:
        """Children counted are no more than there were."""
        k, n = self.numerator, self.denominator
        whole = re.fullmatch(r"\d+", k) and re.fullmatch(r"\d+", n)
        if (k or n) and not (whole and int(k) <= int(n)):
            return "numerator", f"{k!r} of {n!r} is no count of children"
        return "", ""


def address(locator: str) -> str:
    """Where a DOI, a registration number or an address leads.

    >>> address("NCT03356821"), address("10.1161/STROKEAHA.125.050786")
    ('https://clinicaltrials.gov/study/NCT03356821', 'https://doi.org/10.1161/STROKEAHA.125.050786')
    """
    if locator.startswith("NCT"):
        return f"https://clinicaltrials.gov/study/{locator}"
    return f"https://doi.org/{locator}" if locator.startswith("10.") else locator


@lru_cache(maxsize=4)
def trial_facts(path: Path | None = None) -> tuple[Fact, ...]:
    """What registrations, earlier reports and news print about the trial.

    Raises
    ------
    InputError
        If a row is not right, with its place.

    Examples
    --------
    >>> {fact.value for fact in trial_facts() if fact.claim == "n_treated"}
    {'10'}
    """
    return read_register(path or LITERATURE / "trial_facts.csv", Fact)


def next_trial() -> tuple[Fact, ...]:
    """What is public of the announced randomized trial; so far from news alone.

    >>> {fact.source_kind for fact in next_trial()}
    {'news'}
    """
    return trial_facts(LITERATURE / "next_trial.csv")


def other_studies() -> tuple[Fact, ...]:
    """What other trials and reviews print that bears on how this one is read.

    No row is a comparator: other treatments, other children or no children at all.

    >>> [fact.value for fact in other_studies() if fact.statement == "Newborns planned"]
    ['80', '12']
    """
    return trial_facts(LITERATURE / "other_studies.csv")


def study(name: str) -> dict[str, Fact]:
    """What is known of one other study, by what is told of it; empty if there is no such study.

    Parameters
    ----------
    name : str
        As its children are described: a name such as ``DINOSAUR``, or a treatment.

    Examples
    --------
    >>> dinosaur = study("DINOSAUR")
    >>> dinosaur["Newborns planned"].told, dinosaur["Primary outcome"].timepoint
    ('80 newborns', '6-8 weeks')
    """
    return {fact.statement: fact for fact in other_studies() if name in fact.population}


def quantities(facts: Iterable[Fact] | None = None) -> dict[str, tuple[Fact, ...]]:
    """Facts by the quantity of which they speak, in the order of the file.

    Parameters
    ----------
    facts : iterable of Fact, optional
        Those of the trial by default.

    Examples
    --------
    >>> [fact.value for fact in quantities()["Cells in the dose"]]
    ['50', 'about 50', '45-50']
    """
    found: dict[str, tuple[Fact, ...]] = {}
    for fact in trial_facts() if facts is None else facts:
        found[fact.statement] = (*found.get(fact.statement, ()), fact)
    return found


def differing(facts: Iterable[Fact] | None = None) -> dict[str, tuple[Fact, ...]]:
    """The quantities of which sources print different values, with every source.

    >>> "Longest time from first signs to the confirming MRI" in differing()
    True
    """
    return {
        name: group
        for name, group in quantities(facts).items()
        if len({fact.value for fact in group}) > 1
    }


def agrees(claim: Claim, fact: Fact) -> bool:
    """Whether a source's value is the printed one, a day within the printed month included."""
    if claim.kind == "date":
        year, month = parse_date(claim.printed)
        return fact.value.startswith(f"{year}" if month is None else f"{year}-{month:02d}-")
    number = claim.number()
    return fact.value == (claim.printed if number is None else str(number))


def bearing_on(claim: Claim, facts: Iterable[Fact] | None = None) -> tuple[Fact, ...]:
    """The facts that print the same quantity as a claim; what is second hand never counts.

    >>> from passion.claims import load
    >>> {fact.cited for fact in bearing_on(load()["enrolment_start"])}
    {'NCT03356821'}
    """
    known = trial_facts() if facts is None else facts
    return tuple(fact for fact in known if fact.claim == claim.id and not fact.second_hand)


def standing(claim: Claim, facts: Iterable[Fact] | None = None) -> str:
    """What other sources make of a printed number: the same, otherwise, or nothing.

    Returns
    -------
    {"corroborated", "contradicted", "only in the abstract"}
        Contradicted as soon as one source prints something else.

    Examples
    --------
    >>> from passion.claims import load
    >>> standing(load()["n_treated"]), standing(load()["n_registry"])
    ('corroborated', 'only in the abstract')
    """
    found = bearing_on(claim, facts)
    if not found:
        return "only in the abstract"
    same = all(agrees(claim, fact) for fact in found)
    return "corroborated" if same else "contradicted"
