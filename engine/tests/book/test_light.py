"""A page without what it does not use: scripts, sheets, pictures of icons."""

from __future__ import annotations

from printed.book import light


def test_icons_are_those_that_are_named_and_drawn():
    drawn = '{file:[8,9,[],"f1","M0 0"],"file-pdf":[4,5,[],"f2","M1 1"]};'
    drawn += '{file:[6,7,[1],"f3","M2 2"]}'
    made = light.icons(["file", "lg", "pdf"], drawn)
    assert "viewBox='0 0 6 7'" in made and "M2 2" in made and "M0 0" not in made
    assert ".fa-lg {" in made and "--icon" in made and ".fa-pdf" not in made


def test_what_is_not_known_is_kept():
    page = (
        '<link rel="icon" href="_static/favicon.svg">\n<script src="_static/own.js"></script>\n'
        '<link rel="stylesheet" href="_static/mystnb.11b.css" />\n'
    )
    assert "favicon" in light.lighter(page) and "own.js" in light.lighter(page)
    assert "mystnb" not in light.lighter(page)
    assert "mystnb" in light.lighter(page + '<div class="cell docutils">')
