"""Outcome rates of other cohorts, each audited: do its counts print its percentage?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
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
# Motor tract: damaged together with cortex, white matter and basal ganglia, as the trial required;
# damaged in all; in none; in some.
TRACTS = ("required", "all", "none", "mixed")
DERIVED = ("value", "numerator", "denominator")
COMPARABILITY = (
    "damage as the trial required",
    "same age, motor tract involved",
    "motor tract involved",
    "same age",
    "newborns, other age",
    "delayed presentation included",
    "other selection",
    "told in news",
)
PERCENTAGE = r"\d+(\.\d+)?%"
SAME_AGE = (1.5, 2.5)  # years: the 2-year visit


@dataclass(frozen=True)
class Rate(Sourced):
    """One outcome rate of another source; the fields are the columns of the file.

    ``counted`` says whether the printed share is of children with the problem or without it;
    ``derived`` names the columns that were computed here instead of printed there. A denominator
    found by subtraction may be one of two: ``49 or 56``.
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
    looked: str
    how: str
    reread: str

    filled = (
        "id", "outcome", "value", "cohort_family", "population", "label", "source", "locator",
    )  # fmt: skip
    words = {
        "selection": SELECTIONS,
        "tract": TRACTS,
        "counted": ("with", "without"),
    }

    @property
    def cited(self) -> str:
        """The source in a few words; what is second hand says so."""
        return f"{self.source} ({self.source_kind})" if self.second_hand else self.source

    @property
    def denominators(self) -> tuple[int, ...]:
        """How many children are in question: one number, several that are open, or none known.

        >>> {rate.id: rate.denominators for rate in outcome_rates()[:3]}
        {'R01': (24,), 'R02': (73,), 'R03': (49, 56)}
        """
        return tuple(int(text) for text in self.denominator.split(" or ") if text)

    @property
    def told_share(self) -> Fraction | None:
        """The share with the problem as it is told, in words or as a bare percentage.

        None for a bound, a range, or words that name no share.

        Examples
        --------
        >>> told = {rate.id: rate.told_share for rate in outcome_rates()}
        >>> told["R52"], told["R53"], told["R11"], told["R21"], told["R16"]
        (Fraction(1, 1), Fraction(0, 1), Fraction(3, 10), Fraction(57, 100), None)
        """
        words = {"always": "100%", "none": "0%"}.get(self.value, self.value)
        if not re.fullmatch(PERCENTAGE, words):
            return None
        share = Fraction(words.rstrip("%")) / 100
        return 1 - share if self.counted == "without" else share

    @property
    def computed(self) -> tuple[str, ...]:
        """The columns that were computed here."""
        return tuple(self.derived.split())

    def fault(self) -> tuple[str, str]:
        """Children are whole, those counted no more than there were, and an age is in years."""
        for column in self.computed:
            if column not in DERIVED or not getattr(self, column):
                return "derived", f"{column!r} is none of {', '.join(DERIVED)}, or an empty column"
        for column, form in (
            ("numerator", r"\d*"),
            ("denominator", r"(\d+( or \d+)*)?"),
            ("enrolled", r"\d*"),
        ):
            if not re.fullmatch(form, getattr(self, column)):
                return column, f"{getattr(self, column)!r} is no number of children"
        if len(self.denominators) > 1 and "denominator" not in self.computed:
            return "denominator", f"{self.denominator!r}: a printed denominator is one"
        if self.numerator and not int(self.numerator) <= min(self.denominators, default=-1):
            told = f"{self.numerator!r} of {self.denominator!r}"
            return "numerator", f"{told} is no count of children"
        if "/" in self.value and self.value != f"{self.numerator}/{self.denominator}":
            return "value", f"{self.value!r} is not {self.numerator}/{self.denominator}"
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
    by_rule : dict of str to tuple of (int, int)
        Each rounding rule under which a count fits, with the counts that it leaves.
    counts : tuple of (int, int)
        Children with the problem, of how many: what the first fitting rule leaves (every one, where
        the denominator itself is open), or the printed count where no rule fits.
    """

    grade: str
    by_rule: dict[str, tuple[tuple[int, int], ...]]
    counts: tuple[tuple[int, int], ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rounding rules under which a count fits."""
        return tuple(self.by_rule)

    @property
    def count(self) -> tuple[int, int] | None:
        """The one count that is left; None if there are several or none."""
        return self.counts[0] if len(self.counts) == 1 else None

    @property
    def told(self) -> str:
        """The grade with the rules that make it so.

        >>> Audit("only under a named rule", {"truncate": ((16, 24),)}, ()).told
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
    ['66%', '3/4']
    """
    return read_register(path or LITERATURE / "outcome_rates.csv", Rate)


