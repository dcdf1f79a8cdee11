"""The box on the page "Check a number": pasted, corrected and checked live, as the command checks.

Skipped where there is no Chromium. One page is kept open for most tests: a browser starts the
engine once, as a reader's does.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from passion import paths
from printed.cli import main
from printed.problem.items import KINDS

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

PAGE = "notebooks/14_check_a_number"
PAPERS = [*(paths.ROOT / "examples" / "papers").glob("*.yaml"),
          paths.ROOT / "problems" / "passion_2025.yaml"]  # fmt: skip
TEXT = (
    "Healed were 25/48 (52%) with A and 12/42 (29%) with B (P = 0.03). "
    "Died 8 of 14 (58%). The hazard ratio was 0.85 (95% CI 0.70 to 1.03; P = 0.10)."
)
TABLE = "Outcome\tA (n = 48)\tB (n = 42)\tP\nHealed\t25 (52%)\t12 (29%)\t0.03"
# All that was asked is answered, and nothing is about to be asked anew.
DONE = """document.querySelector('#box [role=status]').textContent.startsWith('Answered')
  && !document.querySelector('.ask__answer--old')
  && document.querySelector('#box').getAttribute('aria-busy') === 'false'"""
# Each state of the box as a reader has it before their eyes, however soon the next one comes.
STATES = """() => {
  const part = (name) => document.querySelector('.box__' + name);
  const keep = () => states.push([part('answer').className, part('answer').innerText,
    part('status').innerText]);
  window.states = [];
  const watch = new MutationObserver(keep);
  const all = { attributes: true, childList: true, characterData: true, subtree: true };
  [part('answer'), part('status')].forEach((one) => watch.observe(one, all));
}"""
# What the engine is asked from here on.
ASKED = """() => {
  const known = Worker.prototype.known || Worker.prototype.postMessage;
  window.asked = [];
  Worker.prototype.known = known;
  Worker.prototype.postMessage = function (question) {
    asked.push(question.box);
    known.call(this, question);
  };
}"""


def smallest(kind: str) -> str:
    """The shortest collected problem file that has an item of a kind."""
    texts = [path.read_text("utf-8") for path in PAPERS]
    return min((text for text in texts if re.search(rf"kind: *{kind}\b", text)), key=len)


@pytest.fixture(scope="module")
def tab(browser, address, watched) -> Iterator[Any]:
    """The page, and every address that it or its engine asked for."""
    context = browser.new_context(viewport={"width": 390, "height": 900}, color_scheme="dark",
                                  reduced_motion="reduce")  # fmt: skip
    opened = watched(context)
    opened.goto(f"{address}/{PAGE}.html")
    yield opened
    context.close()


def read(tab: Any, text: str, form: str = "auto") -> None:
    """Paste, and wait for the whole answer."""
    tab.locator("#box-text").fill(text)
    tab.locator("#box-form").select_option(form)
    tab.get_by_role("button", name="Read the numbers").click()
    answered(tab)


def answered(tab: Any) -> None:
    tab.wait_for_function(DONE, timeout=90_000)


def choose(tab: Any, label: str, value: str) -> None:
    """Take an option of a choice whose options are made when it is reached."""
    choice = tab.get_by_label(label)
    choice.focus()
    choice.select_option(value)


def report(tab: Any) -> Any:
    kept = "fetch(document.querySelector('.box__json').href).then(file => file.json())"
    return tab.evaluate(kept)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; floats may differ in their last digits."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == (pytest.approx(other, rel=1e-9) if isinstance(other, float) else other)


# One file can hold several kinds: it is checked once, and every kind is in one of them.
FILES = sorted({smallest(kind) for kind in KINDS}, key=len)


@pytest.mark.parametrize("text", FILES, ids=lambda text: text.split("\n")[0][:40])
def test_the_browser_says_what_the_command_says_for_every_kind(tab, text, capsys, tmp_path):
    assert all(any(f"kind: {kind}" in one for one in FILES) for kind in KINDS)
    file = tmp_path / "problem.yaml"
    file.write_text(text, encoding="utf-8")
    main(["check", str(file), "--json", "--report", str(tmp_path / "report.html")])
    told = json.loads(capsys.readouterr().out)
    read(tab, text)
    assert told["results"]["rows"] and same(report(tab)["results"], told["results"])
    page = html.unescape(Path(tmp_path / "report.html").read_text("utf-8"))
    parts = "'.box__answer td, .box__answer > p'"
    shown = tab.evaluate(f"[...document.querySelectorAll({parts})].map(one => one.textContent)")
    assert shown and all(f">{one}<" in page for one in shown)


def test_the_kinds_that_are_offered_are_the_engines(tab):
    read(tab, TEXT)
    offered = tab.locator("#box-kind option")
    assert offered.all_text_contents() == [made.label for made in KINDS.values()]
    script = (paths.BOOK / "_static" / "check" / "box.js").read_text("utf-8")
    named = {kind for kind in KINDS if re.search(rf"\"{kind}\"", script)}
    assert named <= {"table", "count"}  # an element of a page, and a part of this one


def test_a_chip_shows_its_words_and_correcting_it_answers_anew(tab):
    read(tab, TEXT)
    chip = tab.locator("#box-i2-percent")
    assert "Died 8 of 14 (58%)" in chip.locator("xpath=../small[1]").inner_text()
    card = tab.locator("fieldset", has=chip)
    assert "does not fit" in card.inner_text() and "57.1%" in card.inner_text()
    tab.evaluate(STATES)
    chip.press("End")
    chip.press("Backspace")
    tab.wait_for_function("states.length > 0")
    looks, text, status = tab.evaluate("states[0]")
    assert "ask__answer--old" in looks and "earlier" in text and "earlier" in status
    chip.fill("57%")
    answered(tab)
    answer = tab.locator(".box__answer")
    assert "fits" in card.inner_text() and "does not" not in card.inner_text()
    assert tab.evaluate("document.activeElement.id") == "box-i2-percent"
    assert "earlier" not in answer.inner_text()


def test_a_text_that_is_pasted_and_asked_for_is_read_once(tab):
    read(tab, TABLE)
    tab.evaluate(ASKED)
    read(tab, TEXT)
    tab.evaluate(STATES)
    # A clock that was set before this one strikes before it.
    tab.evaluate("new Promise((done) => setTimeout(done, 1000))")
    assert tab.evaluate("asked.filter((box) => box === 'read')") == ["read"]
    assert tab.evaluate("states") == []  # an answer that stands there stays


def test_an_answer_to_a_text_that_is_gone_is_never_shown(tab):
    read(tab, TABLE)
    tab.evaluate(ASKED)
    tab.evaluate(STATES)
    tab.evaluate(
        """(text) => {
          const area = document.querySelector('#box-text');
          const form = area.form;
          area.value = 'Healed were 3/10 (30%).';
          form.requestSubmit();
          area.value = text;
          area.dispatchEvent(new Event('input', { bubbles: true }));
        }""",
        TEXT,
    )
    answered(tab)
    assert tab.evaluate("asked.filter((box) => box === 'read')") == ["read", "read"]
    assert all("30%" not in text for _, text, _ in tab.evaluate("states"))
    assert tab.locator("#box-i2-percent").input_value() == "58%"


def test_a_fault_stands_beside_its_field_and_the_others_are_answered(tab):
    read(tab, TEXT)
    before = report(tab)["results"]["sentence"]
    chip = tab.locator("#box-i2-percent")
    chip.fill("many")
    answered(tab)
    error = tab.locator("#box-i2-percent-error")
    assert "many" in error.inner_text() and chip.get_attribute("aria-invalid") == "true"
    assert error.get_attribute("id") in chip.get_attribute("aria-describedby")
    assert "cannot be used" in tab.locator(".box__status").inner_text()
    assert report(tab)["results"]["sentence"] != before
    chip.fill("57%")
    answered(tab)
    assert error.inner_text() == "" and chip.get_attribute("aria-invalid") is None


def test_a_number_is_dropped_put_elsewhere_and_statements_are_tied(tab):
    text = "Healed were 52% with A. With B healed 29%. The difference told: P = 0.03. n = 48."
    tab.locator("#box-text").fill(text)
    tab.get_by_role("button", name="Read the numbers").click()
    tab.get_by_text("makes a statement that can be checked yet").wait_for()
    choose(tab, "i1: tie it to another", "i2")
    tab.locator("#box-i1-group2").wait_for()
    choose(tab, "i1: tie it to another", "i3")
    tab.locator("#box-i3-p").wait_for(state="detached")
    assert tab.locator("#box-i1-p").input_value() == "0.03"
    assert tab.locator("#box-i2-percent").count() == 0
    choose(tab, "Where 48 belongs", "size 1")
    tab.wait_for_function("document.querySelector('#box-i1-group1').value === '52%/48'")
    tab.locator("#box-i1-group2").fill("29% of n")
    tab.locator("#box-unknowns").fill("n 40:44")
    answered(tab)
    open_ = report(tab)["results"]["open"]
    assert [one["quantity"] for one in open_] == ["n"]
    tab.get_by_role("button", name="Drop P of i1").click()
    answered(tab)
    assert tab.get_by_label("Where 0.03 belongs").count() == 1
    assert all(row["quantity"] != "p" for row in report(tab)["results"]["rows"])
    choose(tab, "Where 0.03 belongs", "i1 p")
    answered(tab)
    assert any(row["quantity"] == "p" for row in report(tab)["results"]["rows"])


def test_a_statement_of_any_kind_is_added_by_keyboard_alone(tab):
    read(tab, TEXT)
    tab.locator("#box-kind").select_option("mcnemar")
    tab.get_by_role("button", name="Add").press("Enter")
    tab.locator("#box-i4-b").wait_for()
    assert tab.evaluate("document.activeElement.id") == "box-i4-b"
    tab.keyboard.type("24")
    tab.locator("#box-i4-c").press_sequentially("7")
    choose(tab, "i4: add a number", "p")
    tab.keyboard.type("0.004")
    answered(tab)
    rows = report(tab)["results"]["rows"]
    assert {"i4"} == {row["item"] for row in rows if row["printed"] == "0.004"}


def test_a_table_is_read_and_axe_finds_nothing_at_any_width(tab, violations):
    read(tab, TABLE)
    assert tab.locator(".box__quote").inner_text() == "Healed | 25 (52%) | 12 (29%) | 0.03"
    tab.locator("#box-row1-p").fill("oops")
    tab.wait_for_function("document.querySelector('#box-row1-p-error').textContent")
    assert violations(tab) == []
    for width in (390, 1440):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    tab.set_viewport_size({"width": 390, "height": 900})


def test_a_changed_text_is_read_anew_but_corrections_are_not_thrown_away(tab):
    read(tab, TEXT)
    tab.locator("#box-text").fill(TEXT + " Late were 3/10 (30%).")
    tab.locator("#box-i4-k").wait_for()
    answered(tab)
    tab.locator("#box-i4-percent").fill("31%")
    answered(tab)
    tab.locator("#box-text").fill(TEXT)
    assert "lost then" in tab.locator(".box__status").inner_text()
    tab.wait_for_timeout(1000)
    assert tab.locator("#box-i4-percent").input_value() == "31%"


def test_the_link_keeps_everything_and_asks_only_when_pressed(tab, visit):
    read(tab, TEXT)
    tab.locator("#box-i2-percent").fill("57%")
    tab.locator("#box-i1-keep").uncheck()
    answered(tab)
    tab.wait_for_function("location.hash.startsWith('#box=')")
    wanted = report(tab)["results"]
    other = visit(PAGE)
    other.goto(tab.url)
    other.reload()
    other.wait_for_function("document.querySelector('#box-text').value")
    assert other.locator("#box-text").input_value() == TEXT
    assert "came with the link" in other.locator(".box__status").inner_text()
    other.get_by_role("button", name="Read the numbers").click()
    answered(other)
    assert report(other)["results"] == wanted
    assert not other.locator("#box-i1-keep").is_checked()
    # What came corrected is not thrown away either, when the text is touched.
    other.locator("#box-text").fill(TEXT + " Late were 3/10 (30%).")
    assert "lost then" in other.locator(".box__status").inner_text()
    assert other.locator("#box-i2-percent").input_value() == "57%"
    # Read twice, the text alone counts: nothing that came with the link comes back.
    other.goto(tab.url)
    other.reload()
    for percent, kept in (("57%", False), ("58%", True)):
        other.get_by_role("button", name="Read the numbers").click()
        answered(other)
        assert other.locator("#box-i2-percent").input_value() == percent
        assert other.locator("#box-i1-keep").is_checked() == kept
    assert other.complaints == [] and other.elsewhere == []


def test_a_lost_connection_says_so_in_one_line_and_keeps_what_was_typed(visit):
    tab = visit(PAGE)
    tab.context.route("**/*.wasm", lambda route: route.abort())
    tab.locator("#box-text").fill(TEXT)
    tab.get_by_role("button", name="Read the numbers").click()
    tab.get_by_text("is there a connection?").wait_for()
    assert "\n" not in tab.locator(".box__status").inner_text()
    assert tab.locator("#box-text").input_value() == TEXT
    tab.context.unroute("**/*.wasm")
    read(tab, TEXT)
    assert report(tab)["results"]["rows"]


def test_nothing_goes_elsewhere_and_nothing_is_complained_of(tab, address):
    read(tab, TEXT)
    assert [url for url in tab.asked if not url.startswith((address, "data:", "blob:"))] == []
    assert tab.complaints == []
