"""A table of results as a draft: comma or tab separated, HTML, or columns pasted from a PDF.

The first row names the groups, with their sizes as ``(n = 30)``; a row's cells are read by their
form alone: ``43/51 (84.3%)``, ``12 (40%)``, ``20 ± 4``, ``3.1 (1.2)`` and a P value at the end.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from printed.errors import InputError
from printed.problem.drafts.draft import Draft, DraftItem, checked
from printed.problem.drafts.tokens import NUM, Token

LARGEST = 1_000_000  # characters
MOST_ROWS = 2_000
_SIZE = re.compile(r"\b[nN]\s*=\s*(\d{1,6})\b")
_P_NAME = re.compile(r"\s*P\b(?:[\s-]*value)?", re.IGNORECASE)
_P = re.compile(
    rf"\s*(?:P\s*=?\s*)?((?:[<>\u2264\u2265]\s*)?{NUM}|NS|n\.s\.)\s*[*\u2020\u2021a-d]?\s*",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"\s*(\d+)\s*(?:/\s*(\d+)\s*)?(?:[(\[]\s*({NUM})\s*(%?)\s*[)\]]|({NUM}%))?\s*")
_SPREAD = re.compile(rf"\s*({NUM})\s*(?:\u00b1|\+/-)\s*({NUM})\s*")
_BRACKETS = re.compile(rf"\s*({NUM})\s*\(\s*({NUM})\s*\)\s*")
_PERCENT = re.compile(rf"\s*({NUM})\s*%\s*")
_ANY = re.compile(rf"{NUM}%?")


@dataclass(frozen=True)
class Cell:
    """A cell with the place of its text."""

    text: str
    at: int


def read_table(text: str, file: str | None = None) -> Draft:
    """The draft of a table's rows.

    Parameters
    ----------
    text : str
        CSV, tab-separated text, HTML, or columns with two blanks between them.
    file : str, optional

    Raises
    ------
    InputError
        If it is no table or too large.

    Examples
    --------
    >>> draft = read_table("Outcome,A (n = 48),B (n = 42),P\\nHealed,25 (52%),12 (29%),0.03")
    >>> draft.items[0].tree
    {'kind': 'table', 'group1': '25/48 (52%)', 'group2': '12/42 (29%)', 'p': '0.03'}
    """
    if len(text) > LARGEST:
        raise InputError(f"the table has {len(text)} characters, more than {LARGEST}", file=file)
    rows = [row for row in rows_of(text) if any(cell.text.strip() for cell in row)]
    if len(rows) > MOST_ROWS:
        raise InputError(f"the table has {len(rows)} rows, more than {MOST_ROWS}", file=file)
    if not rows or max(map(len, rows)) < 2:
        raise InputError("there is no table: rows of two cells at least", file=file)
    head = rows[0]
    sizes = [_size(cell.text) for cell in head]
    p_at = [i for i, cell in enumerate(head) if _P_NAME.match(cell.text)]
    items: list[DraftItem] = []
    taken: set[int] = set()
    for row in rows[1:]:
        item = _item(f"row{len(items) + 1}", row, sizes, p_at[0] if p_at else None)
        if item is not None:
            items.append(checked(item))
            taken |= {token.at for token in item.tokens}
    left = [
        Token("number", match.group(), cell.at + match.start())
        for row in rows
        for cell in row
        for match in _ANY.finditer(cell.text)
        if cell.at + match.start() not in taken
    ]
    return Draft(tuple(items), tuple(left), file)


def _size(text: str) -> int | None:
    match = _SIZE.search(text)
    return int(match[1]) if match else None


def _item(
    name: str, row: Sequence[Cell], sizes: Sequence[int | None], p_at: int | None
) -> DraftItem | None:
    """A row as an item; None where its cells are of no known form."""
    tokens: list[Token] = []
    p: str | None = None
    cells = list(enumerate(row))[1:]
    if p_at is not None and p_at < len(row):
        match = _P.fullmatch(row[p_at].text)
        if match:
            p = match[1]
            tokens.append(Token("p", p, row[p_at].at + match.start(1)))
        cells = [(i, cell) for i, cell in cells if i != p_at]
    groups = [(sizes[i] if i < len(sizes) else None, cell) for i, cell in cells]
    groups = [(n, cell) for n, cell in groups if cell.text.strip() not in ("", "-", "\u2013")]
    if not groups:
        return None
    missing: list[str] = []
    form, found = "shares", _shares(groups, tokens, missing)
    if found is None:
        missing.clear()
        form, found = "means", _means(groups, tokens, missing)
    if found is None:
        return None
    entries: dict[str, Any]
    if len(groups) == 1:
        kind, entries = ("count", found[1][0]) if form == "shares" else ("sample", found[1][0])
        if p is not None:
            missing.append("the other group")
    elif form == "shares":
        kind = "table" if len(groups) == 2 else "crosstab"
        entries = {"group1": found[0][0], "group2": found[0][1]} if kind == "table" else {
            "rows": [found[0]]
        }  # fmt: skip
    else:
        kind = "ttest" if len(groups) == 2 else "anova"
        entries = {"group1": found[1][0], "group2": found[1][1]} if kind == "ttest" else {
            "groups": found[1]
        }  # fmt: skip
    if p is not None:
        entries = {**entries, "p": p}
    quote = " | ".join(cell.text.strip() for cell in row)
    return DraftItem(name, kind, entries, tuple(sorted(tokens, key=lambda t: t.at)), quote,
                     tuple(missing))  # fmt: skip


Groups = Sequence[tuple[int | None, Cell]]
Found = tuple[list[str], list[dict[str, Any]]]


def _shares(groups: Groups, tokens: list[Token], missing: list[str]) -> Found | None:
    """Counts with or without percentages, or percentages of a known size."""
    texts: list[str] = []
    entries: list[dict[str, Any]] = []
    new: list[Token] = []
    for size, cell in groups:
        match, share = _COUNT.fullmatch(cell.text), _PERCENT.fullmatch(cell.text)
        if share:
            text = f"{share[1]}%"
            new.append(Token("percent", share[1], cell.at + share.start(1)))
            texts.append(f"{text}/{size}" if size else text)
            entries.append({**({"n": size} if size else {}), "percent": text})
        elif match and (match[2] or size or match[3] or match[5]):
            k, n = match[1], match[2] or (str(size) if size else None)
            percent = match[3] and f"{match[3]}%" or match[5]
            if size and not match[2] and int(k) > size:
                return None  # no count of that group
            if match[3] and not match[4] and not match[2] and (
                n is None or abs(100 * int(k) / int(n) - float(match[3].replace("\u00b7", "."))) > 5
            ):
                return None  # a mean with its SD, as it seems
            for i, kind in ((1, "count"), (2, "n"), (3, "percent"), (5, "percent")):
                if match[i]:
                    new.append(Token(kind, match[i], cell.at + match.start(i)))
            shown = f" ({percent})" if percent else ""
            texts.append(f"{k}/{n}{shown}" if n else f"{k}{shown}")
            entries.append(
                {"k": int(k), **({"n": int(n)} if n else {}),
                 **({"percent": percent} if percent else {})}
            )  # fmt: skip
        else:
            return None
        if "n" not in entries[-1]:
            missing.append(f"the denominator of {texts[-1]}")
    tokens += new
    return texts, entries


def _means(groups: Groups, tokens: list[Token], missing: list[str]) -> Found | None:
    """Means with SDs."""
    entries: list[dict[str, Any]] = []
    new: list[Token] = []
    for i, (size, cell) in enumerate(groups, 1):
        match = _SPREAD.fullmatch(cell.text) or _BRACKETS.fullmatch(cell.text)
        if match is None:
            return None
        new += [Token(kind, match[j], cell.at + match.start(j))
                for j, kind in ((1, "mean"), (2, "sd"))]  # fmt: skip
        entries.append({**({"n": size} if size else {}), "mean": match[1], "sd": match[2]})
        if not size:
            missing.append(f"the size of group {i}")
    tokens += new
    return [], entries


# --------------------------------------------------------------------------- rows of cells


def rows_of(text: str) -> list[list[Cell]]:
    """The cells of a table in any of its forms."""
    if re.search(r"<\s*t[rdh]\b", text, re.IGNORECASE):
        reader = _Html(text)
        return reader.rows
    lines = text.splitlines(keepends=True)
    if any("\t" in line for line in lines):
        return _split(lines, re.compile(r"\t"))
    if sum("," in line for line in lines) * 2 > len(lines):
        return _csv(text)
    return _split(lines, re.compile(r" {2,}|\s*\|\s*"))


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
        self.feed(text)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """A row or a cell begins."""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append(Cell("", self._at()))
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
