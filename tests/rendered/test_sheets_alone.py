"""What the style sheets show and hide, on the smallest page, on screen and on paper."""

from __future__ import annotations

import pytest

from passion import paths
from printed.book.figures import STATIC

pytestmark = pytest.mark.slow

SHEETS = "".join(
    f"<style>{file.read_text(encoding='utf-8')}</style>"
    for file in (*sorted(STATIC.glob("*.css")), paths.BOOK / "_static" / "house.css")
)
PAGE = """<html data-theme="light" class="js"><head>%s</head><body>
<div class="glance"><div class="cell"><div class="cell_input">code</div>
<div class="cell_output">out</div></div><div class="cell" id="only"><div class="cell_input">x</div>
</div><figure class="panel" id="f"><p class="panel__title">T</p><div class="panel__tabs">t</div>
<div class="one" data-tab="a">a</div><div class="panel__view--off" data-tab="b">b</div>
<div class="panel__files">f</div><div class="panel__wide">w</div><div class="panel__narrow">n</div>
</figure><span class="dots" style="--c: rgb(1, 2, 3)"><i class="with">o</i><i class="without">o</i>
<i class="maybe">o</i><i class="uncounted">o</i></span>
<span class="strip" style="--of: 3"><i>1</i><i class="on">2</i>
<i class="one">3</i></span></div><button class="code-switch">Show</button>
<details class="cite"><summary>c</summary></details><div class="readings">r</div>
<button class="reading-switch">r</button><span class="visually-hidden">heard only</span>
<span class="live__dots"><i class="with"></i><i></i></span>
<span class="claim">81%%<span class="claim__word">determined</span></span>
<div class="data-table data-table--stack ledger"><div class="ledger__controls">c</div>
<div class="data-table__scroll"><table><thead><tr><th>Said</th><th>Printed</th></tr></thead><tbody>
<tr id="left"><th>n</th><td data-label="Printed">1</td></tr>
<tr id="gone" hidden><th>m</th><td data-label="Printed">2</td></tr></tbody></table></div>
<p class="data-table__download">d</p></div>
<section class="ask"><div class="ask__work" hidden>w</div><p class="box__error" id="none"></p>
<p class="box__error" id="wrong">wrong</p><div class="box__answer"><span class="tally">
<i class="fits"></i><i class="fault"></i><i class="open"></i></span><mark>81%%</mark><table><tbody>
<tr class="fault"><td>f</td></tr><tr id="sound"><td>s</td></tr></tbody></table></div></section>
<div class="box__item" id="plain">i</div><div class="box__item box__item--fault">i</div>
<div class="pst-scrollable-table-container"><table class="table"><tbody><tr><td>n</td>
<td><span class="cell-head" data-name="Printed"></span>81%%</td></tr></tbody></table></div>
<div class="ask-without" hidden>commands</div><div class="drawer"><details><summary>s</summary>
<p id="folded">within</p></details></div><div class="not-printed">70%%</div>
<p class="of-headline">5 of 10</p><div class="live" style="--pst-color-text-muted: gray">
<ul><li><button aria-pressed="true">a</button>
</li><li><button aria-pressed="false">b</button></li></ul></div>
%s</body></html>"""
TONES = ("settled", "open", "given", "apart")
CLAIMS = "".join(f'<span class="claim--{tone} t-{tone}">x</span>' for tone in TONES)


@pytest.fixture(scope="module")
def tab(browser):
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.set_content(PAGE % (SHEETS, CLAIMS))
    yield page
    context.close()


def style(tab, selector, name):
    script = "(one, name) => getComputedStyle(one).getPropertyValue(name).trim()"
    return tab.locator(selector).first.evaluate(script, name)


def shown(tab, selector):
    return style(tab, selector, "display") != "none"


def test_what_is_seen_on_screen_and_on_paper(tab):
    for media, code, seen in (
        ("screen", False, {".code-switch", ".panel__tabs", ".panel__files", ".cite", ".readings",
                           ".reading-switch", ".panel__wide", ".one"}),
        ("screen", True, {".code-switch", ".panel__tabs", ".panel__files", ".cite", ".readings",
                          ".reading-switch", ".panel__wide", ".one", ".cell_input", "#only"}),
        # On paper every view of a figure stands, and nothing that could be pressed.
        ("print", False, {".panel__wide", ".one", ".panel__view--off"}),
        ("print", True, {".panel__wide", ".one", ".panel__view--off", ".cell_input", "#only"}),
    ):  # fmt: skip
        tab.emulate_media(media=media)
        tab.evaluate("on => document.documentElement.classList.toggle('show-code', on)", code)
        every = (".code-switch", ".panel__tabs", ".panel__files", ".cite", ".readings",
                 ".reading-switch", ".panel__wide", ".one", ".panel__view--off", ".cell_input",
                 "#only", ".panel__narrow")  # fmt: skip
        assert {one for one in every if shown(tab, one)} == seen, (media, code)
    tab.emulate_media(media="screen")


def test_without_scripts_the_code_is_there(tab):
    tab.evaluate("document.documentElement.className = ''")
    assert shown(tab, ".cell_input") and shown(tab, "#only")
    tab.evaluate("document.documentElement.className = 'js'")
    assert not shown(tab, ".cell_input") and not shown(tab, "#only")


