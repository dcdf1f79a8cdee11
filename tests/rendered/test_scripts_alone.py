"""The scripts of the pages by themselves, each on the smallest page that it works on."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import struct
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from passion import paths
from printed.book import find

pytestmark = pytest.mark.slow

ENGINE = Path(find.__file__).with_name("static")
OWN = paths.ROOT / "book" / "_static"
NOWHERE = "<!doctype html><meta charset=utf-8><title>A page</title>"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Any:
    """A folder that is served, with the scripts as they stand in the repository."""
    root = tmp_path_factory.mktemp("site")
    (root / "_static").mkdir()
    for script in (*ENGINE.glob("*.js"), *OWN.glob("*.js"), *(OWN / "check").glob("*.js")):
        (root / "_static" / script.name).write_bytes(script.read_bytes())
    handler = functools.partial(Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield root, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def visit(browser, site) -> Any:
    """Open a page of this text; what it complains of fails the test."""
    root, address = site
    context = browser.new_context()
    complaints = []

    def open_page(html: str, rest: str = "", before: str = "") -> Any:
        name = f"{abs(hash(html))}.html"  # of its own: a browser keeps what it has seen
        (root / name).write_text(NOWHERE + html, encoding="utf-8")
        tab = context.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        if before:
            tab.add_init_script(before)
        tab.goto(f"{address}/{name}{rest}")
        return tab

    yield open_page
    context.close()
    assert complaints == []


def texts(tab: Any, selector: str) -> list[str]:
    return [text.strip() for text in tab.locator(selector).all_inner_texts()]


# --------------------------------------------------------------------------- the ledger

ROWS = [  # id, printed, its value, verdict, page, statement
    ("a", "10%", "10", "determined", "x", "Had palsy"), ("b", "9%", "9", "open", "y", "Fell ill"),
    ("c", "0.5", "0.5", "determined", "y", "P of 36"), ("d", "few", "", "hedge", "x", "n=36 were"),
]  # fmt: skip
LEDGER = (
    '<script src="_static/ledger.js" defer></script><div class="data-table ledger"><table><thead>'
    "<tr><th>Statement</th><th>Printed</th><th>Verdict</th><th>Page</th></tr></thead><tbody>"
    + "".join(
        f'<tr id="claim-{name}" data-row-verdict="{verdict}" data-row-page="{page}"'
        + (f' data-row-value="{value}"' if value else "")
        + f"><td>{statement}</td><td>{printed}</td>"
        f'<td><span class="verdict--{verdict}"><i>o</i> {verdict} word (a)</span></td>'
        f"<td>Page {page}</td></tr>"
        for name, printed, value, verdict, page, statement in ROWS
    )
    + '</tbody></table></div><p id="elsewhere" hidden>e</p>'
)


def shown(tab: Any) -> str:
    rows = tab.locator("tbody tr")
    return "".join(rows.evaluate_all("all => all.filter(r => !r.hidden).map(r => r.id.slice(6))"))


def control(tab: Any, label: str) -> Any:
    place = ["Search", "Verdict", "Page", "Sort by"].index(label)
    return tab.locator(".ledger__controls > label").nth(place).locator("input, select")


def test_a_ledger_shows_the_rows_that_hold_what_is_looked_for(visit):
    tab = visit(LEDGER)
    assert shown(tab) == "abcd" and texts(tab, ".ledger__count") == ["4 of 4 claims"]
    clear = tab.locator(".ledger__clear")
    assert not clear.is_visible()
    for query, rows in (("PALSY", "a"), ("n=36", "cd"), ("p = 36", "cd"), ("36", "cd"), ("zz", ""),
                        ("word", "abcd"), ("  fell ", "b"), ("", "abcd")):  # fmt: skip
        control(tab, "Search").fill(query)
        assert shown(tab) == rows, query
        assert texts(tab, ".ledger__count") == [f"{len(rows)} of 4 claims"]
        assert tab.locator("table").is_visible() == bool(rows)
        assert clear.is_visible() == (len(rows) < 4)
        if query in ("PALSY", "p = 36"):  # the link shows the same
            assert shown(visit(LEDGER, tab.evaluate("location.search"))) == rows
        if len(rows) < 4:
            clear.click()
            assert shown(tab) == "abcd" and tab.evaluate("location.search") == ""
            assert tab.evaluate("document.activeElement.type") == "search"


def test_a_ledger_is_filtered_by_verdict_and_page_together(visit):
    tab = visit(LEDGER)
    verdict, page = control(tab, "Verdict"), control(tab, "Page")
    assert verdict.locator("option").all_inner_texts() == [
        "every verdict", "determined word", "open word", "hedge word"]  # fmt: skip
    assert page.locator("option").all_inner_texts() == ["every page", "Page x", "Page y"]
    for one, other, rows in (("determined", "", "ac"), ("determined", "y", "c"), ("", "x", "ad"),
                             ("open", "x", ""), ("", "", "abcd")):  # fmt: skip
        verdict.select_option(one)
        page.select_option(other)
        assert shown(tab) == rows
        assert shown(visit(LEDGER, tab.evaluate("location.search"))) == rows


def test_a_ledger_is_sorted_by_the_number_that_is_printed_and_by_words(visit):
    tab = visit(LEDGER)
    sort = control(tab, "Sort by")
    for name in ("Printed", "Statement", "Page"):
        sort.select_option(name)
        order = shown(tab)
        if name == "Statement":  # Fell ill, Had palsy, n=36 were, P of 36
            assert order == "badc"
        elif name == "Printed":
            assert order == "cbad"  # 0.5, 9, 10, and last what is no number
        else:
            assert order[:2] in ("ad", "da") and order[2:] in ("bc", "cb")
        assert shown(visit(LEDGER, tab.evaluate("location.search"))) == order
        head = tab.locator("th", has_text=name)
        assert head.get_attribute("aria-sort") == "ascending"
        assert tab.locator("th[aria-sort]").count() == 1
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        if name != "Page":
            assert shown(tab) == order[::-1]
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "ascending" and shown(tab) == order


def test_a_link_to_a_hidden_row_shows_it(visit):
    tab = visit(LEDGER, "?verdict=open#claim-a")
    assert shown(tab) == "abcd"
    assert shown(visit(LEDGER, "?verdict=open#claim-b")) == "b"
    assert shown(visit(LEDGER, "?verdict=open#elsewhere")) == "b"
    control(tab, "Verdict").select_option("open")
    assert shown(tab) == "b"
    tab.evaluate("location.hash = '#claim-c'")
    tab.wait_for_function("!document.getElementById('claim-c').hidden")
    assert shown(tab) == "abcd"


# --------------------------------------------------------------------------- the search

CLAIMS = {
    name: {"raw": raw, "printed": printed, "text": text, "verdict": verdict, "statement": name,
           "word": "word of it", "page": page}
    for name, raw, printed, text, verdict, page in (
        ("share", "81%", "81\u202f%", "29 of 36", "determined", ["Palsy", "a/b.html"]),
        ("median", "-0.4", "\u22120.4", "between \u22120.45 and \u22120.35", "open", []),
        ("p", "0.003", "0.003", "0.0029", "open", []),
        ("many", "1,204", "1\u202f204", "1204", "open", []),
        ("mean", "60.5", "60.5", "from 60.45; 60,5 elsewhere", "open", []),
    )
}  # fmt: skip
MARKS = {"determined": ["d", "\u2713", "good"], "open": ["o", "?", "open"]}


QUERIES = [
    ("81%", "share"), ("81 %", "share"), ("81", "share"), ("8", ""), ("1", ""), ("6", ""),
    ("29 of 36", "share"), ("9 of 36", ""), ("29 OF 36", "share"), ("36", "share"),
    ("-0.4", "median"), ("\u22120.4", "median"), ("0.4", "median"), ("0.45", "median"),
    ("0.003", "p"), ("P=0.003", "p"), ("p < 0.003", "p"), ("0.00", ""), ("003", ""),
    ("0.0029", "p"), ("1204", "many"), ("1 204", "many"), ("1,204", "many"),
    ("1\u202f204", "many"), ("204", ""), ("of", ""), ("palsy", ""),
    ("60", ""), ("0", ""), ("60.4", ""), ("60.5", "mean"), ("60.45", "mean"), ("60,5", "mean"),
]  # fmt: skip
SEARCH = '<div id="search-results">pages</div><script src="_static/find.js"></script>'


def test_a_number_is_found_whole_and_no_part_of_another(visit, site):
    (site[0] / "_static" / "claims.json").write_text(json.dumps({"claims": CLAIMS, "marks": MARKS}))
    tab = visit(SEARCH)
    page = tab.url
    for query, name in QUERIES:
        with tab.expect_response("**/claims.json"):
            tab.goto(f"{page}?q={quote(query)}")
        tab.evaluate("new Promise((done) => setTimeout(done, 30))")
        hits = tab.locator(".found-claims [data-claim]")
        assert hits.evaluate_all("all => all.map(one => one.dataset.claim).join()") == name, query
        assert tab.locator("#search-results").is_hidden() == bool(name), query
        if name:
            assert texts(tab, ".found-claims h2")[0] == "Printed numbers: 1"
            address = f"{site[1]}/a/b.html#check-share" if name == "share" else "#"
            assert hits.get_attribute("href") == address  # of a claim without a page nowhere
        if name == "share":
            item = tab.locator(".found-claims li")
            assert item.inner_text() == "81\u202f% share. \u2713 word of it: 29 of 36."
            assert item.locator("span").get_attribute("class") == "claim--good"


def test_words_beside_a_number_leave_the_pages_in_sight(visit, site):
    many = {**CLAIMS, "palsy": {**CLAIMS["p"], "text": "36 with palsy"}}
    (site[0] / "_static" / "claims.json").write_text(json.dumps({"claims": many, "marks": MARKS}))
    tab = visit(SEARCH, "?q=36 with palsy")
    tab.locator(".found-claims li").wait_for()
    assert tab.locator("#search-results").is_visible()
    assert texts(tab, ".found-claims h2") == ["Printed numbers: 1", "Pages"]
    assert visit(SEARCH).locator(".found-claims").count() == 0


def test_an_excerpt_is_without_code_and_its_words_stay_apart(visit):
    page = (
        "<div class='cell_input'>import x</div><p>One</p><p>two</p>"
        "<details class='above-input'>code</details><table><tr><td>3</td><th>9</th></tr></table>"
        "<ul><li>4</li><li>5</li></ul><div class='readings'>r</div>"
        "<h2>Head</h2>text<div class='panel__files'>f</div>"
        "<div class='data-table__download'>d</div>"
    )
    before = (
        "var Search = { htmlToText: function (html, anchor) {"
        " return new DOMParser().parseFromString(html, 'text/html').body.textContent + anchor; } };"
    )
    html = f"<script>{before}</script><div id='search-results'></div>"
    tab = visit(html + '<script src="_static/find.js"></script>')
    said = tab.evaluate("page => Search.htmlToText(page, '#end')", page)
    assert said.split() == ["One", "two", "3", "9", "4", "5", "Head", "text#end"]


# --------------------------------------------------------------------------- a page

PAGE = (
    '<script src="_static/page.js"></script><div class="article-header-buttons"><b>bar</b></div>'
    '<div class="glance"><div class="cell_input"><pre>code</pre></div><section id="s"><div '
    'class="drawer" id="d"><details><p id="deep">within</p></details></div></section>'
    '<figure class="panel" id="f"><p class="panel__title">Title</p>{views}'
    '<div class="panel__files"><a download="f.csv">CSV</a></div></figure></div>'
).replace("{views}", "".join(f'<div data-tab="{name}">view {name}</div>' for name in "XYZ"))


def off(tab: Any) -> list[bool]:
    return tab.locator("[data-tab]").evaluate_all(
        "all => all.map(one => one.classList.contains('panel__view--off'))"
    )


def test_the_code_of_a_page_is_shown_when_it_is_asked_for_and_stays_so(visit):
    def on(tab: Any) -> bool:
        return tab.evaluate("document.documentElement.classList.contains('show-code')")

    def drawers(tab: Any) -> bool:
        return tab.evaluate("document.querySelector('details').open")

    tab = visit(PAGE)
    button = tab.locator(".article-header-buttons > button.code-switch:first-child")
    assert not on(tab) and button.inner_text() == "Show the code" and not drawers(tab)
    button.click()
    assert on(tab) and button.inner_text() == "Hide the code" and drawers(tab)
    assert tab.evaluate("location.search") == "?code=1"
    assert on(visit(PAGE)) and on(visit(PAGE, "?code=1")) and not on(visit(PAGE, "?code=0"))
    button.click()
    assert not on(tab) and tab.evaluate("location.search") == ""
    assert not on(visit(PAGE)) and on(visit(PAGE, "?code=1")) and drawers(visit(PAGE, "?code=1"))
    bare = visit(PAGE.replace("cell_input", "cell_output"))
    assert bare.locator(".code-switch").count() == 0


def test_without_storage_the_code_is_shown_and_hidden_all_the_same(visit):
    off = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } });"
    tab = visit(PAGE, before=off)
    button = tab.locator("button.code-switch")
    for words, shown_now in (("Hide the code", True), ("Show the code", False)):
        button.click()
        assert button.inner_text() == words
        seen = "document.documentElement.classList.contains('show-code')"
        assert tab.evaluate(seen) is shown_now
        assert (tab.evaluate("location.search") == "?code=1") is shown_now


def test_code_that_scrolls_is_reached_by_keys_and_other_code_is_not(visit):
    narrow = "<pre style='width: 3em; overflow: auto'>one long line of code</pre><pre>x</pre>"
    tab = visit(PAGE.replace("<pre>code</pre>", narrow))
    indices = "document.querySelectorAll('.cell_input pre')"
    assert tab.evaluate(f"Array.from({indices}, one => one.tabIndex)") == [0, -1]


def test_a_link_opens_the_drawer_that_its_target_lies_in(visit):
    for rest, is_open in (("", False), ("#deep", True), ("#d", True), ("#f", False),
                          ("#nowhere", False)):  # fmt: skip
        tab = visit(PAGE, rest)
        assert tab.evaluate("document.querySelector('details').open") is is_open, rest
    tab = visit(PAGE)
    tab.evaluate("location.hash = '#deep'")
    tab.wait_for_function("document.querySelector('details').open")
    tab = visit(PAGE)
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate("document.querySelector('details').open")


def test_one_view_of_a_figure_is_seen_and_the_arrows_go_round(visit):
    tab = visit(PAGE)
    buttons = tab.locator("[role=tab]")
    assert buttons.all_inner_texts() == ["X", "Y", "Z"]

    def chosen() -> list[str]:
        told = buttons.evaluate_all(
            "all => all.map(one => [one.getAttribute('aria-selected'), one.tabIndex])"
        )
        assert [selected == "true" for selected, _ in told] == [not one for one in off(tab)]
        assert [index == 0 for _, index in told] == [not one for one in off(tab)]
        return [name for name, one in zip("XYZ", off(tab), strict=True) if not one]

    assert chosen() == ["X"]
    buttons.nth(1).click()
    assert chosen() == ["Y"]
    for key, name in (("ArrowRight", "Z"), ("ArrowRight", "X"), ("ArrowLeft", "Z"),
                      ("ArrowLeft", "Y"), ("Home", "Y")):  # fmt: skip
        tab.keyboard.press(key)
        assert chosen() == [name]
        assert tab.evaluate("document.activeElement.textContent") == name
    views = tab.locator("[data-tab]")
    for place in range(3):
        view, button = views.nth(place), buttons.nth(place)
        assert view.get_attribute("aria-labelledby") == button.get_attribute("id")
        assert button.get_attribute("aria-controls") == view.get_attribute("id")
    assert tab.locator(".panel__title + .panel__tabs > .panel__files").count() == 1
    assert tab.locator("button", has_text="PNG").count() == 0
    drawn = visit(PAGE.replace("view X", '<svg class="drawing"></svg>'))
    assert drawn.locator(".panel__files a + button").inner_text() == "PNG"


@pytest.mark.parametrize(("seen", "size"), [("", (400, 308)), ("display: none", (200, 248))])
def test_a_figure_is_saved_as_it_is_seen_or_else_its_first_drawing(visit, tmp_path, seen, size):
    """At twice its size, with room for the title above and the source below."""
    drawings = (
        '<svg class="drawing" viewBox="0 0 100 50" style="display: none"></svg>'
        f'<svg class="drawing" viewBox="0 0 200 80" width="200" height="80" style="{seen}"></svg>'
    )
    tab = visit(PAGE.replace("view X", drawings))
    with tab.expect_download() as caught:
        tab.locator("button", has_text="PNG").click()
    assert caught.value.suggested_filename == "f.png"
    caught.value.save_as(tmp_path / "f.png")
    start = (tmp_path / "f.png").read_bytes()[:24]
    assert start[1:4] == b"PNG" and struct.unpack(">II", start[16:]) == size


HEARD = """
  window.drawn = [];
  for (const name of ["fillText", "fillRect", "drawImage"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (first) {
      drawn.push([name, name === "fillText" ? first : this.fillStyle]);
      return draw.apply(this, arguments);
    };
  }
  const told = XMLSerializer.prototype.serializeToString;
  XMLSerializer.prototype.serializeToString = function (node) {
    window.copied = told.call(this, node);
    return copied;
  };
"""


@pytest.mark.parametrize("licence", ["", "CC BY 4.0"])
def test_a_saved_figure_has_paper_title_colours_and_source(visit, licence):
    drawing = (
        "<style>:root { --book-paper: #fefefe; --c: rgb(1, 2, 3) } .a { fill: var(--c) }</style>"
        '<svg class="drawing" viewBox="0 0 20 10" width="20" height="10">'
        '<rect class="a" width="9" height="9" stroke="#040506"/></svg>'
    )
    source = f'<a rel="license" href="#">{licence}</a>' if licence else ""
    page = PAGE.replace("view X", drawing).replace("</figure>", f"{source}</figure>")
    tab = visit(page, before=HEARD)
    with tab.expect_download():
        tab.locator("button", has_text="PNG").click()
    drawn = tab.evaluate("drawn")
    assert [name for name, _ in drawn] == ["fillRect", "fillText", "drawImage", "fillText"]
    assert drawn[0][1] == "#fefefe" and drawn[1][1] == "Title"
    assert drawn[3][1] == ("A page, CC BY 4.0" if licence else "A page")
    copied = tab.evaluate("copied")
    assert "fill: rgb(1, 2, 3)" in copied and "stroke: rgb(4, 5, 6)" in copied


def test_a_view_that_has_a_name_keeps_it(visit):
    tab = visit(PAGE.replace('data-tab="Y"', 'data-tab="Y" id="own"'))
    assert tab.locator("[data-tab=Y]").get_attribute("id") == "own"
    assert tab.locator("[role=tab]").nth(1).get_attribute("aria-controls") == "own"
    assert len(set(tab.locator("[data-tab]").evaluate_all("all => all.map(one => one.id)"))) == 3


# --------------------------------------------------------------------------- the box


def test_a_link_holds_any_text_and_a_cut_one_holds_nothing(visit):
    tab = visit("<p>x</p>")
    told = tab.evaluate(
        """async () => {
          const { pack, unpack } = await import('/_static/link.js');
          const values = [null, 0, [], {},
            { text: 'a\\tb \\u2212 \\ud83d\\ude00', items: [1, { k: 'x' }] },
            Array.from({ length: 3000 }, (_, i) => i * 7919 % 256)];
          const packed = await Promise.all(values.map(pack));
          const back = await Promise.all(packed.map(unpack));
          return { same: JSON.stringify(values) === JSON.stringify(back),
            plain: packed.every((one) => /^[A-Za-z0-9_-]+$/.test(one)),
            cut: await unpack(packed[4].slice(0, 9)), none: await unpack('%%') };
        }"""
    )
    assert told == {"same": True, "plain": True, "cut": None, "none": None}


WORKER = """
  window.Worker = class {
    constructor() { Worker.made = (Worker.made || 0) + 1; Worker.last = this; }
    postMessage(question) { (Worker.asked = Worker.asked || []).push(question); }
    terminate() { this.gone = true; }
  };
  window.said = [];
  window.begin = async () => {
    const { Engine, WHY } = await import('/_static/engine.js');
    window.why = WHY;
    window.engine = new Engine((...told) => said.push(told));
  };
  window.ask = (question) => {
    const found = {};
    engine.ask(question).then((answer) => { found.answer = answer; },
      (error) => { found.error = error.message; });
    return found;
  };
  window.hear = (data) => Worker.last.onmessage({ data });
  window.later = () => new Promise((done) => setTimeout(done, 20));
"""


def test_questions_are_answered_one_after_the_other(visit):
    tab = visit("<p>x</p>", before=WORKER)
    told = tab.evaluate(
        """async () => {
          await begin();
          const one = ask('a'), two = ask('b');
          await later();
          const first = [...Worker.asked];
          hear({ total: 4e6, done: 1e6 }); hear({ total: 4e6, done: 4e6 }); hear({ ready: true });
          hear({ total: 9, done: 1 }); hear({ answer: 'A' });
          await later();
          const second = [...Worker.asked];
          hear({ answer: 'B' });
          await later();
          return { first, second, one, two, said, made: Worker.made };
        }"""
    )
    assert told["first"] == ["a"] and told["second"] == ["a", "b"] and told["made"] == 1
    assert told["one"] == {"answer": "A"} and told["two"] == {"answer": "B"}
    assert told["said"] == [
        ["Fetching the engine"], ["Fetching the engine", 1e6, 4e6],
        ["Starting the engine", 4e6, 4e6], ["Searching"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "why"),
    [("engine.stop()", "stopped"), ("Worker.last.onerror()", "lost"),
     ("hear({ ready: true }); Worker.last.onerror()", "broken"),
     ("hear({ failure: 'missing' })", "missing")],
)  # fmt: skip
def test_a_question_that_fails_says_why_and_the_next_has_an_engine_of_its_own(visit, event, why):
    tab = visit("<p>x</p>", before=WORKER)
    told = tab.evaluate(
        """async (event) => {
          await begin();
          const one = ask('a');
          await later();
          const old = Worker.last;
          eval(event);
          await later();
          const two = ask('b');
          await later();
          old.onmessage({ data: { answer: 'late' } }); old.onerror();
          hear({ answer: 'B' });
          await later();
          engine.stop();
          const three = ask('c');  // what an older one says late keeps nobody from stopping it
          await later();
          const before = said.length;
          old.onmessage({ data: { answer: 'late' } }); old.onmessage({ data: { ready: true } });
          engine.stop();
          await later();
          return { one, two, three, late: said.length - before, gone: old.gone,
            made: Worker.made, whys: Object.keys(why) };
        }""",
        event,
    )
    assert told["one"] == {"error": why} and told["two"] == {"answer": "B"}
    assert told["three"] == {"error": "stopped"} and told["late"] == 0
    assert told["gone"] is True and told["made"] == 2
    assert set(told["whys"]) == {"stopped", "missing", "lost", "broken"}


def test_progress_is_told_in_megabytes_as_long_as_its_end_is_known(visit):
    parts = '<progress class="ask__progress"></progress><span class="ask__bytes"></span>'
    tab = visit(f'<div class="ask__work" hidden>{parts}</div>')
    told = tab.evaluate(
        """async () => {
          const { Progress, element } = await import('/_static/engine.js');
          const root = document.querySelector('.ask__work'), said = [];
          const progress = new Progress(root, (text) => said.push(text));
          const state = () => [root.hidden, root.querySelector('progress').getAttribute('value'),
            root.querySelector('span').textContent];
          const found = [state()];
          progress.show(true); found.push(state());
          progress.tell('Fetching', 1.25e6, 5e6); found.push(state());
          progress.tell('Starting', 5e6, 5e6); found.push(state());
          progress.tell('Fetching', 1, 4e6); progress.show(false); found.push(state());
          const made = element('a', { href: 'x', title: 't' }, 'one', element('b', null, 'two'));
          return { found, said, made: made.outerHTML };
        }"""
    )
    assert told["found"] == [
        [True, None, ""], [False, None, ""], [False, "0.25", "1.3 of 5.0 MB"],
        [False, None, ""], [True, None, ""],
    ]  # fmt: skip
    assert told["said"] == ["Fetching", "Starting", "Fetching"]
    assert told["made"] == '<a href="x" title="t">one<b>two</b></a>'


# --------------------------------------------------------------------------- recomputing a claim

RECOMPUTE = """
  window.texts = { 'register.json': '{"rows": 1}', 'printed.zip': 'zip' };
  window.fetch = async (address) => {
    const name = String(address).split('/').pop();
    if (!(name in texts)) { throw new Error('no connection'); }
    return { ok: texts[name] !== null, text: async () => texts[name],
      arrayBuffer: async () => new TextEncoder().encode(texts[name]).buffer };
  };
  window.open_card = async (id) => {
    const { prepare } = await import('/_static/recompute.js');
    const { element } = await import('/_static/engine.js');
    const button = (text, act) => {
      const made = element('button', { type: 'button' }, text);
      made.addEventListener('click', act);
      return made;
    };
    const claim = (raw, text, fingerprint) => ({ raw, printed: raw, text, fingerprint,
      word: 'determined', statement: `of ${raw}` });
    window.parts = prepare({ element, button, static: new URL('/_static/', location.href),
      copier: (text, of) => button(text, () => { window.copied = of(); }),
      address: (what) => ({ href: JSON.stringify(what) }), reading: () => '', title: (one) => one,
      words: (verdict, text) => `${verdict}, ${text}`,
      data: { command: 'printed verify', headline: 'headline reading',
        marks: { determined: ['determined'], open: ['open'] },
        claims: { a: claim('81%', '29 of 36', 'f1'), b: claim('40%', '4 of 10', 'f2') } } });
    parts[id ? 'card' : 'all'](document.body, id);
  };
  window.press = (text) => [...document.querySelectorAll('button')]
    .find((one) => one.textContent.startsWith(text)).click();
  window.told = () => document.querySelector('[role=status]').textContent;
  window.judged = (fingerprint, verdict = 'determined', condition = null) => ({ fingerprint,
    verdict: { verdict, condition, recomputed: { text: 'x of 36' } } });
"""


def states(tab: Any) -> list[bool]:
    """Whether a question can be asked, and whether one can be stopped."""
    return tab.evaluate(
        "() => { const [start, stop] = document.querySelectorAll('button');"
        " return [!start.disabled, !stop.hidden]; }"
    )


def test_a_claim_is_recomputed_and_held_against_the_book(visit):
    tab = visit("<p>x</p>", before=WORKER + RECOMPUTE)
    tab.evaluate("open_card('a')")
    assert states(tab) == [True, False]
    for given, said in (
        ("judged('f1')", "81%: equal, 29 of 36"),
        ("judged('f0', 'open', 'it was so')",
         "81%: not equal. The book: determined, 29 of 36. Here: open, if it was so, x of 36"),
        ("judged('f0')", "81%: not equal. The book: determined, 29 of 36. "
                         "Here: determined, x of 36"),
        ("{ error: 'a row is wrong' }", "a row is wrong"),
    ):  # fmt: skip
        tab.evaluate("async () => { press('Recompute it'); await later(); }")
        assert states(tab) == [False, True]
        tab.evaluate(f"async () => {{ hear({{ answer: {given} }}); await later(); }}")
        assert tab.evaluate("told()") == said
        assert states(tab) == [True, False]
    assert tab.evaluate("Worker.asked[0]") == {"register": {"rows": 1}, "claim": "a"}
    assert tab.evaluate("Worker.made") == 1


def test_the_engine_that_is_fetched_is_told_until_it_is_ready_and_can_be_stopped(visit):
    tab = visit("<p>x</p>", before=WORKER + RECOMPUTE)
    tab.evaluate("async () => { await open_card('a'); press('Recompute it'); await later(); }")
    for heard, said in (("{ total: 4e6, done: 1e6 }", "Fetching the engine: 1.0 of 4.0 MB"),
                        ("{ total: 4e6, done: 4e6 }", "Starting the engine"),
                        ("{ ready: true }", "Starting the engine"),
                        ("{ total: 4e6, done: 1e6 }", "Starting the engine")):  # fmt: skip
        tab.evaluate(f"hear({heard})")
        assert tab.evaluate("told()") == said
    tab.evaluate("async () => { press('Stop'); await later(); }")
    assert tab.evaluate("[told(), Worker.last.gone]") == ["Stopped.", True]
    assert states(tab) == [True, False]
    tab.evaluate("async () => { press('Recompute it'); await later(); }")
    assert tab.evaluate("Worker.made") == 2


@pytest.mark.parametrize(
    ("event", "said"),
    [("window.WebAssembly = undefined", "This browser cannot run the engine"),
     ("delete texts['register.json']", "The engine could not be fetched"),
     ("texts['register.json'] = null", "The engine could not be fetched"),
     ("texts['register.json'] = '{'", "The register that came with this book"),
     ("window.then = () => Worker.last.onerror()", "The engine could not be fetched"),
     ("window.then = () => { hear({ ready: true }); Worker.last.onerror(); }",
      "The engine gave up here"),
     ("window.then = () => hear({ failure: 'lost' })", "The engine could not be fetched"),
     ("window.then = () => { hear({ ready: true }); hear({ failure: 'broken' }); }",
      "The engine gave up here")],
)  # fmt: skip
def test_why_a_claim_could_not_be_recomputed_is_told_with_what_gives_the_same(visit, event, said):
    tab = visit("<p>x</p>", before=WORKER + RECOMPUTE)
    tab.evaluate(
        f"async () => {{ await open_card('a'); {event}; press('Recompute it'); await later();"
        " if (window.then) { window.then(); await later(); } }"
    )
    told = tab.evaluate("told()")
    assert told.startswith(said) and told.endswith(" a terminal, printed verify gives the same.")
    assert states(tab) == [True, False]


def test_another_number_is_asked_for_marked_as_not_printed_and_taken_back(visit):
    tab = visit("<p>x</p>", before=WORKER + RECOMPUTE)
    tab.evaluate("open_card('a')")
    field = tab.locator("#live-if")
    assert field.input_value() == "81%" and texts(tab, "[aria-live]") == [""]
    field.press("Enter")
    tab.evaluate("later()")
    assert texts(tab, "form [role=status]") == ["This is what was printed."]
    field.fill(" 70% ")
    field.press("Enter")
    tab.evaluate("later()")
    assert tab.evaluate("Worker.asked") == [
        {"register": {"rows": 1}, "claim": "a", "printed": "70%", "reading": ""}
    ]
    tab.evaluate(
        "async () => { const was = { verdict: 'determined', text: 'then' };"
        " hear({ answer: { changed: ['a', 'b'].map((claim) => ({ claim, verdict: 'open',"
        " text: 'now', was })) } }); await later(); }"
    )
    assert texts(tab, ".not-printed li") == [
        "70% of 81%: open, now (as printed: determined, then)",
        "40% of 40%: open, now (as printed: determined, then)",
    ]
    assert texts(tab, ".not-printed > p")[0] == (
        "70% is not what was printed. In the headline reading, other readings not tried:"
    )
    tab.evaluate("press('Copy the link')")
    assert json.loads(tab.evaluate("copied")) == {"card": "a", "if": "70%"}
    tab.evaluate("press('Back to')")
    assert field.input_value() == "81%" and texts(tab, "[aria-live]") == [""]
    for rest, value, note in (("?card=a&if=60%25", "60%", "This number came with the link"),
                              ("?card=b&if=60%25", "81%", ""), ("?card=a", "81%", "")):  # fmt: skip
        linked = visit("<p>x</p>", rest, before=WORKER + RECOMPUTE)
        linked.evaluate("open_card('a')")
        assert linked.locator("#live-if").input_value() == value
        assert texts(linked, "[aria-live]")[0].startswith(note) and bool(note) == bool(
            texts(linked, "[aria-live]")[0]
        )


def test_all_claims_are_recomputed_in_turn_with_a_receipt(visit):
    tab = visit("<p>x</p>", before=WORKER + RECOMPUTE)
    tab.evaluate("async () => { await open_card(''); press('Recompute all 2'); await later(); }")
    tab.evaluate("async () => { hear({ answer: judged('f1') }); await later(); }")
    assert tab.evaluate("told()") == "1 of 2" and len(texts(tab, "li")) == 1
    tab.evaluate("async () => { hear({ answer: judged('f0', 'open') }); await later(); }")
    tab.wait_for_function("told().endsWith('book.')")
    assert tab.evaluate("told()") == "1 of 2 claims recomputed here are equal to the book."
    assert [one[0] for one in texts(tab, "li")] == ["\u2713", "\u2260"]
    assert [one["claim"] for one in tab.evaluate("Worker.asked")] == ["a", "b"]
    tab.evaluate("press('Copy the receipt')")
    assert tab.locator("button", has_text="Copy the receipt").count() == 1
    lines = tab.evaluate("copied").splitlines()
    sums = [hashlib.sha256(text).hexdigest() for text in (b'{"rows": 1}', b"zip")]
    assert lines[2:] == [
        f"register sha256 {sums[0]}", f"engine sha256 {sums[1]}", "1 of 2 equal",
        "a: equal, determined, x of 36", "b: NOT EQUAL, open, x of 36",
    ]  # fmt: skip
    tab.evaluate("async () => { press('Recompute all 2'); await later(); }")
    assert texts(tab, "li") == []  # a second run begins anew
    tab.evaluate("async () => { hear({ answer: judged('f1') }); await later(); }")
    tab.evaluate("async () => { hear({ answer: judged('f2') }); await later(); }")
    tab.wait_for_function("told().startsWith('2 of 2 claims')")
    assert [one[0] for one in texts(tab, "li")] == ["\u2713", "\u2713"]
    assert tab.locator("button", has_text="Copy the receipt").count() == 1
    tab.evaluate("press('Copy the receipt')")
    assert "2 of 2 equal" in tab.evaluate("copied")


def test_two_questions_of_a_card_are_answered_one_after_the_other(visit):
    tab = visit("<p>x</p>", before=WORKER + RECOMPUTE)
    tab.evaluate("async () => { await open_card('a'); press('Recompute it'); await later(); }")
    tab.locator("#live-if").fill("70%")
    tab.locator("#live-if").press("Enter")
    tab.evaluate("later()")
    assert len(tab.evaluate("Worker.asked")) == 1
    tab.evaluate("async () => { hear({ answer: judged('f1') }); await later(); }")
    assert tab.evaluate("told()") == "81%: equal, 29 of 36"
    assert tab.evaluate("Worker.asked[1].printed") == "70%"
    tab.evaluate("async () => { hear({ answer: { changed: [] } }); await later(); }")
    assert texts(tab, ".not-printed b") == ["70% is not what was printed."]
