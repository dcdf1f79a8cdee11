"""The cells of a table in any of its forms, each with the place of its text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from printed.errors import InputError
from printed.problem.drafts.cells import Cell

WIDEST = 50  # columns of one cell


def rows_of(text: str) -> list[list[Cell]]:
    """The cells of a table in any of its forms."""
    if re.search(r"<\s*t[rdh]\b", text, re.IGNORECASE):
        reader = _Html(text)
        return reader.rows
    lines = text.splitlines(keepends=True)
    if any("\t" in line for line in lines):
        return _split(lines, re.compile(r"\t"))
    if sum("|" in line for line in lines) * 2 > len(lines):
        barred = [line.strip() for line in lines if "|" in line]
        outer = all(line[0] == "|" for line in barred), all(line[-1] == "|" for line in barred)
        return [
            _inside(row, outer) if "|" in line else row
            for row, line in zip(_split(lines, re.compile(r"\|")), lines, strict=True)
            if not all(re.fullmatch(r"\s*:?-*:?\s*", cell.text) for cell in row)
        ]
    if sum("," in line for line in lines) * 2 > len(lines):
        return _csv(text)
    return _split(lines, re.compile(r" {2,}|\s*\|\s*"))


def _inside(row: list[Cell], outer: tuple[bool, bool]) -> list[Cell]:
    """The cells of a line without what stands outside of bars around the whole table."""
    return row[outer[0] : len(row) - outer[1]]


def _split(lines: Sequence[str], between: re.Pattern[str]) -> list[list[Cell]]:
    rows, at = [], 0
    for line in lines:
        body = line.rstrip("\r\n")
        cells, start = [], 0
        for match in between.finditer(body):
            cells.append(Cell(body[start : match.start()], at + start))
            start = match.end()
        cells.append(Cell(body[start:], at + start))
        rows.append(cells)
        at += len(line)
    return rows


def _csv(text: str) -> list[list[Cell]]:
    """Comma separated cells; the place of each is looked for after the one before."""
    rows, place = [], 0
    try:
        text = text.replace("\0", " ")
        listed = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise InputError(f"is no comma separated table: {error}") from None
    for line in listed:
        cells = []
        for value in line:
            found = text.find(value, place)
            if found < 0:  # with a quotation mark inside: not as it stands there
                cells.append(Cell("", place))
                continue
            cells.append(Cell(value, found))
            place = found + len(value)
        rows.append(cells)
    return rows


class _Html(HTMLParser):
    """The cells of an HTML table."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.rows: list[list[Cell]] = []
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._open = False
        self._wide = 0  # columns of the last cell beyond its first
        self.feed(text)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """A row or a cell begins."""
        if tag == "tr":
            self.rows.append([])
            self._wide = 0
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1] += [Cell("", self._at())] * (self._wide + 1)
            span = dict(attrs).get("colspan") or "1"
            self._wide = min(int(span), WIDEST) - 1 if re.fullmatch(r"[1-9]\d{0,3}", span) else 0
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        """A cell ends."""
        if tag in ("td", "th", "tr"):
            self._open = False

    def handle_data(self, data: str) -> None:
        """The first text of a cell is what is read."""
        if self._open and self.rows and self.rows[-1] and not self.rows[-1][-1].text.strip():
            lead = len(data) - len(data.lstrip())
            self.rows[-1][-1] = Cell(data.strip(), self._at() + lead)

    def handle_entityref(self, name: str) -> None:
        """An entity ends what is read of a cell, but for the sign of a spread."""

    def handle_charref(self, name: str) -> None:
        """The same."""