def test_on_a_phone_the_narrow_drawing_is_seen(tab):
    for width, narrow in ((1200, False), (500, True), (1200, False)):
        tab.set_viewport_size({"width": width, "height": 900})
        assert shown(tab, ".panel__narrow") is narrow and shown(tab, ".panel__wide") is not narrow


def test_on_a_phone_a_row_is_a_card_that_names_its_columns_and_a_filtered_one_is_not_there(tab):
    label = "one => getComputedStyle(one, '::before').content"
    for width, said in ((1200, "none"), (500, '"Printed"'), (1200, "none")):
        tab.set_viewport_size({"width": width, "height": 900})
        assert shown(tab, "#left") and not shown(tab, "#gone")
        assert tab.locator("#left td").evaluate(label) == said
        assert tab.locator(".cell-head").evaluate(label).startswith(said[:-1])  # of words too


def test_paper_has_what_can_be_read_and_nothing_that_only_works_on_screen(tab):
    for media in ("screen", "print", "screen"):
        tab.emulate_media(media=media)
        paper = media == "print"
        for one in (".ask", ".ledger__controls", ".data-table__download"):
            assert shown(tab, one) is not paper, (one, media)
        assert shown(tab, ".ask-without") is paper  # the commands that give the same
        assert tab.locator("#folded").evaluate("one => one.checkVisibility()") is paper
        assert (style(tab, ".data-table__scroll", "overflow-x") == "visible") is paper


def test_of_the_box_only_what_it_has_to_say_is_seen(tab):
    assert not shown(tab, ".ask__work")
    assert not shown(tab, "#none") and shown(tab, "#wrong")
    for one, full, turned, line in (
        ("fits", True, False, "solid"), ("fault", False, True, "solid"),
        ("open", False, False, "dotted"),
    ):  # fmt: skip
        assert (style(tab, f".tally .{one}", "background-color") != "rgba(0, 0, 0, 0)") is full
        assert (style(tab, f".tally .{one}", "transform") != "none") is turned
        assert style(tab, f".tally .{one}", "border-top-style") == line
    assert style(tab, ".box__item--fault", "border-left-width") == "4px"
    assert style(tab, "#plain", "border-left-width") != "4px"
    assert "underline" in style(tab, ".box__answer mark", "text-decoration-line")
    assert style(tab, "tr.fault", "background-color") != style(tab, "#sound", "background-color")


def test_what_is_not_printed_or_not_of_the_reading_is_set_apart(tab):
    assert style(tab, ".not-printed", "border-top-style") == "dashed"
    content = "one => getComputedStyle(one, '::before').content"
    assert tab.locator(".of-headline").evaluate(content) == '"headline reading"'
    pressed, other = (style(tab, f"[aria-pressed={on}]", "border-top-width")
                      for on in ("true", "false"))  # fmt: skip
    assert pressed != other


def test_who_has_it_is_full_and_who_has_not_is_empty(tab):
    clear = "rgba(0, 0, 0, 0)"
    assert style(tab, ".dots .with", "background-color") == "rgb(1, 2, 3)"
    assert style(tab, ".dots .without", "background-color") == clear
    assert "gradient" in style(tab, ".dots .maybe", "background-image")
    assert style(tab, ".dots .without", "border-top-color") == "rgb(1, 2, 3)"
    for one, line in (("without", "solid"), ("with", "solid"), ("uncounted", "dotted")):
        assert style(tab, f".dots .{one}", "border-top-style") == line
    assert style(tab, ".live__dots .with", "background-color") != clear
    assert style(tab, ".live__dots i:not(.with)", "background-color") == clear
    boxes = [style(tab, f".strip i:nth-child({i})", "background-color") for i in (1, 2, 3)]
    assert len(set(boxes)) == 3
    assert boxes[1] == "rgb(184, 92, 0)" and boxes[2] == "rgb(0, 105, 92)"


def test_what_is_only_heard_takes_no_room(tab):
    box = tab.locator(".visually-hidden").bounding_box()
    assert box["width"] <= 1 and box["height"] <= 1
    assert style(tab, ".visually-hidden", "display") != "none"  # else nobody hears it


def test_a_verdict_is_heard_on_screen_and_stands_in_words_on_paper(tab):
    for media, least, most in (("screen", 0, 1), ("print", 30, 300), ("screen", 0, 1)):
        tab.emulate_media(media=media)
        box = tab.locator(".claim__word").bounding_box()
        assert least <= box["width"] <= most, media
        assert (style(tab, ".claim__word", "clip-path") == "none") == (media == "print")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_tone_has_its_own_colour_and_ground_by_day_and_by_night(tab, theme):
    tab.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    for tone in TONES:
        own = style(tab, "html", f"--passion-{tone}")
        wash = style(tab, "html", f"--passion-{tone}-wash")
        assert style(tab, f".t-{tone}", "--tone") == own != ""
        assert style(tab, f".t-{tone}", "--wash") == wash != own
    assert (style(tab, "html", "--book-paper") == "#ffffff") == (theme == "light")
    tab.emulate_media(media="print")  # paper is white, whatever the page was
    assert style(tab, "html", "--book-paper") == "#ffffff"
    tab.emulate_media(media="screen")
    tab.evaluate("document.documentElement.dataset.theme = 'light'")
