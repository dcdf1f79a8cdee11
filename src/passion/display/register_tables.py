"""Tables that the register and the verdicts fill: what is printed, the check, the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    word,
)
from printed.book.objects import Html
from printed.book.tables import Grid, table
from printed.book.typography import inline, typeset, typeset_printed
from printed.errors import InputError

# The groups of the register, as a reader calls them.
GROUPS = {"treated_cp": "treated, with cerebral palsy", "both": "treated and registry"}


def printed_table(page: str, *, caption: str = "", notes: tuple[str, ...] = ()) -> Html:
    """What the abstract prints for one page, straight from the register.

    Parameters
    ----------
    page : str
        A page of the register, for instance ``05_mri_asymmetry``.
    caption : str, optional
        In place of the usual one.
    notes : tuple of str
        Below the table.

    Returns
    -------
    Html
    """
    from passion import claims

    found = claims.load().page(page)
    if not found:
        raise InputError(f"the register has no claim of page {page!r}")
    return _printed(found, caption, notes)


def printed_claims(
    claim_ids: Sequence[str], *, caption: str = "", notes: tuple[str, ...] = ()
) -> Html:
    """What the abstract prints of chosen claims: for a page beyond the paper."""
    from passion import claims

    register = claims.load()
    return _printed([register[name] for name in claim_ids], caption, notes)


def _printed(found: Sequence[Any], caption: str, notes: tuple[str, ...]) -> Html:
    rows = [
        {
            "Quantity": claim.statement,
            "Group": GROUPS.get(claim.group, claim.group) or None,
            "Time": claim.timepoint or None,
            "Printed": Html(
                f'<span class="printed">{inline(typeset_printed(claim.printed))}</span>',
                typeset_printed(claim.printed),
            ),
            "Denominator": claim.denominator or "not printed in the abstract"
            if claim.kind == "percent"
            else claim.denominator or None,
            "Where": re.sub(r"^S(?=\d+$)", "sentence ", claim.locator) or None,
        }
        for claim in found
    ]
    kept = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    return table(
        [{name: row[name] for name in kept} for row in rows],
        id="printed",
        caption=caption or "What the abstract prints.",
        notes=notes,
        stack=True,
    )


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
    claim_ids: Sequence[str], *, caption: str = "", notes: tuple[str, ...] = (), rests: bool = True
) -> Html:
    """The check table of a page beyond the paper: the claims on which it rests.

    Nothing is glued: each badge has its home on the page that checks its claim.

    Parameters
    ----------
    claim_ids : sequence of str
        In the order to be shown.
    caption : str, optional
        In place of the usual one.
    notes : tuple of str
        Below the table.
    rests : bool
        Whether each row says what it rests on: its own page does.

    Returns
    -------
    Html
    """
    if not claim_ids:
        raise InputError("a check needs at least one claim")
    return _check([verdict_of(name) for name in claim_ids], caption, notes, rests)


def _check(
    verdicts: Sequence[Any], caption: str, notes: tuple[str, ...], rests: bool = True
) -> Html:
    heads = ("Claim", "Printed", "Recomputed", "Verdict", "Rests on")
    # A contradiction is never left out.
    shown = heads if rests or any(v.conflict for v in verdicts) else heads[:-1]
    rows = tuple(
        (
            verdict.statement,
            render(verdict),
            verdict.recomputed.text,
            sign(verdict.verdict, word(verdict)),
            rests_on(verdict),
        )[: len(shown)]
        for verdict in verdicts
    )
    grid = Grid(
        shown,
        rows,
        tuple({"id": f"check-{verdict.claim}"} for verdict in verdicts),
    )
    return table(
        grid, id="check", caption=caption or count_verdicts(verdicts), notes=notes, stack=True
    )


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
        held = [f"{name.replace('_', ' ')}: {value}" for name, value in verdict.assumptions]
        parts.append(_fold(_counted(len(held), "assumption"), held))
        plain += held
    if verdict.by_convention:
        said = by_outcome(verdict.by_convention)
        parts.append(_fold(_counted(len(verdict.by_convention), "other convention"), said))
    return Html("".join(parts), "; ".join(plain)) if parts else None


def by_outcome(by_convention: Mapping[str, Any]) -> list[str]:
    """Other conventions, those together that come to the same.

    Examples
    --------
    >>> found = {"verdict": "determined", "text": "29 of 36"}
    >>> none = {"verdict": "impossible", "text": "no table found"}
    >>> by_outcome({"pearson": found, "yates": none, "barnard": found})
    ['29 of 36: pearson, barnard', 'no table found: yates']
    """
    names: dict[str, list[str]] = {}
    for name, said in by_convention.items():
        names.setdefault(said["text"], []).append(name)
    return [f"{text}: {', '.join(group)}" for text, group in names.items()]


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
    from passion.display.style import VERDICTS

    counts = {name: sum(v.verdict == name for v in verdicts) for name in VERDICTS}
    told = ", ".join(
        f"{number} {VERDICTS[name].word}" for name, number in counts.items() if number
    )
    return f"{_counted(len(verdicts), 'claim')}: {told}."


def ledger(*, caption: str = "", notes: tuple[str, ...] = ()) -> Html:
    """Every claim of the register with its verdict, complete without scripts.

    A script of the book (``book/_static/ledger.js``) lets it be sorted, filtered and searched.
    Glues ``claim_<id>`` for every claim, so that a prose page can carry any of them from here,
    whether or not the page that checks it is there yet.

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
    verdicts = list(judged().values())
    glue_badges(verdict.claim for verdict in verdicts)
    rows = tuple(
        (
            _permalink(verdict),
            render(verdict, to="page"),
            verdict.recomputed.text,
            sign(verdict.verdict, word(verdict)),
            _page_link(verdict),
        )
        for verdict in verdicts
    )
    attributes = tuple(
        {
            "id": f"claim-{verdict.claim}",
            "data-row-verdict": verdict.verdict,
            "data-row-page": verdict.page,
        }
        for verdict in verdicts
    )
    columns = ("Claim", "Printed", "Recomputed", "Verdict", "Page")
    made = table(
        Grid(columns, rows, attributes),
        id="ledger",
        caption=caption or count_verdicts(verdicts),
        notes=notes,
        stack=True,
    )
    return Html(made.html.replace('class="data-table', 'class="ledger data-table', 1), made.plain)


def _page_link(verdict: Any) -> Html:
    shown = escape(verdict.page).replace("_", "_<wbr>")
    if not has_page(verdict.page):
        return Html(shown, verdict.page)
    target = escape(address(verdict.claim, verdict.page, "page"))
    return Html(f'<a href="{target}">{shown}</a>', verdict.page)


def _permalink(verdict: Any) -> Html:
    """What is claimed, and below it the claim's name, which is its lasting address."""
    name = escape(verdict.claim)
    return Html(
        f"{inline(verdict.statement)}<br>"
        f'<a class="permalink" href="#claim-{name}">{name}</a>',
        f"{typeset(verdict.statement)} ({verdict.claim})",
    )
