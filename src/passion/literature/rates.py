"""Outcome rates of other cohorts, each audited: do its counts print its percentage?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from passion.literature.sources import Sourced, read_register
from passion.paths import LITERATURE
from printed.fit import counts

# What is tried on every row, the usual rule first.
RULES = {"half-up": "nearest", "half-even": "half to even", "truncate": "truncation"}
GRADES = ("consistent", "only under a named rule", "no count fits", "not audited")
# How a cohort came about; all but the first are kept out of a pool.
SELECTIONS = ("neonatal", "delayed", "mixed", "territory", "subset", "review", "news")
TRACTS = ("all", "none", "mixed")
COMPARABILITY = (
    "same age, motor tract involved",
    "same age",
    "newborns, other age",
    "delayed presentation included",
    "other selection",
    "told in news",
)
SAME_AGE = (1.5, 2.5)  # years: the 2-year visit


@dataclass(frozen=True)
class Rate(Sourced):
    """One outcome rate of another source; the fields are the columns of the file.

    ``counted`` says whether the printed share is of children with the problem or without it;
    ``derived`` names what was computed here instead of printed there.
    """

    id: str
    outcome: str
    definition: str
    value: str
    numerator: str
    denominator: str
    enrolled: str
    derived: str
    counted: str
    tract: str
    selection: str
    age: str
    age_years: str
    cohort_family: str
    population: str
    label: str
    source: str
    locator: str
    source_kind: str
    note: str

    filled = (
        "id", "outcome", "value", "cohort_family", "population", "label", "source", "locator",
    )  # fmt: skip
    words = {
        "selection": SELECTIONS,
        "tract": TRACTS,
        "counted": ("with", "without"),
        "derived": ("", "denominator"),
    }

    @property
    def cited(self) -> str:
        """The source in a few words; what is second hand says so."""
        return f"{self.source} ({self.source_kind})" if self.second_hand else self.source

    def fault(self) -> tuple[str, str]:
        """Children are whole, those counted no more than there were, and an age is in years."""
        for column in ("numerator", "denominator", "enrolled"):
            if not re.fullmatch(r"\d*", getattr(self, column)):
                return column, f"{getattr(self, column)!r} is no number of children"
        if self.numerator and not int(self.numerator) <= int(self.denominator or -1):
            told = f"{self.numerator!r} of {self.denominator!r}"
            return "numerator", f"{told} is no count of children"
        if self.age_years and not re.fullmatch(r"\d+(\.\d+)?", self.age_years):
            return "age_years", f"{self.age_years!r} is no age in years"
        return "", ""


@dataclass(frozen=True)
class Audit:
    """Whether the counts of a row print its percentage.

    Parameters
    ----------
    grade : str
        One of ``GRADES``.
    rules : tuple of str
        The rounding rules under which a count fits.
    counts : tuple of (int, int)
        Children with the problem, of how many: what the first fitting rule leaves, or the
        printed counts where no rule fits.
    """

    grade: str
    rules: tuple[str, ...]
    counts: tuple[tuple[int, int], ...]

    @property
    def count(self) -> tuple[int, int] | None:
        """The one count that is left; None if there are several or none."""
        return self.counts[0] if len(self.counts) == 1 else None

    @property
    def told(self) -> str:
        """The grade with the rules that make it so.

        >>> Audit("only under a named rule", ("truncate",), ()).told
        'only under truncation'
        """
        if self.grade != GRADES[1]:
            return self.grade
        return f"only under {' or '.join(RULES[rule] for rule in self.rules)}"


@lru_cache(maxsize=4)
def outcome_rates(path: Path | None = None) -> tuple[Rate, ...]:
    """The register of outcome rates after perinatal arterial stroke.

    Raises
    ------
    InputError
        If a row is not right, with its place.

    Examples
    --------
    >>> [rate.value for rate in outcome_rates() if rate.tract == "all" and not rate.second_hand]
    ['66%']
    """
    return read_register(path or LITERATURE / "outcome_rates.csv", Rate)


@lru_cache(maxsize=256)
def audit(rate: Rate) -> Audit:
    """Every count that prints the row's percentage, under each rounding rule.

    Where no denominator is printed, every one up to the children enrolled is in question. Words
    and bounds ("about one third", "<10%") and counts without a percentage cannot be audited.

    Examples
    --------
    >>> by_id = {rate.id: rate for rate in outcome_rates()}
    >>> audit(by_id["R01"])
    Audit(grade='only under a named rule', rules=('truncate',), counts=((16, 24),))
    >>> audit(by_id["R11"]).grade, audit(by_id["R07"]).grade
    ('no count fits', 'not audited')
    """
    k, n = (int(text) if text else None for text in (rate.numerator, rate.denominator))
    stated: tuple[tuple[int, int], ...] = ()
    if k is not None and n is not None:
        stated = ((k, n),)
    fits: dict[str, tuple[tuple[int, int], ...]] = {}
    if re.fullmatch(r"\d+(\.\d+)?%", rate.value):
        sizes = [n] if n is not None else range(1, int(rate.enrolled or 0) + 1)
        for rule in RULES:
            found = counts.of_share(counts.read_percent(rate.value, rule), sizes)
            fits[rule] = tuple(pair for pair in found if k is None or pair[0] == k)
    rules = tuple(rule for rule, found in fits.items() if found)
    if not fits:
        grade, left = GRADES[3], stated
    elif not rules:
        grade, left = GRADES[2], stated
    else:
        grade, left = GRADES[0] if "half-up" in rules else GRADES[1], fits[rules[0]]
    if rate.counted == "without":
        left = tuple((size - count, size) for count, size in left)
    return Audit(grade, rules, left)


def rules_of_source(rates: Iterable[Rate]) -> dict[str, tuple[int, tuple[str, ...]]]:
    """For each source of several percentages: how many, and the rules under which all fit.

    Examples
    --------
    >>> rules_of_source(outcome_rates())["Chabrier 2016, J Pediatr 172:156"]
    (6, ('half-even',))
    """
    by_source: dict[str, list[Audit]] = {}
    for rate in rates:
        if audit(rate).grade != GRADES[3]:
            by_source.setdefault(rate.source, []).append(audit(rate))
    return {
        source: (len(found), tuple(r for r in RULES if all(r in a.rules for a in found)))
        for source, found in by_source.items()
        if len(found) > 1
    }


def comparability(rate: Rate) -> str:
    """How near a cohort stands to the treated children: one of ``COMPARABILITY``.

    Examples
    --------
    >>> comparability(outcome_rates()[0])
    'same age, motor tract involved'
    """
    if rate.selection != "neonatal":
        special = {"delayed": COMPARABILITY[3], "news": COMPARABILITY[5]}
        return special.get(rate.selection, COMPARABILITY[4])
    if rate.tract == "none":
        return COMPARABILITY[4]
    age = float(rate.age_years) if rate.age_years else None
    if age is None or not SAME_AGE[0] <= age <= SAME_AGE[1]:
        return COMPARABILITY[2]
    return COMPARABILITY[0] if rate.tract == "all" else COMPARABILITY[1]


def poolable(rates: Iterable[Rate], outcome: str) -> dict[str, tuple[Rate, ...]]:
    """The rows of an outcome that may enter a pool, by the family of cohorts.

    These are newborns of any tract involvement, first hand, with one count that fits what is
    printed. Rows of one family may share children: a pool takes one of them.

    Examples
    --------
    >>> {name: len(rows) for name, rows in poolable(outcome_rates(), "cerebral palsy").items()}
    {'AVCnn': 2, 'Swiss registry': 2, 'Edmonton': 1, 'London-Utrecht': 1}
    """
    families: dict[str, tuple[Rate, ...]] = {}
    for rate in rates:
        found = audit(rate)
        fits = rate.outcome == outcome and rate.selection == "neonatal" and rate.tract == "mixed"
        if rate.second_hand or not fits or found.count is None or found.grade == GRADES[2]:
            continue
        families[rate.cohort_family] = (*families.get(rate.cohort_family, ()), rate)
    return families


def one_a_family(rates: Iterable[Rate], outcome: str) -> tuple[Rate, ...]:
    """The rows that are pooled: of each family the one nearest to 2 years, of several the largest.

    Examples
    --------
    >>> [rate.label for rate in one_a_family(outcome_rates(), "cerebral palsy")]
    ['Husson 2010, all', 'Wiedemann 2020', 'Sreenan 2000', 'Mercuri 1999']
    """

    def order(rate: Rate) -> tuple[float, int]:
        count = audit(rate).count
        assert count is not None  # such rows are not poolable
        return abs(float(rate.age_years or "inf") - 2), -count[1]

    return tuple(min(rows, key=order) for rows in poolable(rates, outcome).values())
