"""Tables that the register and the verdicts fill: the check and the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from passion.display.badges import (
    address,
    glue_badges,
    has_page,
    judged,
    render,
    sign,
    verdict_of,
)
from passion.display.style import VERDICTS
from passion.paths import NOTEBOOKS
from printed.book.objects import Html
from printed.book.tables import Grid, table
from printed.book.typography import inline, typeset
from printed.errors import InputError
from printed.readings import resting
from printed.register import WORDS
from printed.verdicts import FAILING

# The groups of the register, as a reader calls them.
GROUPS = {"treated_cp": "treated, with cerebral palsy", "both": "treated and registry"}


def check(
    page: str, *, caption: str = "", notes: tuple[str, ...] = (), rests: bool = True
) -> Html:
    """The check table of a page: printed, recomputed, verdict, one row a claim.

    Also glues ``claim_<id>`` for each claim, so that prose pages can carry its badge.

    Parameters
    ----------
    page : str
        A page of the register.
    caption : str, optional
        In place of the usual one.
    notes : tuple of str
        Below the table.
    rests : bool
        Whether each row says what it rests on: not where the page has told it.

    Returns
    -------
    Html
        Each row has the id ``check-<claim>``.
    """
    verdicts = judged().page(page)
    if not verdicts:
        raise InputError(f"the register has no claim of page {page!r}")
    glue_badges(verdict.claim for verdict in verdicts)
    return _check(verdicts, caption, notes, rests)


def check_claims(
    claim_ids: Sequence[str], *, caption: str = "", notes: tuple[str, ...] = ()
) -> Html:
    """The claims on which a page beyond the paper rests, those together that share a verdict.

    What each is recomputed to stands in the check of its own page, which is linked, and in the CSV.
    Nothing is glued: each badge has its home on the page that checks its claim. Where a claim meets
    a contradiction, every claim has its row.

    Parameters
    ----------
    claim_ids : sequence of str
        In the order to be shown.
    caption : str, optional
        In place of the usual one.
    notes : tuple of str
        Below the table.

    Returns
    -------
    Html
    """
    if not claim_ids:
        raise InputError("a check needs at least one claim")
    verdicts = [verdict_of(name) for name in claim_ids]
    if any(verdict.conflict for verdict in verdicts):
        return _check(verdicts, caption, notes)
    said = conditions(verdicts)
    together: dict[tuple[str, str, str], list[Any]] = {}
    for verdict in verdicts:
        key = (verdict.page, verdict.verdict, getattr(verdict, "condition", None) or "")
        together.setdefault(key, []).append(verdict)
    rows = tuple(
        (_page_link(alike[0]), _verdict(alike[0], said), joined([render(v) for v in alike]))
        for alike in together.values()
    )
    return table(
        Grid(("Checked on", "Verdict", "Printed"), rows),
        id="check",
        caption=(caption or "Numbers on which this page rests.") + _explained(said),
        notes=notes,
        stack=True,
    )


def joined(shown: Sequence[Html]) -> Html:
    """Several badges in one cell.

    >>> joined([Html("<b>81%</b>", "81%"), Html("<b>61%</b>", "61%")])
    81%, 61%
    """
    return Html(*(", ".join(getattr(one, part) for one in shown) for part in ("html", "plain")))


def _check(
    verdicts: Sequence[Any], caption: str, notes: tuple[str, ...], rests: bool = True
) -> Html:
    heads = ("Claim", "Printed", "Recomputed", "Verdict", "Rests on")
    # A contradiction is never left out.
    shown = heads if rests or any(v.conflict for v in verdicts) else heads[:-1]
    said = conditions(verdicts)
    rows = tuple(
        (
            verdict.statement,
            render(verdict),
            verdict.recomputed.text,
            _verdict(verdict, said),
            rests_on(verdict),
        )[: len(shown)]
        for verdict in verdicts
    )
    grid = Grid(
        shown,
        rows,
        tuple({"id": f"check-{verdict.claim}"} for verdict in verdicts),
    )
    told = caption or could_fail(verdicts)
    return table(grid, id="check", caption=told + _explained(said), notes=notes, stack=True)


def conditions(verdicts: Sequence[Any]) -> dict[str, str]:
    """A letter for each condition that verdicts rest on, so that a table says it once.

    Examples
    --------
    >>> from types import SimpleNamespace as V
    >>> one = V(verdict="determined_if", condition="the test was Fisher's")
    >>> conditions([one, V(verdict="stated", condition=None), one])
    {"the test was Fisher's": 'a'}
    """
    held = dict.fromkeys(v.condition for v in verdicts if getattr(v, "condition", None))
    return dict(zip(held, "abcdefghijklmnopqrstuvwxyz", strict=False))


def _verdict(verdict: Any, said: Mapping[str, str]) -> Html:
    """A verdict as a cell: its condition by its letter."""
    letter = said.get(getattr(verdict, "condition", None) or "")
    return sign(verdict.verdict, f"{VERDICTS[verdict.verdict].word} ({letter})" if letter else "")


def _explained(said: Mapping[str, str]) -> str:
    """What each letter stands for."""
    return "".join(f" ({letter}): {condition}." for condition, letter in said.items())


def checked(which: str | Sequence[str]) -> dict[str, int]:
    """Of a page, or of these claims: how many there are, fit and could have failed.

    >>> checked("02_flow")
    {'n_claims': 3, 'n_fit': 3, 'n_could': 2}
    """
    verdicts = judged().page(which) if isinstance(which, str) else [*map(verdict_of, which)]
    return {
        "n_claims": len(verdicts),
        "n_fit": sum(verdict.verdict not in FAILING for verdict in verdicts),
        "n_could": sum(verdict.could_fail for verdict in verdicts),
    }


def failing_by(verdict: Any) -> str:
    """By what a row could have failed: not all ways are as severe as arithmetic.

    Nearly any number passes where several fit, and another document of the same team is no other
    observer.

    Examples
    --------
    >>> from types import SimpleNamespace as V
    >>> failing_by(V(verdict="compatible", could_fail=True))
    'by leaving a range'
    >>> failing_by(V(verdict="determined_if", could_fail=True))
    'by leaving one value'
    """
    if not verdict.could_fail:
        return "could not"
    word = verdict.verdict.removesuffix("_if")
    others = {
        "corroborated": "by another document", "contradicted": "by another document",
        "compatible": "by leaving a range", "supported": "as a conclusion",
        "unsupported": "as a conclusion", "undecided": "as a conclusion",
    }  # fmt: skip
    return others.get(word, "by leaving one value")


def could_fail(verdicts: Sequence[Any]) -> str:
    """How many rows could have failed, and how many another reading would change.

    Examples
    --------
    >>> from types import SimpleNamespace as V
    >>> other = {"pearson": {"verdict": "none", "text": "nothing found"}}
    >>> one = V(could_fail=True, by_convention=other, recomputed=V(text="29 of 36"))
    >>> could_fail([one, V(could_fail=False, by_convention={}, recomputed=V(text="10"))])
    '1 could have failed; other readings leave another number in 0, nothing in 1.'
    """
    found = [other_readings(verdict) for verdict in verdicts]
    another, nothing = (sum(each[place] > 0 for each in found) for place in (0, 1))
    return (
        f"{sum(verdict.could_fail for verdict in verdicts)} could have failed; other readings "
        f"leave another number in {another}, nothing in {nothing}."
    )


def other_readings(verdict: Any) -> tuple[int, int, int]:
    """Under how many other readings another number is left, or nothing, of how many."""
    others = list(verdict.by_convention.values())
    nothing = sum(each["verdict"] == "none" for each in others)
    same = sum(each["text"] == verdict.recomputed.text for each in others)
    return len(others) - nothing - same, nothing, len(others)


def _others(verdict: Any) -> str | None:
    """The same as a cell."""
    another, nothing, every = other_readings(verdict)
    if not every:
        return None
    parts = [f"{another} another"] * bool(another) + [f"{nothing} none"] * bool(nothing)
    return f"of {every}: {', '.join(parts)}" if parts else f"all {every} the same"


def rests_on(verdict: Any) -> Html | None:
    """Why a verdict is what it is: the rows that contradict, the assumptions, other conventions.

    What is long is folded; a contradiction never is.
    """
    parts, plain = [], []
    if verdict.conflict:
        links = ", ".join(
            f'<a href="{escape(address(claim, "", "ledger"))}">{escape(claim)}</a>'
            for claim in verdict.conflict
        )
        parts.append(f"<p>no data give these together under the listed rules: {links}</p>")
        plain.append(f"not together: {', '.join(verdict.conflict)}")
    if verdict.reason:
        parts.append(f"<p>{inline(verdict.reason)}</p>")
        plain.append(verdict.reason)
    if verdict.assumptions:
        held = [resting(*row) for row in verdict.assumptions]
        parts.append(_fold(_counted(len(held), "assumption"), held))
        plain += held
    if verdict.by_convention:
        said = by_outcome(verdict.by_convention, judged().register.conventions.titles())
        parts.append(_fold(_counted(len(verdict.by_convention), "other convention"), said))
    return Html("".join(parts), "; ".join(plain)) if parts else None


def by_outcome(by_convention: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    """Other conventions as a reader calls them, those together that come to the same.

    Examples
    --------
    >>> found = {"verdict": "determined", "text": "29 of 36"}
    >>> none = {"verdict": "impossible", "text": "no table found"}
    >>> told = {"pearson": "Pearson", "yates": "Yates", "barnard": "Barnard"}
    >>> by_outcome({"pearson": found, "yates": none, "barnard": found}, told)
    ['29 of 36: Pearson; Barnard', 'no table found: Yates']
    """
    names: dict[str, list[str]] = {}
    for name, said in by_convention.items():
        names.setdefault(said["text"], []).append(titles[name])
    return [f"{text}: {'; '.join(group)}" for text, group in names.items()]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _fold(summary: str, lines: list[str]) -> str:
    items = "".join(f"<li>{inline(line)}</li>" for line in lines)
    return f"<details><summary>{summary}</summary><ul>{items}</ul></details>"


def count_verdicts(verdicts: Sequence[Any]) -> str:
    """How many claims have which verdict, in one sentence.

    Examples
    --------
    >>> from types import SimpleNamespace as V
    >>> count_verdicts([V(verdict="stated"), V(verdict="determined"), V(verdict="stated")])
    '3 claims: 1 determined, 2 stated.'
    """
    counts = {name: sum(v.verdict == name for v in verdicts) for name in VERDICTS}
    told = ", ".join(
        f"{number} {VERDICTS[name].word.replace(', if', ' if')}"
        for name, number in counts.items()
        if number
    )
    return f"{_counted(len(verdicts), 'claim')}: {told}."


# What is found out stands before what is given: the order in which the ledger is read.
WORTH = (
    "impossible", "differs", "contradicted", "other_reading", "unsupported", "unsupported_if",
    "determined_if", "determined", "supported_if", "supported", "undecided", "reproduced",
    "compatible", "corroborated", "stated",
)  # fmt: skip


def ledger(*, caption: str = "", notes: tuple[str, ...] = ()) -> Html:
    """Every claim of the register with its verdict, complete without scripts.

    What was found out comes first, what is merely given last. A script of the book
    (``book/_static/ledger.js``) lets it be sorted, filtered and searched. Glues ``claim_<id>`` for
    every claim, so that a prose page can carry any of them from here, whether or not the page that
    checks it is there yet.

    Parameters
    ----------
    caption : str, optional
        In place of the count of verdicts.
    notes : tuple of str
        Below the table.

    Returns
    -------
    Html
        Each row has the id ``claim-<id>``.
    """
    verdicts = sorted(judged().values(), key=lambda verdict: WORTH.index(verdict.verdict))
    glue_badges(judged())
    said = conditions(verdicts)
    rows = tuple(
        (
            _permalink(verdict),
            render(verdict, to="page"),
            verdict.recomputed.text,
            _verdict(verdict, said),
            _others(verdict),
            _page_link(verdict),
        )
        for verdict in verdicts
    )
    attributes = tuple(
        {
            "id": f"claim-{verdict.claim}",
            "data-row-verdict": verdict.verdict,
            "data-row-page": verdict.page,
            "data-row-value": value_of(verdict.printed),
        }
        for verdict in verdicts
    )
    columns = ("Claim", "Printed", "Recomputed", "Verdict", "Other readings", "Page")
    told = caption or f"{count_verdicts(verdicts)} {could_fail(verdicts)}"
    made = table(
        Grid(columns, rows, attributes),
        id="ledger",
        caption=told + _explained(said),
        notes=notes,
        stack=True,
    )
    return Html(made.html.replace('class="data-table', 'class="ledger data-table', 1), made.plain)


def value_of(printed: str) -> str:
    """The first number of what is printed, by which a ledger is sorted; empty for words.

    >>> [value_of(text) for text in ("81%", "<-1", "Two", "0.003", "post hoc")]
    ['81', '-1', '2', '0.003', '']
    """
    number = re.search(r"-?\d+(?:\.\d+)?", printed)
    word = WORDS.get(printed.lower())
    return number.group() if number else "" if word is None else str(word)


def _page_link(verdict: Any) -> Html:
    name = title_of(verdict.page)
    if not has_page(verdict.page):
        return Html(escape(name), name)
    target = escape(address(verdict.claim, verdict.page, "page"))
    return Html(f'<a href="{target}">{escape(name)}</a>', name)


@cache
def title_of(page: str) -> str:
    """The title of a page, as its reader knows it; its name while there is no such page.

    >>> title_of("05_mri_asymmetry"), title_of("99_later")
    ('The motor tract', '99_later')
    """
    path = NOTEBOOKS / f"{page}.ipynb"
    if not path.exists():
        return page
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    return "".join(first).partition("\n")[0].removeprefix("# ")


def _permalink(verdict: Any) -> Html:
    """What is claimed, and a link to its lasting address."""
    name = escape(verdict.claim)
    return Html(
        f"{inline(verdict.statement)} "
        f'<a class="permalink" href="#claim-{name}"'
        f' aria-label="Link to this row: {escape(verdict.statement)}">#</a>',
        f"{typeset(verdict.statement)} ({verdict.claim})",
    )
