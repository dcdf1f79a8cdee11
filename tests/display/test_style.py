"""Colours: one place, readable on light and dark, apart in grey; the style sheet follows."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from passion import paths
from passion.display import style
from printed.book.figures import COLOURS, PAPER, STATIC

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
