"""What the build writes for cards and readings, and on which pages it puts the list."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from printed.book import live
from printed.register import load
from printed.verdicts import judge

REGISTERS = Path(__file__).resolve().parents[3] / "examples" / "registers"
BADGE = '<a class="claim" data-claim="palsy">26%</a>'


@pytest.fixture(scope="module")
def judged():
    return judge(load(REGISTERS / "husson_2010"))


@pytest.fixture
def app(judged, tmp_path, monkeypatch):
    """As much of Sphinx as is asked, before a build begins."""
    (tmp_path / "_static" / "check").mkdir(parents=True)
    monkeypatch.setattr(live, "judge", lambda register: judged)  # once for all
    return SimpleNamespace(
        srcdir=REGISTERS, outdir=tmp_path,
        builder=SimpleNamespace(format="html"),
        config=SimpleNamespace(
            book_register="husson_2010", book_verdicts="", book_command="printed verify"
        ),
        env=SimpleNamespace(
            found_docs={"notebooks/tract", "book/plain", "other/notebooks"},
            titles={"notebooks/tract": SimpleNamespace(astext=lambda: "The tract")},
            metadata={"book/plain": {"readings": "none"}},
        ),
    )  # fmt: skip


def body(app, page, text):
    context = {"body": text}
    live.add(app, page, "page.html", context, None)
    return context["body"]


def written(app):
    folder = app.outdir / "_static"
    return {name: json.loads((folder / name).read_text(encoding="utf-8"))
            for name in (live.CARDS, live.REGISTER) if (folder / name).exists()}  # fmt: skip


def test_a_page_with_a_marked_number_has_the_readings_once_unless_it_wants_none(app):
    live.begin(app)
    for page, text, has in (
        ("notebooks/tract", BADGE, True), ("notebooks/tract", "26%", False),
        ("book/plain", BADGE, False), ("book/intro", BADGE * 2, True),
    ):  # fmt: skip
        made = body(app, page, text)
        assert made.startswith(text) and made.count('class="readings"') == has, page
        assert has or made == text


@pytest.mark.parametrize("change", [{"book_register": ""}, {"format": "latex"}])
def test_a_book_without_a_register_or_of_another_kind_has_nothing_of_it(app, change):
    app.config.book_register = change.get("book_register", "husson_2010")
    app.builder.format = change.get("format", "html")
    live.begin(app)
    live.finish(app, None)
    assert body(app, "notebooks/tract", BADGE) == BADGE and written(app) == {}


def test_a_build_that_failed_writes_nothing(app):
    live.begin(app)
    live.finish(app, ValueError())
    assert written(app) == {}


@pytest.mark.parametrize("shipped", [False, True])
def test_a_browser_judges_where_an_engine_is_and_is_given_the_register(app, shipped):
    if shipped:
        (app.outdir / "_static" / live.ENGINE).write_text("zip")
    live.begin(app)
    live.finish(app, None)
    found = written(app)
    assert found[live.CARDS]["engine"] is shipped and (live.REGISTER in found) is shipped
    assert found[live.CARDS]["command"] == "printed verify"
    assert set(found[live.CARDS]["claims"]) == set(app.book_judged)


def test_a_browser_does_not_judge_the_print_anew_where_records_are_in_place(app, monkeypatch):
    (app.outdir / "_static" / live.ENGINE).write_text("zip")
    monkeypatch.setattr(live, "cards", lambda *_: {})
    app.book_judged = SimpleNamespace(records="those of the children")
    live.finish(app, None)
    found = written(app)
    assert found[live.CARDS]["engine"] is False and live.REGISTER not in found


def test_a_page_is_found_by_its_own_name_whatever_folder_it_lies_in(app):
    assert live.place(app, "tract") == ("The tract", "notebooks/tract.html")
    assert live.place(app, "plain") == ("plain", "book/plain.html")
    assert live.place(app, "notebooks") == ("notebooks", "other/notebooks.html")
    assert live.place(app, "act") is None and live.place(app, "") is None
