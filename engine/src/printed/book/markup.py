"""What is wrong with a built page as a document: names, headers, addresses.

Each check of `CHECKS` goes from a parsed page to its faults; `broken_anchors` looks at all pages of
a book together. The tests of this book show each of them its fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup

LARGEST = 600_000  # bytes of one page, without what pages share


def parse(html: str) -> BeautifulSoup:
    """A page as it stands, faults included."""
    # Python's parser keeps what is nested wrongly; lxml would repair it before it is seen.
    return BeautifulSoup(html, "html.parser")


def alternatives_missing(page: BeautifulSoup) -> list[str]:
    """Pictures without words, or with a file's hash for words."""
    faults = []
    for picture in page.select("article img"):
        alt = str(picture.get("alt") or "").strip()
        if not alt or re.search(r"[0-9a-f]{12}", alt) or re.search(r"\.(png|svg|jpe?g)$", alt):
            faults.append(str(picture)[:100])
    for drawing in page.select("article figure svg"):
        if drawing.get("role") != "img" or len(str(drawing.get("aria-label") or "").split()) < 5:
            faults.append(str(drawing)[:100])
    return faults


def headers_missing(page: BeautifulSoup) -> list[str]:
    """Tables of the text without header cells."""
    return [
        str(table)[:100]
        for table in page.select("article table")
        if not table.find("th") and "highlighttable" not in (table.get("class") or ())
    ]


def ids_doubled(page: BeautifulSoup) -> list[str]:
    """Ids that two elements share."""
    ids = [str(element["id"]) for element in page.find_all(id=True)]
    return sorted({name for name in ids if ids.count(name) > 1})


def links_nested(page: BeautifulSoup) -> list[str]:
    """Links within links, which browsers tear apart."""
    return [str(link)[:100] for link in page.select("article a a")]


def cells_empty(page: BeautifulSoup) -> list[str]:
    """Cells of our tables that say nothing, not even a dash."""
    cells = page.select(".data-table th, .data-table td")
    return [str(cell)[:100] for cell in cells if not cell.get_text(strip=True)]


def syntax_left(page: BeautifulSoup) -> list[str]:
    """Markup that reached the reader as text."""
    article = page.find("article") or page
    code = {id(text) for part in article.select(".cell_input, pre, code") for text in part.strings}
    shown = "".join(text for text in article.strings if id(text) not in code)
    return re.findall(r"\{\w+\}`|\*\*\w|&lt;/?\w+&gt;|\[[^\]]+\]\([^)]+\)|\$\w", shown)


CHECKS = (
    alternatives_missing, headers_missing, ids_doubled, links_nested, cells_empty, syntax_left,
)  # fmt: skip


def broken_anchors(pages: Mapping[Path, BeautifulSoup]) -> set[tuple[str, str]]:
    """Links to a place within a page of the book that has no such place."""
    places = {
        path: {str(element["id"]) for element in page.find_all(id=True)}
        for path, page in pages.items()
    }
    broken = set()
    for path, page in pages.items():
        for link in page.select("a[href*='#']"):
            file, _, anchor = str(link["href"]).partition("#")
            if ":" in file or file.startswith("//") or not anchor:
                continue
            target = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path
            if target in places and unquote(anchor) not in places[target]:
                broken.add((path.name, str(link["href"])))
    return broken


def faults(page: Path) -> list[str]:
    """What every check finds on a page, one line a fault, and its weight if it is too heavy."""
    document = parse(page.read_text(encoding="utf-8"))
    found = [f"{check.__name__}: {one}" for check in CHECKS for one in check(document)]
    size = page.stat().st_size
    return found + ([f"heavy: {size} bytes"] if size >= LARGEST else [])


def links_astray(book: Path) -> set[tuple[str, str]]:
    """The broken anchors of all pages of a built book."""
    pages = {
        path.resolve(): parse(path.read_text(encoding="utf-8"))
        for path in book.rglob("*.html")
        if "_static" not in path.parts
    }
    return broken_anchors(pages)
