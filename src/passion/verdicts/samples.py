"""Verdicts on means, standard deviations, medians, quartile distances and the rank-sum P."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from passion.claims import Claim, conventions
from passion.evidence import Evidence
from passion.records import FEWEST
from passion.verdicts.model import Recomputed, Verdict
from printed import notation
from printed.stats import ranks

# Above so many pairs of children the exact distribution of a rank sum, with ties, takes minutes.
MOST_EXACT_PAIRS = 5_000
ORDER = ("median", "iqr")  # statistics that may be a single child's value
TARGETS = {
    "mean": "mean of the unrounded values",
    "sd": "standard deviation of the unrounded values",
    "median": "median of the unrounded values",
    "iqr": "distance of the unrounded quartiles",
    "p_value": "unrounded P value",
}


def judge(evidence: Evidence, claim: Claim, others: bool = True) -> Verdict:
    """The verdict on one printed statistic of a measured quantity.

    ``others``: whether to say what it is under each other convention.
    """
    if evidence.records is not None:
        return _from_records(evidence, claim, others)
    span = claim.interval()
    low, high = span.lower, span.upper
    assert low is not None and high is not None  # the register prints no one-sided number here
    decimals = span.decimals + 1
    text = f"between {notation.text(low, decimals)} and {notation.text(high, decimals)}"
    word, by_convention = "compatible", {}
    conflict: tuple[str, ...] = ()
    if claim.kind == "p_value":
        names = (_headline(), *(_alternatives() if others else ()))
        fits = {name: _sizes(evidence, claim, name) for name in names}
        by_convention = {
            name: {
                "verdict": "compatible" if sizes else "impossible",
                "text": f"registry group of {_span(sizes)}" if sizes else "no rank sum found",
            }
            for name, sizes in fits.items()
            if name != _headline()
        }
        if not fits[_headline()]:
            word, text = "impossible", "no rank sum found"
            family = evidence.register.comparison(claim.comparison)
            conflict = tuple(other.id for other in family if other.kind in TARGETS)
    return Verdict(
        claim.id,
        claim.page,
        claim.statement,
        claim.printed,
        TARGETS[claim.kind],
        Recomputed(text, float(low), float(high)),
        word,
        by_convention=by_convention,
        conflict=conflict,
        assumptions=_assumptions(claim),
    )


def _sizes(evidence: Evidence, claim: Claim, method: str) -> list[int]:
    """Sizes of the registry group for which some rank sum prints this P with the medians."""
    return sorted({row["n2"] for row in evidence.rank_sums(claim.comparison, method)})


def _from_records(evidence: Evidence, claim: Claim, others: bool) -> Verdict:
    assert evidence.records is not None
    values = {
        group: evidence.records.values(claim.measure, group)
        for group in (("treated", "registry") if claim.group == "both" else (claim.group,))
    }
    enough = all(len(found) >= FEWEST for found in values.values())
    many = claim.kind == "p_value" and prod(map(len, values.values())) > MOST_EXACT_PAIRS
    names = [name for name in _names(claim) if not (many and name == _headline())]
    shown = (
        {
            name: _statistic(evidence, claim, values, name)
            for name in (names if others else names[:1])
        }
        if enough
        else {}
    )
    span = claim.interval()
    fits = {name: span.contains(value) for name, value in shown.items()}
    first = next(iter(shown), None)
    text = _shown(shown[first], span) if first is not None else f"fewer than {FEWEST} children"
    at = None if first is None else float(shown[first])
    if claim.kind in ORDER and at is not None:
        at = float(text)
    return Verdict(
        claim.id,
        claim.page,
        claim.statement,
        claim.printed,
        TARGETS[claim.kind],
        Recomputed(text, at, at),
        "reproduced" if first is not None and fits[first] else "differs",
        by_convention={
            name: {
                "verdict": "reproduced" if fits[name] else "differs",
                "text": _shown(value, span),
            }
            for name, value in shown.items()
            if name != first
        },
        datasets=1,
        reproduced_under=tuple(name for name, fit in fits.items() if fit and name != first),
        assumptions=_of_many(first) if many else _of_records(claim, first),
    )


def _shown(value: Fraction | float, span: notation.Printed) -> str:
    """A statistic with one more decimal than the paper prints.

    A median may be one child's score: no more of it is shown, here or as a number.
    """
    return notation.text(value, span.decimals + 1)


def _statistic(
    evidence: Evidence, claim: Claim, values: dict[str, list[float]], name: str
) -> Fraction | float:
    """The statistic of the unrounded values under one convention."""
    assert evidence.records is not None
    if claim.kind == "p_value":
        return ranks.ranksum_p(values["treated"], values["registry"], name)
    found = evidence.records.statistic(claim.measure, claim.group, claim.kind, name)
    assert found is not None  # asked of two children or more
    return found


def _names(claim: Claim) -> tuple[str, ...]:
    """The conventions of a statistic, the headline first."""
    if claim.kind == "p_value":
        return (_headline(), *_alternatives())
    if claim.kind == "sd":
        return ("1", "0")
    if claim.kind == "iqr":
        return ("type-7", *(f"type-{i}" for i in range(1, 10) if i != 7), "tukey")
    return ("",)


def _headline() -> str:
    return conventions()["ranksum"]["headline"]["test"]


def _alternatives() -> tuple[str, ...]:
    return tuple(conventions()["ranksum"]["alternatives"]["test"])


def _span(sizes: list[int]) -> str:
    return str(sizes[0]) if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"


def _of_many(name: str | None) -> tuple[tuple[str, str], ...]:
    reason = f"rank sum, {name}, in place of {_headline()}: more than {MOST_EXACT_PAIRS} pairs"
    return (("test", reason), ("rounding", "half-up"))


def _of_records(claim: Claim, name: str | None) -> tuple[tuple[str, str], ...]:
    """What a statistic of records rests on: scores may be tied, and one quartile rule was used."""
    if claim.kind == "p_value":
        return (("test", f"rank sum, {name}"), ("rounding", "half-up"))
    if claim.kind == "iqr":
        return (("quartiles", f"{name}"), ("rounding", "half-up"))
    return _assumptions(claim)


def _assumptions(claim: Claim) -> tuple[tuple[str, str], ...]:
    if claim.kind == "p_value":
        return (("test", f"rank sum, {_headline()}"), ("ties", "none"), ("rounding", "half-up"))
    names = {"sd": ("divisor", "n - 1"), "iqr": ("quartiles", "any rule")}
    extra = (names[claim.kind],) if claim.kind in names else ()
    return (*extra, ("rounding", "half-up"))
