"""The page "Check a number" in a browser: its answers are the command's, and nothing leaves.

Skipped where there is no Chromium. One page is kept open for most tests: a browser starts the
engine once, as a reader's does.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from passion import paths
from passion.cli import main
from printed.questions import forms

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

PAGE = "notebooks/14_check_a_number"
PROBLEM = """\
unknowns: {n: [1, 39]}
items:
  plic: {kind: table, group1: 4/10, group2: 81% of n, p: "0.02"}
  peduncle: {kind: table, group1: 1/10, group2: 61% of n, p: "0.01"}
conventions: {table: [fisher, pearson]}
bounds: [plic.odds_ratio]
"""
QUESTIONS = {
    "percent": {"percent": "81%", "n": "1:39", "rounding": "truncate"},
    "table": {"side1": "4/10", "side2": "81%", "n": "1:39", "p": "0.02", "test": "fisher"},
    "sample": {"n": "10", "mean": "89", "sd": "21", "min": "0", "max": "200", "step": "1",
               "bound": "share<100 t:100"},
    "ranksum": {"p": "0.003", "n1": "10", "n2": "20:39"},
    "solve": {"problem": PROBLEM},
}  # fmt: skip


@pytest.fixture
def command(capsys, tmp_path, monkeypatch) -> Any:
    """What the command says in a terminal: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def fill(tab: Any, form: str, fields: dict[str, str]) -> None:
    """Choose a form, and fill in these fields alone."""
    tab.locator(f"input[name=ask-kind][value={form}]").check()
    for field in forms.BY_NAME[form].fields:
        control = tab.locator(f"#ask-{form}-{field.name}")
        text = fields.get(field.name, field.choices[0] if field.choices else "")
        if field.more and not control.is_visible():
            control.locator("xpath=ancestor::details[1]/summary").click()
        control.select_option(text) if field.choices else control.fill(text)


def press(tab: Any) -> None:
    """Ask, and wait for an answer or a refusal."""
    tab.locator("form:not([hidden]) .ask__submit").click()
    tab.locator(".ask__answer > *").first.wait_for(timeout=60_000)


def answered(tab: Any) -> Any:
    """The answer's JSON."""
    return json.loads(tab.locator(".ask__json pre").text_content())


def cells(tab: Any) -> list[list[list[str]]]:
    """The cells of every table of the answer, its header first."""
    return tab.evaluate(
        "[...document.querySelectorAll('.ask .ask__answer table')]"
        ".map(t => [...t.rows].map(r => [...r.cells].map(c => c.textContent)))"
    )


@pytest.fixture(scope="module")
def open_tab(browser, address, watched) -> Iterator[Any]:
    """The page, and every address that it or its engine asked for."""
    context = browser.new_context(viewport={"width": 390, "height": 900}, color_scheme="dark",
                                  reduced_motion="reduce")  # fmt: skip
    tab = watched(context)
    tab.goto(f"{address}/{PAGE}.html")
    tab.locator(".ask-forms > summary").click()
    tab.before = list(tab.asked)
    yield tab
    context.close()


@pytest.mark.parametrize("form", QUESTIONS)
def test_an_answer_is_the_commands(open_tab, form, command):
    fields = QUESTIONS[form]
    Path(forms.PROBLEM_FILE).write_text(PROBLEM, encoding="utf-8")
    words = forms.words(forms.BY_NAME[form], forms.given(forms.BY_NAME[form], fields))
    code, told, _ = command(*words[1:], "--json")
    assert code == 0
    fill(open_tab, form, fields)
    press(open_tab)
    shown, wanted = answered(open_tab), json.loads(told)
    assert json.dumps(shown["results"]) != "[]"
    assert approximately(shown, wanted)
    answer = forms.answer(form, fields)
    tables = [block for block in answer.blocks if hasattr(block, "rows")]
    assert cells(open_tab) == [[list(t.columns), *map(list, t.rows)] for t in tables]