@lru_cache(maxsize=256)
def audit(rate: Rate) -> Audit:
    """Every count that prints the row's percentage, under each rounding rule.

    Where no denominator is printed, every one up to the children enrolled is in question. Not
    audited are words and bounds ("about one third", "<10%"), counts without a percentage, a
    percentage of nobody knows how many, and one that was divided here: it would check itself.

    Examples
    --------
    >>> by_id = {rate.id: rate for rate in outcome_rates()}
    >>> audit(by_id["R01"])
    Audit(grade='only under a named rule', by_rule={'truncate': ((16, 24),)}, counts=((16, 24),))
    >>> audit(by_id["R11"]).grade, audit(by_id["R07"]).grade
    ('no count fits', 'not audited')
    """
    k = int(rate.numerator) if rate.numerator else None
    sizes = rate.denominators or range(1, int(rate.enrolled or 0) + 1)

    def with_problem(found: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Counts of children with the problem, from those that are printed."""
        without = rate.counted == "without"
        return tuple((size - count if without else count, size) for count, size in found)

    stated = with_problem((k, size) for size in rate.denominators) if k is not None else ()
    percentage = re.fullmatch(PERCENTAGE, rate.value)
    if not percentage or not sizes or "value" in rate.computed:
        return Audit(GRADES[3], {}, stated)
    by_rule = {}
    for rule in RULES:
        found = counts.of_share(counts.read_percent(rate.value, rule), sizes)
        fits = [pair for pair in found if k in (None, pair[0]) or "numerator" in rate.computed]
        if fits:
            by_rule[rule] = with_problem(fits)
    if not by_rule:
        return Audit(GRADES[2], {}, stated)
    first, *others = by_rule.values()
    every = dict.fromkeys(pair for left in (first, *others) for pair in left)
    grade = GRADES[0] if "half-up" in by_rule else GRADES[1]
    return Audit(grade, by_rule, tuple(every) if len(rate.denominators) > 1 else first)


def under_one_rule(rates: Iterable[Rate], source: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """The counts of a source's percentages under the first rule that fits all of them.

    Examples
    --------
    Of the closest cohort, the children with hemiplegia among those whose tract was damaged and
    those whose tract was spared are together those of all:

    >>> found = under_one_rule(outcome_rates(), "Husson 2010, Pediatrics 126:912")
    >>> found
    {'R01': ((16, 24),), 'R02': ((19, 73),), 'R03': ((3, 56),), 'R04': ((6, 50),)}
    >>> found["R01"][0][0] + found["R03"][0][0] == found["R02"][0][0]
    True
    """
    mine = [r for r in rates if r.source == source and audit(r).grade != GRADES[3]]
    for rule in RULES:
        if mine and all(rule in audit(rate).by_rule for rate in mine):
            return {rate.id: audit(rate).by_rule[rule] for rate in mine}
    return {}


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
    required, same_tract, tract, same_age, other_age, delayed, other, news = COMPARABILITY
    special = {"news": news, "delayed": delayed}
    if rate.selection in special:
        return special[rate.selection]
    if rate.tract == "required":
        return required
    age = float(rate.age_years) if rate.age_years else None
    of_age = age is not None and SAME_AGE[0] <= age <= SAME_AGE[1]
    newborns = rate.selection == "neonatal"
    if rate.tract == "all":
        return same_tract if newborns and of_age else tract
    if not newborns or rate.tract == "none":
        return other
    return same_age if of_age else other_age


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
