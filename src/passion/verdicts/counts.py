"""Verdicts on counts and shares of one group."""

from __future__ import annotations

from passion.claims import Claim, conventions
from passion.evidence import CompatibleSet, Count, Evidence
from passion.verdicts.model import Recomputed, Verdict
from passion.verdicts.tables import describe, verdict_of
from printed import notation


def judge(evidence: Evidence, claim: Claim) -> Verdict:
    """The verdict on a number-word, a percentage, or a range over several measures."""
    if claim.kind == "range":
        return _range(evidence, claim)
    values = evidence.count(claim.id)
    family = evidence.register.comparison(claim.comparison) if claim.comparison else ()
    alone = sum(other.measure == claim.measure for other in family) < 2
    conflict: tuple[str, ...] = ()
    if evidence.records is not None:
        word = "reproduced" if _prints(claim, values.only()) else "differs"
        if claim.group == "treated_cp" and word == "differs":
            # Of these few children a count would tell what each of them had.
            other = Recomputed(f"another number of {values.only().n}")
            return _verdict(evidence, claim, word, other, 1, from_records=True)
    elif not values:
        word, conflict = "impossible", tuple(other.id for other in family)
    else:
        # A count of a group whose size is assumed is an input, not a result.
        word = "stated" if alone else verdict_of(values)
    from_records = evidence.records is not None
    shown = describe(claim, values)
    return _verdict(evidence, claim, word, shown, values.size, conflict, from_records=from_records)


def _range(evidence: Evidence, claim: Claim) -> Verdict:
    values: CompatibleSet[tuple[Count, ...]] = evidence.domains(claim.id)
    lowest, highest = values.map(min), values.map(max)
    if evidence.records is not None:
        shown = [notation.percent(found.only().share) for found in (lowest, highest)]
        wanted = [notation.percent(part.value / 100) for part in claim.interval().parts]
        word = "reproduced" if shown == wanted else "differs"
        shares = Recomputed(" to ".join(shown))
        return _verdict(evidence, claim, word, shares, 1, from_records=True)
    if not values:
        nothing = Recomputed("no counts found")
        return _verdict(evidence, claim, "impossible", nothing, 0, (claim.id,))
    shares = Recomputed(
        f"{lowest.describe()} to {highest.describe()}, {values.size} assignments",
        float(lowest.range().low.share),
        float(highest.range().high.share),
    )
    return _verdict(evidence, claim, verdict_of(values), shares, values.size)


def _prints(claim: Claim, count: Count) -> bool:
    if claim.kind == "percent":
        return claim.interval().contains(count.share * 100)
    return count.k == claim.number()


def _verdict(
    evidence: Evidence,
    claim: Claim,
    word: str,
    recomputed: Recomputed,
    datasets: int | None,
    conflict: tuple[str, ...] = (),
    *,
    from_records: bool = False,
) -> Verdict:
    known = conventions()["outcomes"]["assessed"]["value"].format(
        treated=evidence.register["n_treated"].printed, age=claim.timepoint
    )
    return Verdict(
        claim.id,
        claim.page,
        claim.statement,
        claim.printed,
        "children of the group",
        recomputed,
        word,
        datasets=datasets,
        conflict=conflict,
        # Records say who was assessed.
        assumptions=() if from_records else (("assessed", known),),
    )
