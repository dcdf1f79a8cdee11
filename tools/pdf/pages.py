"""One document out of many pages: ids made unique, links turned inwards, code left out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tools.pdf import paper
from tools.review.shown import parse, title

# What a reader of paper cannot use, or need not see twice.
LEFT_OUT = (
    "script", ".headerlink", ".toctree-wrapper", "details.above-input", ".cell_input",
    ".data-table__download", ".ledger__controls", ".without-files", "noscript", "link", "style",
)  # fmt: skip
NAMING = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")
REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")


def slug(page: str) -> str:
    """What stands before every id of a page.

    >>> slug("notebooks/05_mri_asymmetry")
    'p-notebooks-05_mri_asymmetry'
    """
    return "p-" + page.replace("/", "-")


def within(page: str, name: str) -> str:
    """An id of a page in the whole document."""
    return f"{slug(page)}--{name}"


def target(page: str, address: str, pages: Sequence[str]) -> str | None:
    """Where a link leads: into the document, to the world, or (None) to what is not on paper.

    Parameters
    ----------
    page : str
        The page that has the link.
    address : str
    pages : sequence of str

    Examples
    --------
    >>> target("book/intro", "../notebooks/a.html#claim-x", ["book/intro", "notebooks/a"])
    '#p-notebooks-a--claim-x'
    >>> target("book/intro", "https://doi.org/10.1000/1", [])
    'https://doi.org/10.1000/1'
    >>> target("book/intro", "../genindex.html", []) is None
    True
    """
    parts = urlsplit(address)
    if parts.scheme in ("http", "https", "mailto"):
        return address
    if parts.scheme:
        return None
    there = page
    if parts.path:
        joined = posixpath.join(posixpath.dirname(page), unquote(parts.path))
        there = posixpath.normpath(joined).removesuffix(".html")
    if there not in pages:
        return None
    return "#" + (within(there, unquote(parts.fragment)) if parts.fragment else slug(there))


def chapter(
    page: str, document: Any, pages: Sequence[str], seen: set[str] | None = None
) -> tuple[str, str]:
    """A page as a chapter of the document, and its title.

    Parameters
    ----------
    page : str
    document : bs4.BeautifulSoup
        The built page; it is taken apart.
    pages : sequence of str
        All that the document holds.
    seen : set of str, optional
        As `paper.unfold` takes it.
    """
    article = document.find("article")
    for selector in LEFT_OUT:
        for element in article.select(selector):
            element.extract()
    for cell in article.select("div.cell"):
        if not cell.get_text(strip=True) and not cell.find(["svg", "img"]):
            cell.extract()
    said = title(document)
    paper.unfold(article, set() if seen is None else seen)
    _rename(article, page)
    _redirect(article, page, pages)
    inner = "".join(str(child) for child in article.children)
    return said, f'<section class="chapter" id="{slug(page)}">{inner}</section>'


def _rename(article: Any, page: str) -> None:
    """Put the page's name before every id, and before what refers to one."""
    for element in article.find_all(True):
        if element.has_attr("id"):
            element["id"] = within(page, element["id"])
        for name in NAMING:
            if element.has_attr(name):
                value = element[name]
                listed = value if isinstance(value, list) else value.split()
                element[name] = " ".join(within(page, one) for one in listed)
        for name, value in list(element.attrs.items()):
            if isinstance(value, str) and "url(" in value:
                element[name] = REFERENCE.sub(
                    lambda match: f"url(#{within(page, match.group(1))})", value
                )
        if element.name == "use":
            for name in ("href", "xlink:href"):
                if str(element.get(name, "")).startswith("#"):
                    element[name] = "#" + within(page, element[name][1:])


def _redirect(article: Any, page: str, pages: Sequence[str]) -> None:
    """Turn links inwards; what leads to nothing on paper keeps its words and is no link."""
    for link in article.find_all("a"):
        address = link.get("href")
        if address is None:
            continue
        leads = target(page, address, pages)
        if leads is None:
            del link["href"]
        else:
            link["href"] = leads
            if link.get("target"):
                del link["target"]
    folder = posixpath.dirname(page)
    for picture in article.find_all("img"):
        source = picture.get("src", "")
        if not urlsplit(source).scheme:
            picture["src"] = posixpath.normpath(posixpath.join(folder, source))


def head(document: Any, page: str) -> list[str]:
    """The style sheets of a page, and MathJax where it has it, by their place in the book."""
    folder = posixpath.dirname(page)
    kept = []
    for element in document.find_all(["link", "script"]):
        place = element.get("href") or element.get("src") or ""
        if element.name == "link" and "stylesheet" in (element.get("rel") or ()):
            path = posixpath.normpath(posixpath.join(folder, urlsplit(place).path))
            kept.append(f'<link rel="stylesheet" href="{path}">')
        elif element.name == "script" and "mathjax" in place:
            path = posixpath.normpath(posixpath.join(folder, urlsplit(place).path))
            kept.append(f'<script src="{path}" defer></script>')
        elif element.name == "script" and "window.MathJax" in element.text:
            kept.append(f"<script>{element.text}</script>")
    return kept


def chapters(book: Path, pages: Sequence[str]) -> tuple[dict[str, str], list[str], list[str]]:
    """Titles, chapters, and the styles that all pages together ask for."""
    titles, made, styles = {}, [], []
    seen: set[str] = set()
    for page in pages:
        document = parse((book / f"{page}.html").read_text(encoding="utf-8"))
        styles += head(document, page)
        titles[page], text = chapter(page, document, pages, seen)
        made.append(text)
    return titles, made, list(dict.fromkeys(styles))