def approximately(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; floats may differ in their last digits."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(approximately(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(approximately, one, other))
    return one == (pytest.approx(other, rel=1e-9) if isinstance(other, float) else other)


def test_a_difference_would_be_found():
    assert approximately({"a": [0.5, "x"]}, {"a": [0.5 + 1e-12, "x"]})
    for other in ({"a": [0.5001, "x"]}, {"a": [0.5]}, {"b": [0.5, "x"]}, {"a": [0.5, "y"]}):
        assert not approximately({"a": [0.5, "x"]}, other)


def test_every_test_is_tried_in_a_browser_too(open_tab):
    fill(open_tab, "table", QUESTIONS["table"] | {"test": "all"})
    press(open_tab)
    found = answered(open_tab)
    assert not found["not_tried"] and {"barnard", "boschloo"} <= set(found["conventions"])


@pytest.mark.parametrize(
    ("form", "fields", "words"),
    [
        ("percent", {"percent": "181%"}, ["percent", "181%"]),
        ("ranksum", {"p": "0.01", "n1": "ten", "n2": "20"},
         ["ranksum", "0.01", "--n1", "ten", "--n2", "20"]),
        ("solve", {"problem": "items: {a: {kind: count, n: 10, percent: 30%}}"},
         ["solve", forms.PROBLEM_FILE]),
    ],
)  # fmt: skip
def test_bad_input_is_the_commands_one_line(open_tab, form, fields, words, command):
    Path(forms.PROBLEM_FILE).write_text(fields.get("problem", ""), encoding="utf-8")
    code, _, told = command(*words)
    assert code == 2
    fill(open_tab, form, fields)
    press(open_tab)
    alert = open_tab.get_by_role("alert")
    assert alert.inner_text() == told.strip().removeprefix("passion: ")
    assert open_tab.locator(".ask .ask__answer > *").count() == 1


def test_an_answer_names_its_question_and_stands_back_when_another_is_typed(open_tab):
    fill(open_tab, "percent", {"percent": "81%", "n": "1:39"})
    press(open_tab)
    answer = open_tab.locator(".ask .ask__answer")
    assert answer.locator("code").first.inner_text() == "printed percent 81% --n 1:39"
    old = "ask__answer--old"
    assert old not in answer.get_attribute("class")
    open_tab.locator("#ask-percent-percent").fill("80%")
    assert old in answer.get_attribute("class")
    assert "earlier question" in open_tab.locator(".ask__status").inner_text()
    open_tab.locator("#ask-percent-percent").fill("81%")
    assert old not in answer.get_attribute("class")
    open_tab.locator("input[name=ask-kind][value=table]").check()
    assert old in answer.get_attribute("class")


def test_the_line_for_a_terminal_is_the_question(open_tab):
    fill(open_tab, "sample", QUESTIONS["sample"])
    shown = open_tab.locator(".ask__command").inner_text()
    assert shown == (
        "printed sample --n 10 --mean 89 --sd 21 --min 0 --max 200 --step 1 "
        "--bound 'share<100' --bound t:100"
    )


def test_nothing_was_fetched_before_the_button_and_nothing_from_elsewhere(open_tab, address):
    press(open_tab)
    large = [url for url in open_tab.asked if "/pyodide/" in url or url.endswith("printed.zip")]
    assert len([url for url in large if url.endswith(".wasm")]) == 1
    assert not set(large) & set(open_tab.before)
    assert [url for url in open_tab.asked if not url.startswith((address, "data:", "blob:"))] == []
    assert open_tab.complaints == []


def test_an_answered_page_fits_a_phone_and_axe_finds_nothing(open_tab, violations):
    fill(open_tab, "solve", QUESTIONS["solve"])
    press(open_tab)
    open_tab.locator(".ask__json summary").click()
    assert violations(open_tab) == []
    assert open_tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert open_tab.evaluate("document.activeElement.closest('.ask') !== null")


def test_a_link_keeps_the_question_and_asks_only_when_pressed(open_tab, visit):
    fill(open_tab, "percent", QUESTIONS["percent"])
    press(open_tab)
    wanted = answered(open_tab)
    other = visit(PAGE)
    fetched = []
    other.on("request", lambda request: fetched.append(request.url))
    other.goto(open_tab.url)
    other.reload()
    other.locator("#ask-percent-percent").wait_for(state="visible")
    assert other.locator("#ask-percent-rounding").input_value() == "truncate"
    assert other.locator("#ask-percent-n").input_value() == "1:39"
    assert "came with the link" in other.locator(".ask__status").inner_text()
    assert not [url for url in fetched if "pyodide" in url]
    # A second thought stops it; a third asks again, of an engine started anew.
    for _ in range(3):
        other.locator("form:not([hidden]) .ask__submit").click()
        other.get_by_role("button", name="Stop").click()
        assert "Stopped" in other.locator(".ask__status").inner_text()
    assert other.get_by_role("button", name="Stop").is_hidden()
    press(other)
    assert answered(other) == wanted
    assert other.complaints == [] and other.elsewhere == []


def test_a_book_without_the_engine_says_so(visit):
    tab = visit(PAGE)
    tab.context.route("**/printed.zip", lambda route: route.fulfill(status=404))
    tab.locator(".ask-forms > summary").click()
    tab.locator("form:not([hidden]) .ask__submit").click()
    tab.get_by_text("came without its engine").wait_for()
    assert tab.locator(".ask__command").inner_text().startswith("printed percent")


def test_without_scripts_the_commands_are_there(visit):
    tab = visit(PAGE, scripts=False)
    assert tab.locator("#ask").is_hidden()
    lines = tab.locator(".ask-without pre").inner_text().splitlines()
    assert [line.split()[1] for line in lines] == [form.name for form in forms.FORMS]


def test_the_engine_in_the_book_is_that_of_the_sources(built_book):
    with zipfile.ZipFile(built_book / "_static" / "check" / "printed.zip") as archive:
        packed = archive.read("printed/notation.py")
    assert packed == (paths.ROOT / "engine" / "src" / "printed" / "notation.py").read_bytes()
