"""Every number with a badge, on every page, says what the engine says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from passion import claims, paths
from passion.display import badges
from passion.verdicts import Recomputed, Verdict, judge
from printed.book import render
from printed.book.typography import typeset, typeset_printed

pytestmark = [pytest.mark.rendered, pytest.mark.slow]


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    return dict(judge(records=None).items())


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def words(element) -> str:
    return " ".join(element.get_text().split())


def wrong_badges(page: BeautifulSoup, verdicts: Mapping[str, Verdict]) -> list[str]:
    """Badges that say something else than the engine, or nothing."""
    faults = []
    for shown in page.select("[data-claim]"):
        name = shown["data-claim"]
        if name not in verdicts:
            faults.append(f"{name}: no such claim")
            continue
        verdict = verdicts[name]
        printed = shown.select_one(".claim__printed")
        said = shown.select_one(".claim__word")
        if shown.get("data-verdict") != verdict.verdict:
            faults.append(f"{name}: verdict {shown.get('data-verdict')}")
        if printed is None or words(printed) != typeset_printed(verdict.printed):
            faults.append(f"{name}: printed {shown.text!r}")
        if said is None or words(said) != f"({badges.word(verdict)})":
            faults.append(f"{name}: word {shown.text!r}")
        if typeset(verdict.recomputed.text) not in (shown.get("title") or ""):
            faults.append(f"{name}: title {shown.get('title')!r}")
    return faults


def wrong_rows(
    page: BeautifulSoup, table: str, prefix: str, wanted: Mapping[str, Verdict]
) -> list[str]:
    """Rows of a check or ledger table that are missing, too many, or say something else."""
    rows = {row["id"]: row for row in page.select(f"#{table} tbody tr[id]")}
    faults = [f"row {name}" for name in set(rows) ^ {prefix + name for name in wanted}]
    for name, verdict in wanted.items():
        row = rows.get(prefix + name)
        if row is None:
            continue
        said = {cell.get("data-label"): words(cell) for cell in row.find_all("td")}
        if said.get("Recomputed") != (typeset(verdict.recomputed.text) or "–"):
            faults.append(f"{name}: recomputed {said.get('Recomputed')!r}")
        if row.select_one(f'[data-claim="{name}"]') is None:
            faults.append(f"{name}: no badge in its row")
        if badges.VERDICTS[verdict.verdict].word not in (said.get("Verdict") or ""):
            faults.append(f"{name}: verdict {said.get('Verdict')!r}")
        for other in verdict.conflict:
            if table == "check" and row.find("a", href=lambda to, o=other: to.endswith(o)) is None:
                faults.append(f"{name}: conflict with {other} is not shown")
    return faults


@pytest.mark.parametrize("page", render.pages(paths.ROOT))
def test_badges_say_what_the_engine_says(built_book, verdicts, page):
    html = (built_book / f"{page}.html").read_text(encoding="utf-8")
    assert wrong_badges(parse(html), verdicts) == []


@pytest.mark.parametrize("page", [page for page in render.pages(paths.ROOT) if "notebooks" in page])
def test_a_check_has_every_claim_of_its_page(built_book, verdicts, page):
    own = {name: found for name, found in verdicts.items() if page.endswith(found.page)}
    if own:
        html = (built_book / f"{page}.html").read_text(encoding="utf-8")
        assert wrong_rows(parse(html), "check", "check-", own) == []


def test_the_ledger_has_every_claim(built_book, verdicts):
    html = (built_book / "notebooks" / "00_ledger.html").read_text(encoding="utf-8")
    assert [claim.id for claim in claims.load()] == list(verdicts)
    assert wrong_rows(parse(html), "ledger", "claim-", verdicts) == []


# ------------------------------------------------------------------ that they can fail

VERDICT = Verdict(
    claim="plic_registry", page="05_mri_asymmetry", statement="x", printed="81%", target="",
    recomputed=Recomputed("29 of 36"), verdict="determined",
)  # fmt: skip


def row(verdict: Verdict) -> BeautifulSoup:
    return parse(
        f'<div id="check"><table><tbody><tr id="check-plic_registry"><th>x</th>'
        f"<td>{badges.render(verdict)}</td>"
        f'<td data-label="Recomputed">{verdict.recomputed.text}</td>'
        f'<td data-label="Verdict">{badges.sign(verdict.verdict)}</td></tr></tbody></table></div>'
    )


def test_a_right_badge_and_row_pass():
    known = {"plic_registry": VERDICT}
    assert wrong_badges(row(VERDICT), known) == wrong_rows(row(VERDICT), "check", "check-", known)


@pytest.mark.parametrize(
    "other",
    [
        replace(VERDICT, printed="80%"),
        replace(VERDICT, verdict="compatible"),
        replace(VERDICT, recomputed=Recomputed("28 of 35")),
    ],
)
def test_a_changed_number_or_verdict_is_found(other):
    assert wrong_badges(row(VERDICT), {"plic_registry": other})
    if other.printed == VERDICT.printed:
        assert wrong_rows(row(VERDICT), "check", "check-", {"plic_registry": other})


def test_a_missing_row_an_unknown_claim_and_a_hidden_conflict_are_found():
    known = {"plic_registry": VERDICT}
    assert wrong_badges(row(VERDICT), {})
    assert wrong_rows(row(VERDICT), "check", "check-", {**known, "plic_p": VERDICT})
    assert wrong_rows(row(VERDICT), "check", "check-", {})
    against = {"plic_registry": replace(VERDICT, conflict=("plic_p",))}
    assert wrong_rows(row(VERDICT), "check", "check-", against)
