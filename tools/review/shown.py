"""What the built pages show, as data: every table, and the numbers of every figure, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from printed.book.tables import to_csv
from printed.errors import InputError

DATA_LINK = "data:text/csv;charset=utf-8,"


@dataclass(frozen=True)
class Shown:
    """A table or a figure of a page.

    Parameters
    ----------
    kind : str
        ``table`` or ``figure``.
    page, name : str
        The page, and the id on it.
    caption : str
    csv : str
        The table, or what the figure draws.
    """

    kind: str
    page: str
    name: str
    caption: str
    csv: str

    @property
    def file(self) -> str:
        """Its place in the pack."""
        return f"{self.kind}s/{self.page.rpartition('/')[2]}/{self.name}.csv"


def parse(html: str) -> Any:
    """A page as a document."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "lxml")


def title(page: Any) -> str:
    """The title of a page."""
    head = page.find("h1")
    for link in head.select(".headerlink"):
        link.extract()
    return " ".join(head.get_text().split())


def words(element: Any) -> str:
    """The text of an element on one line."""
    return " ".join(element.get_text(" ").split()) if element is not None else ""


def tables(page: str, document: Any) -> Iterator[Shown]:
    """Every table of a page: those of the house from their own CSV, others from their cells."""
    article = document.find("article")
    for clock in article.select(".measured"):  # two books of one commit show the same data
        clock.string = ""
    for number, table in enumerate(article.find_all("table"), 1):
        if "highlighttable" in (table.get("class") or ()) or table.find_parent("figure"):
            continue  # code, or the numbers of a figure
        block = table.find_parent(class_="data-table")
        link = block.select_one(".data-table__download a") if block else None
        if link is not None:
            text = unquote(link["href"].removeprefix(DATA_LINK))
        else:
            cells = [
                [words(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")
            ]
            text = to_csv(cells[0], cells[1:])
        name = block["id"] if block else f"table-{number}"
        caption = words(block.select_one(".data-table__caption")) if block else title(document)
        yield Shown("table", page, name, caption, text)


def figures(page: str, document: Any) -> Iterator[Shown]:
    """Every figure of a page with the numbers that it draws.

    Raises
    ------
    InputError
        For a figure without its numbers.
    """
    for figure in document.select("article figure"):
        link, name = figure.select_one(".panel__files a[download]"), figure.get("id")
        if link is None:
            raise InputError(f"figure {name!r} gives no table of its numbers", file=page)
        text = unquote(link["href"].removeprefix(DATA_LINK))
        yield Shown("figure", page, name, words(figure.find("figcaption")), text)


def everything(book: Path, pages: list[str]) -> tuple[list[Shown], dict[str, str]]:
    """All tables and figures of a book in reading order, and the title of each page.

    Parameters
    ----------
    book : Path
        The folder of its HTML.
    pages : list of str
        In reading order.
    """
    shown: list[Shown] = []
    titles = {}
    for page in pages:
        document = parse((book / f"{page}.html").read_text(encoding="utf-8"))
        titles[page] = title(document)
        shown += [*tables(page, document), *figures(page, document)]
    return shown, titles


def listed(shown: list[Shown]) -> str:
    """The list of all of them, as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["file", "kind", "page", "id", "caption"])
    writer.writerows([one.file, one.kind, one.page, one.name, one.caption] for one in shown)
    return buffer.getvalue()
