"""Colours: one place, readable on light and dark, apart in grey; the style sheet follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from passion import paths
from passion.display import style
from printed.book.figures import COLOURS, PAPER, STATIC
from printed.book.marks import OF_A_READING

SHEET = (paths.BOOK / "_static" / "house.css").read_text(encoding="utf-8")
BASE = (STATIC / "page.css").read_text(encoding="utf-8")
PAGE = {"light": "#ffffff", "dark": "#121212"}
BOOK = {"light": r"html\[data-theme\]", "dark": r'html\[data-theme="dark"\]'}
TONES = ("settled", "open", "given", "apart")


def colours(mode: str) -> dict[str, str]:
    """The named colours of one mode, from the style sheet."""
    found = {}
    for sheet, opening in ((BASE, BOOK[mode]), (SHEET, rf'html\[data-theme="{mode}"\]')):
        block = re.search(rf"{opening} \{{(.*?)\}}", sheet, re.DOTALL)
        assert block
        found |= dict(re.findall(r"--(?:passion|book)-([\w-]+): (#[0-9a-f]{6})", block.group(1)))
    return found


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_style_sheet_has_the_palette():
    light = colours("light")
    assert {name: light[name] for name in COLOURS} == COLOURS
    assert light["paper"] == PAPER
    named = dict(re.findall(r"--passion-(\w+): var\(--book-(\w+)\)", SHEET))
    assert {name: COLOURS[named[name]] for name in style.PALETTE} == style.PALETTE
    assert set(colours("dark")) == set(light)


@pytest.mark.parametrize("mode", PAGE)
def test_words_can_be_read_on_the_page_and_on_their_own_ground(mode):
    named = colours(mode)
    for tone in TONES:
        for ground in (PAGE[mode], named["paper"], named[f"{tone}-wash"]):
            assert contrast(named[tone], ground) >= 4.5, (tone, ground)


@pytest.mark.parametrize("mode", PAGE)
def test_marks_stand_out_from_the_page(mode):
    named = colours(mode)
    for name in ("first", "second", "third", "accent"):
        assert contrast(named[name], PAGE[mode]) >= 3, name


def test_treated_and_registry_stay_apart_in_grey():
    for mode in PAGE:
        named = colours(mode)
        assert contrast(named["first"], named["second"]) >= 1.4, mode


@pytest.mark.parametrize("word", style.VERDICTS)
def test_every_verdict_has_a_shape_of_its_own(word):
    shapes = dict(re.findall(r"\.verdict--(\w+) \{\s*--shape: (url\([^)]*\))", SHEET))
    assert set(shapes) == set(style.VERDICTS)
    assert all(shapes[word] != shape for name, shape in shapes.items() if name != word)


def test_tones_exist_and_differ():
    assert {mark.tone for mark in style.VERDICTS.values()} == set(TONES)
    for mode in PAGE:
        named = colours(mode)
        assert all(named[a] != named[b] for a, b in combinations(TONES, 2))


def test_nothing_is_loaded_from_another_host():
    assert not re.findall(r"@import|url\(['\"]?(?:https?:)?//", SHEET)


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_has_the_colours_of_its_own_name(tone):
    """Green is settled and blue is open: what the front page says of a ground is what it shows."""
    (rule,) = re.findall(rf"^\.claim--{tone} {{([^}}]*)}}", SHEET, re.MULTILINE)
    assert re.findall(r"var\(--passion-([\w-]+)\)", rule) == [tone, f"{tone}-wash"]


def test_the_grounds_have_the_colours_that_the_words_name():
    hues = {}
    for tone in TONES:
        for ground in re.findall(rf"--passion-{tone}-wash: #(\w{{6}});", SHEET):
            red, green, blue = (int(ground[i : i + 2], 16) for i in (0, 2, 4))
            hues.setdefault(tone, []).append((red, green, blue))
    assert all(len(found) == 2 for found in hues.values())  # on paper and in the dark
    assert all(max(rgb) == rgb[1] for rgb in hues["settled"])  # green
    assert all(max(rgb) == rgb[2] for rgb in hues["open"])  # blue
    assert all(max(rgb) == rgb[0] for rgb in hues["apart"])  # brown
    assert all(max(rgb) - min(rgb) < 24 for rgb in hues["given"])  # gray


# ------------------------------------------------------------------ what a sheet hides


def rules(sheet: str) -> Iterator[tuple[str, str, list[str]]]:
    """Every rule: under which condition it holds, of what, and what it says.

    >>> list(rules("i { a: b } @media print { p, q { c: d; } }"))
    [('', 'i', ['a: b']), ('@media print', 'p, q', ['c: d'])]
    """
    around, text = [], ""
    for mark in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL):
        if mark == "{":
            around.append(" ".join(text.split()))
        elif mark == "}":
            told = [" ".join(one.split()) for one in text.split(";") if one.strip()]
            of = around.pop()
            if not of.startswith(("@media", "@container")):
                yield " ".join(around), of, told
        text = "" if mark in "{}" else text + mark


HIDES = re.compile(
    r"((display|visibility|opacity): (none|hidden|0)|clip-path: inset|font-size: 0"
    r"|color: transparent|(max-)?(height|width): 0)\b(?![.%\w])"
)
PHONE = "@media screen and (max-width: 600px)"
# What a sheet hides, and when. What the scripts or a reader's choice hide has its own attribute.
HIDDEN = {
    ("page", ""): {
        ".panel__narrow", ".dots i", ".strip i", "html.js:not(.show-code) .glance div.cell_input",
        "html.js:not(.show-code) .glance div.cell:not(:has(.cell_output))",
        ".drawer > details > summary::-webkit-details-marker",
        ".drawer > details > summary .headerlink",
    },
    ("page", "@media screen"): {
        ".panel__view--off",
        "html.js .panel:not(:has(.panel__tabs)) > [data-tab] ~ :is([data-tab], .panel__files)",
    },
    ("page", "@container (max-width: 640px)"): {".strip i", ".panel__wide"},
    ("page", "@media print"): {
        ".code-switch, .panel__tabs, .panel__files", ".glance div.cell_input", ".panel__narrow",
        ".drawer > details > summary::before", ".cite",
    },
    ("page", PHONE): {".pst-scrollable-table-container > table.table:not(.dataframe) thead"},
    ("live", "@media (max-width: 600px)"): {".article-header-buttons .btn-fullscreen-button"},
    ("live", "@media print"): {
        ".reading-switch, .readings, dialog.live", ".reading-strip button",
    },
    ("house", ""): {
        ".visually-hidden", ".claim__mark", ".tally__words .verdict .claim__mark", ".claim__word",
        ".data-table .claim__word",
        ".ledger__clear[hidden]", ".ask [hidden], .ask[hidden]",
        ".box__error:empty, .box__verdict:empty, .box__words:empty",
        ", ".join(
            ".bd-main .bd-content .bd-article-container div.cell details.hide.above-input"
            f"{state} > summary > p.{words}"
            for state, words in (("[open]", "collapsed"), (":not([open])", "expanded"))
        ),
    },
    ("house", PHONE): {
        ".ledger thead", ".data-table--stack thead", ".data-table--stack tbody tr[hidden]",
    },
    ("house", "@media print"): {
        ".data-table__download, .ledger__controls, .ask",
        ".bd-main .bd-content #print-main-content", "details.above-input",
    },
    ("pdf/book", ""): {
        ".headerlink, .toggle-button, .copybtn, script",
        ".admonition-title::before, .admonition-title::after",
    },
}  # fmt: skip
SHEETS = {
    "page": STATIC / "page.css", "live": STATIC / "live.css",
    "house": paths.BOOK / "_static" / "house.css",
    **{f"pdf/{name}": paths.ROOT / "tools" / "pdf" / f"{name}.css" for name in ("book", "short")},
}  # fmt: skip
# Under which conditions a sheet has rules: on which screens, on paper, for whom.
CONDITIONS = {
    "page": {"@container (max-width: 640px)", "@media print", "@media screen", PHONE,
             "@media screen and (min-width: 1200px)"},
    "live": {"@media (max-width: 600px)", "@media print", "@media screen"},
    "house": {"@media (min-width: 601px)", "@media (prefers-reduced-motion: reduce)",
              "@media print", "@media screen", PHONE},
    "pdf/book": set(), "pdf/short": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_hides_what_it_should_when_it_should_and_nothing_else(name):
    found, conditions = {}, set()
    for condition, of, told in rules(SHEETS[name].read_text(encoding="utf-8")):
        conditions |= {condition} - {""}
        if any(HIDES.match(one) for one in told):
            found.setdefault((name, condition), set()).add(of)
    assert found == {place: of for place, of in HIDDEN.items() if place[0] == name}
    assert {one for one in conditions if not one.startswith("@page")} == CONDITIONS[name]


# The theme's own, and those that Sphinx and its extensions give.
THEIRS = re.compile(
    r"(bd|sd|pst|btn|navbar|article|admonition|toctree)-.*|header-?link|dataframe|copybtn|skip-link"
    r"|std-term|text_html|toggle-button|xref|collapsed|expanded|extra_footer|in-words|pasted-text"
    r"|for-(clinicians|statisticians)"
)


def test_a_sheet_dresses_nothing_that_nobody_makes():
    """Each class of a sheet is named where pages are made; a slip would dress nothing."""
    folders = ("engine/src", "src", "tools", "imaging/src", "book", "notebooks")
    kinds = {".py", ".js", ".md", ".ipynb", ".html"}
    made = set()
    for file in (file for folder in folders for file in (paths.ROOT / folder).rglob("*.*")):
        if file.suffix in kinds and not {"pyodide", "mathjax"} & set(file.parts):
            made |= set(re.findall(r"[\w-]+", file.read_text(encoding="utf-8")))
    words = (*style.VERDICTS, "not-tried", *OF_A_READING)
    made |= {f"{part}--{word}" for part in ("claim", "verdict") for word in words}
    for name, sheet in SHEETS.items():
        named = set()
        for _, of, _ in rules(sheet.read_text(encoding="utf-8")):
            named |= set(re.findall(r"\.([a-zA-Z][\w-]*)", of))
        assert {one for one in named if not THEIRS.fullmatch(one)} <= made, name
