"""Sheets of others' checks, filled in where numbers decide; never an overall judgement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

PERSON = "needs a person"
NUMBERS = "4.6"
GRANULAR = "4.8"
TESTED = "4.9"
# INSPECT-SR, domain 4 (Wilkinson and others, doi 10.1101/2025.09.03.25334905), in our own words.
CHECKS = {
    "4.1": "data and who was eligible",
    "4.2": "results of the study, second check",
    "4.3": "results of the study, third check",
    "4.4": "results of the study, fourth check",
    "4.5": "results of the study, fifth check",
    NUMBERS: "numbers of participants",
    "4.7": "results of the study, seventh check",
    GRANULAR: "means and SDs of whole numbers",
    TESTED: "results of statistical tests",
    "4.10": "results of the study, tenth check",
    "4.11": "results of the study, eleventh check",
}


def inspect_sr(report: Mapping[str, Any], items: Mapping[str, Any]) -> list[dict[str, str]]:
    """Domain 4 of INSPECT-SR: what the numbers say, and what needs a person.

    Parameters
    ----------
    report : dict
        Of `printed.questions.check.check`.
    items : mapping
        The items of the problem by name.

    Returns
    -------
    list of dict
        ``check``, ``about``, ``finding``.
    """
    rows = report["rows"]
    conflicts = [fact for one in report["conflicts"] for fact in one["facts"]]
    related = [item for item in items.values() if item.kind == "relation"]
    samples = {name for name, item in items.items() if item.kind == "sample" and _granular(item)}
    sums = [
        fact for fact in conflicts if items.get(fact.split(".")[0]) in related
    ]
    counts = [row for row in rows if row["quantity"] == "percent"]
    tests = [row for row in rows if row["quantity"] not in ("percent",) and _judged(row)]
    impossible = sorted({fact.split(".")[0] for fact in conflicts} & samples)
    found = {
        NUMBERS: _said(
            [row for row in counts if _judged(row)], "share of a printed count",
            [f"no counts satisfy {fact}" for fact in sums], bool(related),
        ),
        GRANULAR: (
            f"no such sample: {', '.join(impossible)}" if impossible
            else f"possible: {', '.join(sorted(samples))}" if samples else PERSON
        ),
        TESTED: _said(tests, "result", [], False),
    }  # fmt: skip
    return [
        {"check": check, "about": about, "finding": found.get(check, PERSON)}
        for check, about in CHECKS.items()
    ]


def _granular(item: Any) -> bool:
    return bool({"step", "items"} & dict(item.stated).keys())


def _judged(row: Mapping[str, Any]) -> bool:
    return row["verdict"] in ("fits", "does_not_fit", "contradicts")


def _said(
    rows: Sequence[Mapping[str, Any]], what: str, more: Sequence[str], related: bool
) -> str:
    """How many fit, and which do not."""
    if not rows and not related:
        return PERSON
    wrong = [f"{row['item']} {row['quantity']}" for row in rows if row["verdict"] != "fits"]
    parts = [f"{len(rows) - len(wrong)} of {len(rows)} fit ({what})"] if rows else []
    if wrong:
        parts.append(f"not by what was tried: {', '.join(wrong)}")
    parts += more
    if related and not more:
        parts.append("the stated sums can hold")
    return "; ".join(parts)


SHEETS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], list[dict[str, str]]]] = {
    "inspect-sr": inspect_sr,
}
