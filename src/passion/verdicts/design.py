"""Verdicts on inputs: what nothing constrains, and what another source prints too."""

from __future__ import annotations

from passion.claims import Claim
from passion.evidence import Evidence
from passion.literature import agrees, bearing_on
from passion.records import Records
from passion.verdicts.model import Recomputed, Verdict

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V"}


def judge(evidence: Evidence, claim: Claim) -> Verdict:
    """The verdict on a size, a date, an age, a threshold or an identifier."""
    if evidence.records is not None:
        observed = _observed(evidence.records, claim)
        if observed is not None:
            word = "reproduced" if observed.lower() == claim.printed.lower() else "differs"
            if word == "differs" and claim.measure in OBSERVED:
                observed = OBSERVED[claim.measure]
            return _verdict(claim, word, Recomputed(observed))
    sources = bearing_on(claim)
    against = [fact for fact in sources if not agrees(claim, fact)]
    chosen = against or sources
    word = "contradicted" if against else "corroborated" if sources else "stated"
    text = "; ".join(f"{fact.value} ({fact.cited})" for fact in chosen) or claim.printed
    return _verdict(claim, word, Recomputed(text), "; ".join(fact.source for fact in chosen))


def _observed(records: Records, claim: Claim) -> str | None:
    """What the records print in this place; None where they cannot tell."""
    if claim.measure == "children":
        return str(records.size(claim.group))
    values = records.values(claim.measure, claim.group) if claim.measure in OBSERVED else []
    if not values:
        return None
    if claim.measure == "gmfcs":
        levels = sorted({int(value) for value in values})
        return " to ".join(ROMAN[level] for level in levels)
    return str(int(min(values) if claim.id.endswith("first") else max(values)))


# Measures of which the records tell whether the printed value is theirs, and what is said if it is
# not: their own would be one child's.
OBSERVED = {"birth_year": "another year", "gmfcs": "another level"}


def _verdict(claim: Claim, word: str, recomputed: Recomputed, reason: str = "") -> Verdict:
    return Verdict(
        claim.id,
        claim.page,
        claim.statement,
        claim.printed,
        "the printed value itself",
        recomputed,
        word,
        datasets=1,
        reason=reason,
    )
