"""The document that a browser sets: cover, contents with page numbers, chapters."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from printed.book import render
from tools.pdf.pages import chapters, slug
from tools.review.assemble import address, cited
from tools.review.state import State

ABOUT = "What the printed numbers of one clinical paper determine, leave open or contradict"


def contents(root: Path) -> list[tuple[str, list[tuple[str, int]]]]:
    """The table of contents: parts with their pages, each with its depth; the first part has none.

    >>> from passion import paths
    >>> contents(paths.ROOT)[0]
    ('', [('book/intro', 0)])
    """
    listed = render.load_yaml(root / "_toc.yml")

    def entries(nodes: Sequence[Mapping[str, Any]], depth: int) -> Iterator[tuple[str, int]]:
        for node in nodes:
            yield str(node["file"]), depth
            yield from entries(node.get("sections") or (), depth + 1)

    parts = [("", [(str(listed["root"]), 0)])]
    for part in listed.get("parts") or ():
        parts.append((part.get("caption", ""), list(entries(part["chapters"], 0))))
    return parts


def frame(root: Path, book: Path, at: State) -> tuple[str, str, dict[str, str]]:
    """The whole book as one HTML document but for its contents, and the titles of its pages.

    Parameters
    ----------
    root, book : Path
        The repository, and the folder of its HTML; addresses are those of that folder.
    at : State

    Returns
    -------
    before, after : str
        The contents go between them.
    titles : dict of str to str
    """
    titles, made, styles = chapters(book, render.pages(root))
    config = render.load_yaml(root / "_config.yml")
    citation = render.load_yaml(root / "CITATION.cff")
    house = (importlib.resources.files("tools.pdf") / "book.css").read_text(encoding="utf-8")
    before = [
        '<!DOCTYPE html>\n<html lang="en" data-theme="light" data-mode="light"><head>',
        '<meta charset="utf-8">',
        f"<title>{escape(config['title'])}</title>",
        *styles,
        f"<style>{house}\n{running_heads(config['title'], titles)}</style></head>",
        '<body><div class="bd-main"><div class="bd-content"><div class="bd-article-container">',
        '<article class="bd-article">',
        cover(config, citation, at),
    ]
    after = [*made, "</article></div></div></div></body></html>"]
    return "\n".join(before), "\n".join(after), titles


def closer(html: str, pages: Iterable[str]) -> str:
    """The same chapters, with the lines of these pages a little closer."""
    for page in pages:
        html = html.replace(
            f'<section class="chapter" id="{slug(page)}">',
            f'<section class="chapter chapter--close" id="{slug(page)}">',
        )
    return html


def running_heads(book: str, titles: Mapping[str, str]) -> str:
    """A style for each chapter: the book's title and its own at the head of its sheets."""
    rules = []
    for number, (page, title) in enumerate(titles.items()):
        rules.append(
            f"#{slug(page)} {{ page: c{number}; }}\n"
            f"@page c{number} {{\n"
            f"  @top-left {{ content: {quoted(book)}; color: #48566b; }}\n"
            f"  @top-right {{ content: {quoted(title)}; color: #48566b; }}\n}}"
        )
    return "\n".join(rules)


def quoted(text: str) -> str:
    r"""A text as a string of a style sheet, safe within a page.

    >>> quoted('a "b" </style>')
    '"a \\22 b\\22  \\3c /style>"'
    """
    for sign in ("\\", '"', "<", "\n"):
        text = text.replace(sign, f"\\{ord(sign):x} ") if sign != "\\" else text.replace(sign, "")
    return f'"{text}"'


def cover(config: Mapping[str, Any], citation: Mapping[str, Any], at: State) -> str:
    """The first sheet."""
    paper = citation["references"][0]
    return (
        f'<section class="cover"><h1>{escape(config["title"])}</h1>'
        f'<p class="cover__about">{escape(ABOUT)}</p><div class="cover__rule"></div>'
        f"<p>{escape(config['author'])}</p>"
        f"<p>The paper whose printed numbers are recomputed:<br>{escape(cited(citation))}</p>"
        f'<div class="cover__foot"><p>{escape(at.said[:1].upper() + at.said[1:])}.</p>'
        "<p>Text and figures: CC BY 4.0. Code: MIT license.</p>"
        "<p>No medical advice. Nothing in this book is a reading for an individual child, and it"
        " holds no child's record.</p>"
        f'<p>Cite the paper by its address, <a href="{address(citation)}">{paper["doi"]}</a>, and'
        " this book by its title, version and commit.</p></div></section>"
    )


def contents_page(
    parts: Sequence[tuple[str, Sequence[tuple[str, int]]]],
    titles: Mapping[str, str],
    numbers: Mapping[str, int] | None,
) -> str:
    """The contents; a number takes the same room whether it is known yet or not."""
    lines = ['<nav class="book-contents" id="contents"><h1>Contents</h1>']
    for caption, entries in parts:
        if caption:
            lines.append(f"<h2>{escape(caption)}</h2>")
        lines.append("<ol>")
        for page, depth in entries:
            number = numbers[page] if numbers else "000"
            lines.append(
                f'<li{" class=sub" if depth else ""}><a href="#{slug(page)}">'
                f'{escape(titles[page])}</a><span class="dots"></span>'
                f'<span class="number">{number}</span></li>'
            )
        lines.append("</ol>")
    return "\n".join([*lines, "</nav>"])
