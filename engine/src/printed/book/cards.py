"""Every claim as the card that a reader opens, and every reading that the book can be turned to.

One JSON object holds all of it; the script of the pages draws from it and makes no number of its
own. `bar` is the list of readings as a page carries it, there without scripts too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from printed import notation
from printed.book.marks import OF_A_READING, VERDICTS, word
from printed.book.typography import inline, typeset, typeset_printed
from printed.errors import InputError
from printed.left import Left
from printed.questions.claims import fingerprint
from printed.readings import Conventions, Reading, resting
from printed.register import Claim
from printed.sets import Count
from printed.verdicts import MEANINGS, Verdict, Verdicts

DRAWN = 60  # more subjects than these are not drawn one by one
ROWS = 4  # and no more sets of them
HEADLINE = "headline reading"
# Where a page lies: its title and its address within the book, if the book has it.
Place = Callable[[str], tuple[str, str] | None]


def cards(verdicts: Verdicts, place: Place = lambda page: None) -> dict[str, Any]:
    """All that cards and readings show, ready for JSON.

    Parameters
    ----------
    verdicts : Verdicts
    place : callable
        Gives the title and the address of a claim's page.

    Returns
    -------
    dict
        ``marks`` (verdict -> word, sign, tone), ``headline``, ``readings`` and ``claims``.
    """
    return {
        "version": "1",
        "marks": {
            name: [one.word, one.sign, one.tone] for name, one in (VERDICTS | OF_A_READING).items()
        },
        "headline": HEADLINE,
        "readings": readings(verdicts),
        "claims": {name: card(verdicts, name, place) for name in verdicts},
    }


def readings(verdicts: Verdicts) -> list[dict[str, Any]]:
    """Every other reading: its name, what it is, whether all numbers fit, how many change."""
    known = verdicts.register.conventions
    found = []
    # With records in place there is one set of data, and nothing to be left open.
    for reading in verdicts.readings if verdicts.records is None else ():
        rows = [
            (verdict, verdict.by_convention[reading.name])
            for verdict in verdicts.values()
            if reading.name in verdict.by_convention
        ]
        alike = sum(row["text"] == verdict.recomputed.text for verdict, row in rows)
        found.append(
            {
                "name": reading.name,
                "title": typeset(known.title(reading)),
                "told": typeset(told(known, reading)),
                "fits": all(row["verdict"] != "none" for _, row in rows),
                "changes": len(rows) - alike,
            }
        )
    return found


def told(known: Conventions, reading: Reading) -> str:
    """A reading in words, after its name."""
    if reading.dropped:
        return f"without taking for granted that {known.condition(reading)}"
    section, rule, name = reading.changed
    return known.alternatives[section][rule][name]


def card(verdicts: Verdicts, claim_id: str, place: Place) -> dict[str, Any]:
    """One claim's card."""
    verdict, claim = verdicts[claim_id], verdicts.register[claim_id]
    others: dict[tuple[str, str], list[str]] = {}
    for name, row in verdict.by_convention.items():
        others.setdefault((row["verdict"], typeset(row["text"])), []).append(name)
    named = {reading.name: reading for reading in verdicts.readings}
    source = ", ".join(part for part in (claim.source, claim.locator) if part)
    return {
        "printed": typeset_printed(verdict.printed),
        "raw": verdict.printed,
        "statement": typeset(verdict.statement),
        "verdict": verdict.verdict,
        "word": word(verdict.verdict, verdict.condition),
        "text": typeset(verdict.recomputed.text),
        "draw": drawn(verdicts, claim, verdicts.headline),
        "why": [typeset(line) for line in why(verdicts, claim, verdict)],
        "rests": [typeset(resting(*row)) for row in verdict.assumptions],
        "others": [
            [*outcome, names, drawn(verdicts, claim, named[names[0]])]
            for outcome, names in others.items()
        ],
        "page": list(place(claim.page) or ()),
        "source": source,
        "fingerprint": fingerprint(verdict),
    }


