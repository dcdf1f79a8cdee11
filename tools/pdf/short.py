"""Short documents on A4: a sheet of two sides for families, one page for reviewers.

The words of a family's sheet are those of its page; those of the certificate stand in
``certificate.html``. Every number is of the built book or of the verdicts.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import io
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from passion import verdicts, verification
from printed.book import faults, receipt, render
from printed.book.marks import VERDICTS
from printed.book.typography import inline, typeset_printed
from printed.errors import InputError
from tools.pdf.press import finished, press, printed
from tools.review.assemble import address, cited
from tools.review.shown import parse
from tools.review.state import State

FAMILIES = ("book/families", "book/families_nl")
SIDES = 2
SIZES = (14, 13.5, 13, 12.5, 12, 11.5, 11)  # points of a sheet for families: the largest that fits
SMALL = (10, 9.5, 9, 8.5)  # of the certificate
# What a page has for its readers on a screen.
SCREEN = (
    ".headerlink", ".claim__mark", ".claim__word", "script", "style", ".without-files", ".readings",
)  # fmt: skip


# ------------------------------------------------------------------ what is printed


def family(book: Path, page: str, at: State, citation: Mapping[str, Any]) -> tuple[str, str, str]:
    """The page for families as a sheet: its language, its title, what stands on it.

    What only leads to other pages is left out: the other language, and the last section.
    """
    document = parse((book / f"{page}.html").read_text(encoding="utf-8"))
    article = document.find("article")
    for selector in SCREEN:
        for element in article.select(selector):
            element.decompose()
    whole = article.find("section")
    sections = whole.find_all("section", recursive=False)
    sections[-1].decompose()
    title = whole.find("h1").get_text(strip=True)
    for paragraph in whole.find_all("p", recursive=False):
        if paragraph.get_text(strip=True) == paragraph.find("a", string=True).get_text(strip=True):
            paragraph.decompose()
    for element in whole.find_all(["a", "section"]):
        element.unwrap()
    foot = " · ".join([address(citation), escape(at.said), "CC BY 4.0"])
    inner = "".join(str(child) for child in whole.children)
    return document.html["lang"], title, f'{inner}<p class="foot">{foot}</p>'


def certificate(root: Path, book: Path, at: State, citation: Mapping[str, Any]) -> str:
    """The page for reviewers: what was checked, what came out, how to repeat it."""
    judged = verdicts.judge(records=None)
    every = list(judged.values())
    roads = verification.read()
    words = {
        "paper": inline(cited(citation)),
        "readings": len(judged.readings),
        "rows": "\n".join(counted(every)),
        "claims": len(every),
        "against": sum(one.verdict in verdicts.AGAINST for one in every),
        "able": sum(one.could_fail for one in every),
        "conditions": "\n".join(conditional(every)),
        "roads": len(roads),
        "agree": sum(one["the two"] == verification.AGREE for one in roads),
        "mutants": found(faults.score(root)),
        "commit": escape(at.commit or "none") + (" with changes" if at.dirty else ""),
        "day": at.day,
        "version": escape(at.version),
        "verdicts": hash_of_verdicts(root),
        "receipt": hash_of_receipt(book),
    }
    text = (importlib.resources.files("tools.pdf") / "certificate.html").read_text(encoding="utf-8")
    return Template(text).substitute(words)


def counted(every: list[Any]) -> Iterator[str]:
    """A row of the table for each verdict that occurs."""
    for name, mark in VERDICTS.items():
        here = [one for one in every if one.verdict == name]
        if here:
            meaning = verdicts.MEANINGS[name]
            able = sum(one.could_fail for one in here)
            yield (
                f'<tr><th scope="row">{escape(mark.word)}</th><td>{inline(meaning)}</td>'
                f'<td class="number">{len(here)}</td><td class="number">{able}</td></tr>'
            )


def conditional(every: list[Any]) -> Iterator[str]:
    """Each condition with the claims that rest on it."""
    by: dict[str, list[str]] = {}
    for one in every:
        if one.condition:
            by.setdefault(one.condition, []).append(
                f"{typeset_printed(one.printed)} ({one.statement})"
            )
    for condition, claims in by.items():
        yield f"<li><b>If {inline(condition)}:</b> {inline('; '.join(claims))}.</li>"


def found(score: tuple[int, int] | None) -> str:
    """How many faults the checks found.

    >>> found((240, 240)), found(None)
    ('240 of 240 were found', 'not tried on this state')
    """
    return f"{score[0]} of {score[1]} were found" if score else "not tried on this state"


def hash_of_verdicts(root: Path) -> str:
    """The SHA-256 of what ``passion verify --json`` prints."""
    command = [str(Path(sys.executable).with_name("passion")), "verify", "--json"]
    said = subprocess.run(command, cwd=root, capture_output=True).stdout
    if not said:
        raise InputError("passion verify said nothing: run `make env`")
    return hashlib.sha256(said).hexdigest()


def hash_of_receipt(book: Path) -> str:
    """The SHA-256 of the receipt as built: its text, without the times that a clock told."""
    page = (book / receipt.PAGE.with_suffix(".html")).read_text(encoding="utf-8")
    text = " ".join(parse(receipt.without_times(page)).find("article").get_text(" ").split())
    return hashlib.sha256(text.encode()).hexdigest()


# ------------------------------------------------------------------ how it is printed


def document(language: str, title: str, inner: str, size: float) -> str:
    """A whole document of HTML; its addresses are those of the book's folder."""
    house = (importlib.resources.files("tools.pdf") / "short.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" data-theme="light"><head><meta charset="utf-8">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="_static/page.css">'
        f"<style>{house}\n:root {{ --size: {size}pt; }}</style></head><body>{inner}</body></html>"
    )


def fitted(
    book: Path, language: str, title: str, inner: str, sides: int, sizes: tuple[float, ...]
) -> bytes:
    """The document in the largest letters in which it has so many sides.

    Raises
    ------
    InputError
        If it does not fit even in the smallest.
    """
    from pypdf import PdfReader

    def tried(tab: Any, size: float) -> tuple[bytes, bool]:
        data, _ = printed(tab, document(language, title, inner, size))
        return data, len(PdfReader(io.BytesIO(data)).pages) <= sides

    with press(book) as tab:
        fits = next((size for size in sizes if tried(tab, size)[1]), None)
    if fits is None:
        raise InputError(
            f"{title}: more than {sides} sides in letters of {sizes[-1]} points: shorten it"
        )
    with press(book) as tab:  # what a browser has printed before shows in the numbers of its tags
        return tried(tab, fits)[0]


def write(root: Path, book: Path, at: State, folder: Path) -> dict[str, Path]:
    """Print all short documents into a folder; each by its name."""
    citation = render.load_yaml(root / "CITATION.cff")
    author = citation["authors"][0]["name"]
    jobs: dict[str, tuple[str, str, str, int, tuple[float, ...]]] = {
        page.rpartition("/")[2]: (*family(book, page, at, citation), SIDES, SIZES)
        for page in FAMILIES
    }
    title = "What was checked, on one page"
    jobs["certificate"] = ("en", title, certificate(root, book, at, citation), 1, SMALL)
    made = {}
    folder.mkdir(parents=True, exist_ok=True)
    for name, (language, said, inner, sides, sizes) in jobs.items():
        data = fitted(book, language, said, inner, sides, sizes)
        made[name] = folder / f"{name}.pdf"
        partial = made[name].with_suffix(".partial")
        partial.write_bytes(finished(data, said, author, citation["title"], at))
        partial.replace(made[name])
    return made
