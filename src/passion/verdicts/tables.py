"""Verdicts on the comparisons of two percentages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from passion.claims import Claim, conventions
from passion.evidence import (
    CompatibleSet,
    Evidence,
    Reading,
    alternatives,
    headline,
    registry_count,
    treated_count,
)
from passion.records import COHORTS
from passion.verdicts.model import Recomputed, Verdict
from printed.fit.matching import UNCONDITIONAL_SIZE
from printed.stats.tables import MOST_EXACT, UNCONDITIONAL

DIGITS_BEYOND = 3  # a recomputed P value is shown with so many more decimals than printed
TARGETS = {
    "treated": "treated children with the sign, of those scanned",
    "registry": "registry children with the sign, of those scanned",
    "both": "unrounded P value",
}


@dataclass(frozen=True)
class Judged:
    """A target under one reading."""

    values: CompatibleSet
    verdict: str


def judge(evidence: Evidence, claim: Claim, others: bool = True) -> Verdict:
    """The verdict on a percentage or a P value of the register's tables.

    ``others``: whether to say what it is under each other convention.
    """
    conflicts = _conflicts(evidence)
    if claim.id in conflicts:
        judged, recomputed = None, Recomputed("no table found")
    else:
        judged = under(evidence, claim, headline(), conflicts)
        recomputed = describe(claim, judged.values)
    rows = (
        {name: _row(evidence, claim, reading) for _, name, reading in named_alternatives()}
        if others
        else {}
    )
    return Verdict(
        claim.id,
        claim.page,
        claim.statement,
        claim.printed,
        TARGETS[claim.group],
        recomputed,
        "impossible" if judged is None else judged.verdict,
        by_convention=rows,
        datasets=0 if judged is None else judged.values.size,
        conflict=conflicts.get(claim.id, ()),
        assumptions=_assumptions(evidence),
        reproduced_under=tuple(
            name for name, row in rows.items() if row["verdict"] == "reproduced"
        ),
    )


@lru_cache(maxsize=1)
def named_alternatives() -> tuple[tuple[str, str, Reading], ...]:
    """The alternatives, each with a name that says which rule was changed."""
    kinds = {"test": "{}", "rounding": "{} (percentage)", "p_rule": "{} (P value)"}
    return tuple((kind, kinds[kind].format(name), r) for kind, name, r in alternatives())


def under(
    evidence: Evidence, claim: Claim, reading: Reading, left_out: Iterable[str] = ()
) -> Judged:
    """The claim's target under one reading, all other rows taken together."""
    solutions = evidence.solutions(reading, frozenset(left_out))
    found = [pair for one in solutions for pair in one.tables.get(claim.comparison, ())]
    values: CompatibleSet
    if claim.kind == "p_value":
        values = CompatibleSet(p for _, p in found)
    else:
        count = treated_count if claim.group == "treated" else registry_count
        values = CompatibleSet(count(table) for table, _ in found)
    if evidence.records is not None:
        return Judged(values, "reproduced" if _prints(claim, values, reading) else "differs")
    return Judged(values, "impossible" if not values else verdict_of(values))


def verdict_of(values: CompatibleSet) -> str:
    """``determined`` for one value, ``compatible`` for several or a continuum."""
    return "determined" if values.determined else "compatible"


def describe(claim: Claim, values: CompatibleSet) -> Recomputed:
    """The values in words, and their range as shares or P values."""
    if not values:
        return Recomputed("no table found")
    if claim.kind == "p_value":
        span = values.range()
        decimals = claim.interval().decimals + DIGITS_BEYOND
        return Recomputed(span.text(decimals), float(span.low), float(span.high))
    if not all(count.n for count in values):
        return Recomputed(values.describe())  # a share of no children is no number
    shares = values.map(lambda count: count.share).range()
    return Recomputed(values.describe(), float(shares.low), float(shares.high))


def _prints(claim: Claim, values: CompatibleSet, reading: Reading) -> bool:
    rules = (reading.convention.rounding, reading.convention.p_rule)
    shown = claim.interval(*rules)
    if not all(claim.kind == "p_value" or count.n for count in values):
        return False  # nobody was assessed
    scale = 1 if claim.kind == "p_value" else 100
    wanted = values if claim.kind == "p_value" else values.map(lambda count: count.share)
    return all(value == value and shown.contains(value * scale) for value in wanted)


def _row(evidence: Evidence, claim: Claim, reading: Reading) -> Mapping[str, str]:
    """The verdict under another reading; records may hold too many children for some tests."""
    if evidence.records is not None and reading.convention.test in UNCONDITIONAL:
        children = sum(map(evidence.size, COHORTS))
        if children > UNCONDITIONAL_SIZE:
            reason = f"not tried with more than {UNCONDITIONAL_SIZE} children"
            return {"verdict": "not tried", "text": reason}
    judged = under(evidence, claim, reading)
    return {"verdict": judged.verdict, "text": describe(claim, judged.values).text}


@lru_cache(maxsize=64)
def _conflicts(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """Claims that no tables give together, each with its smallest contradicting set.

    What contradicts is set aside, and the rest is asked again: a mistake in one comparison
    does not turn another.
    """
    found: dict[str, tuple[str, ...]] = {}
    while not evidence.solutions(left_out=frozenset(found)):
        conflict = evidence.conflict(left_out=frozenset(found))
        found.update({claim: conflict for claim in conflict})
    return found


def _assumptions(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    if evidence.records is not None:
        test = headline().convention.test
        if sum(map(evidence.size, COHORTS)) > MOST_EXACT:
            test += f", in floating point: more than {MOST_EXACT} children"
        return (("test", test),)
    convention = headline().convention
    rows = [
        ("test", convention.test),
        ("rounding", convention.rounding),
        ("p_rule", convention.p_rule),
        ("registry denominators searched", f"1 to {evidence.register['n_registry'].printed}"),
    ]
    known = conventions()["assumptions"]
    # The rule's name stands above already; its words are for the page.
    words = ((name, one["value"]) for name, one in known.items() if name not in dict(rows))
    return (*rows, *words)