def why(verdicts: Verdicts, claim: Claim, verdict: Verdict) -> list[str]:
    """Three lines at most: what is asked, what it is read with, what the verdict means."""
    lines = []
    if claim.kind == "inference" and verdict.reason:
        lines.append(f"Looked for: {verdict.reason}.")
    elif verdict.by_convention and verdict.target:
        lines.append(f"Looked for: {verdict.target}.")
    tied = verdicts.tied(claim) if verdict.could_fail else ()
    if verdict.conflict or tied:
        which = "Not together" if verdict.conflict else "Read together with"
        if len(verdict.conflict) == 1:
            which = "Fits nothing by itself"
        listed = [verdicts.register[name].printed for name in verdict.conflict or tied]
        lines.append(f"{which}: {', '.join(dict.fromkeys(listed))}.")
    elif verdict.reason:
        lines.append(f"Printed there: {verdict.reason}.")
    elif claim.kind != "inference":
        lines.append("No other printed number constrains it.")
    meaning = MEANINGS[verdict.verdict]
    return [*lines, f"{meaning[0].upper()}{meaning[1:]}."]


def drawn(verdicts: Verdicts, claim: Claim, reading: Reading) -> dict[str, Any] | None:
    """What a reading leaves, for drawing: subjects one by one, or a stretch of what is allowed."""
    if claim.kind == "inference" or verdicts.records is not None:
        return None
    left = verdicts.left(claim, reading)
    if not isinstance(left, Left) or left.size == 0:
        return None
    key = left.key if isinstance(left.key, tuple) else ()
    if key and all(isinstance(one, Count) and one.n <= DRAWN for one in key):
        return {"of": [list(one) for one in key[:ROWS]], "more": max(0, len(key) - ROWS)}
    low, high = left.recomputed.minimum, left.recomputed.maximum
    try:
        allowed = claim.interval()
    except InputError:
        return None
    if low is None or high is None or allowed.lower is None or allowed.upper is None:
        return None
    # The print of several numbers at once allows no one stretch.
    if not float(allowed.lower) <= low <= high <= float(allowed.upper) != float(allowed.lower):
        return None
    ends = [notation.text(end, allowed.decimals + 1) for end in (allowed.lower, allowed.upper)]
    width = float(allowed.upper - allowed.lower)
    at = [round((float(end) - float(allowed.lower)) / width, 4) for end in (low, high)]
    return {"ends": [typeset(end) for end in ends], "at": at}


def shown(verdict: Verdict, reading: str = "") -> tuple[str, str, str]:
    """What a badge says under a reading: verdict, its words, what is recomputed.

    Examples
    --------
    >>> from printed.register import parse
    >>> from printed.verdicts import judge
    >>> text = b"id,statement,group,measure,kind,printed\\n"
    >>> text += b"n,Treated,arm,size,count,10\\ncp,Had palsy,arm,palsy,percent,20%\\n"
    >>> shown(judge(parse(text))["cp"])
    ('compatible', 'compatible', '1 of 5 or 2 of 10')
    """
    row = verdict.by_convention.get(reading)
    if row is None:
        said = word(verdict.verdict, verdict.condition)
        return verdict.verdict, said, typeset(verdict.recomputed.text)
    return row["verdict"], word(row["verdict"]), typeset(row["text"])


def bar(found: Mapping[str, Any]) -> str:
    """The readings as a page carries them: those that fit, then those that were not used.

    Parameters
    ----------
    found : mapping
        Of `cards`.
    """
    fit = [one for one in found["readings"] if one["fits"]]
    unfit = [one for one in found["readings"] if not one["fits"]]
    if not found["readings"]:
        return ""
    parts = (
        (f"Other readings that fit: {len(fit)}", fit),
        (f"Readings that do not: {len(unfit)}", unfit),
    )
    lists = (
        f'<details class="readings__list"><summary>{title}</summary><ul>'
        f"{''.join(map(_item, listed))}</ul></details>"
        for title, listed in parts
        if listed
    )
    return (
        '<section class="readings" aria-labelledby="readings-title">'
        '<p id="readings-title" class="readings__title">Marked numbers: '
        f"{found['headline']}.</p>{''.join(lists)}</section>"
    )


def _item(one: Mapping[str, Any]) -> str:
    name = inline(one["title"])
    changes = one["changes"]
    many = "the same numbers"
    if changes:
        many = f"{changes} {'number changes' if changes == 1 else 'numbers change'}"
    return (
        f'<li data-reading="{escape(one["name"])}"><b>{name}</b> '
        f"<span>{inline(one['told'])}</span> <small>{many}</small></li>"
    )
