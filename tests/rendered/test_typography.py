"""Numbers on the pages are typeset as journals do: minus signs, ranges, P values."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from passion import paths
from printed.book import render

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

# Code, file names and what is typed at a terminal keep their hyphens; so do links' own addresses.
AS_TYPED = (
    "pre, code, kbd, script, style, textarea, input, math, .cell_input, .ask__terminal,"
    " .ask__answer"
)
# Names that hold a hyphen or a digit: registrations, identifiers, instruments, tests, programs.
NAMES = re.compile(
    r"\b10\.\d{4,}/\S+|https?://\S+|\bNL-OMON\d+|\bNCT\d+|\b\d{4}-\d\d-\d\d\b|\bCBCL 1\.5-5\b"
    r"|\bN-1\b|\bexpected-5\b|\b(?:type|seed)-\d\b|\bSHA-256\b|\bCC[ -]BY[ -]4\.0\b|\bISO \d+-\d+\b"
    r"|\bgrade \d-\d\b"  # an outcome as its paper names it
    r"|Calibration of p values"  # the name of a paper
)
FAULTS = {
    "a hyphen for a minus sign": re.compile(r"(?<![\w.%\]/)-])-(?=\.?\d)"),
    "a hyphen in a range": re.compile(r"(?<=[\d%])-(?=\d)"),
    "a small p": re.compile(r"(?<![\w-])p\s?[=<>≤≥]|(?<![\w-])p[- ]values?\b"),
    "a hyphen in P value": re.compile(r"(?<![\w-])P-values?\b"),
    "spaces around the sign of P": re.compile(r"(?<!\w)P\s[=<>≤≥]|(?<!\w)P[=<>≤≥]\s"),
    "a P without its first zero": re.compile(r"(?<!\w)P[=<>≤≥]\."),
    "a number without its first zero": re.compile(r"(?<![\w.])\.\d"),
    "a space before the percent sign": re.compile(r"\d\s%"),
    "an en dash for a minus sign": re.compile(r"(?:^|(?<=[\s(\[]))–(?=\d)"),
}
UPRIGHT = re.compile(r"\bP(?=[=<>≤≥]|\svalues?\b)")


def article(html: str) -> BeautifulSoup:
    """What a page shows, without code."""
    page = BeautifulSoup(html, "lxml")
    found = page.find("article") or page
    for typed in found.select(AS_TYPED):
        typed.extract()
    return found


def badly_set(html: str) -> list[str]:
    """Places where a number is not typeset, each with what is wrong."""
    found = article(html)
    faults = []
    for block in found.select("p, li, th, td, h1, h2, h3, figcaption, dd, dt, text, title"):
        text = NAMES.sub("#", " ".join(block.get_text().split()))
        for name, wrong in FAULTS.items():
            faults += [
                f"{name}: {text[max(0, hit.start() - 25) : hit.end() + 15]}"
                for hit in wrong.finditer(text)
            ]
    return list(dict.fromkeys(faults))


def upright(html: str) -> list[str]:
    """P values in running text whose letter is not in italics."""
    found = article(html)
    return [
        piece[max(0, hit.start() - 25) : hit.end() + 15]
        for piece in found.find_all(string=UPRIGHT)
        if not piece.find_parent(["em", "i", "svg", "title", "h1", "h2", "h3", "dt"])
        for hit in UPRIGHT.finditer(piece)
    ]


@pytest.mark.parametrize("page", render.pages(paths.ROOT))
def test_numbers_are_typeset(built_book, page):
    html = (built_book / f"{page}.html").read_text(encoding="utf-8")
    assert badly_set(html) == []
    assert upright(html) == []


# --------------------------------------------------------------------------- that they can fail


@pytest.mark.parametrize(
    "text",
    ["from -0.4 to", "(-1)", "10-20%", "10%-20%", "1994-2022", "p=0.02", "p value", "P-value",
     "P = 0.02", "P< 0.05", "P=.02", "at .05", "81 %", "–0.4"],
)  # fmt: skip
def test_a_fault_is_found(text):
    assert badly_set(f"<p>it was {text} here</p>")


@pytest.mark.parametrize("text", ["P=0.02", "a P value", "P values"])
def test_an_upright_p_is_found(text):
    assert upright(f"<p>{text}</p>")
    assert not upright(f"<p>{text.replace('P', '<em>P</em>')}</p>")


@pytest.mark.parametrize(
    "text",
    ["from −0.4 to 0.3", "10%–20%", "<em>P</em>=0.02", "a 2x2 table", "test: n-1 and expected-5",
     "NL-OMON50715, 10.1161/STROKEAHA.125.050786", "a 3-month scan", "<code>-1 10-20%</code>",
     "(P<0.05)", "2-sided"],
)  # fmt: skip
def test_what_is_right_passes(text):
    assert badly_set(f"<p>it was {text.replace('P<', 'P&lt;')} here</p>") == []
