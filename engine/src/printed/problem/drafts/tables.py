"""A table of results as a draft: comma or tab separated, HTML, or columns pasted from a page.

What a column holds is read from its head: groups with their sizes as ``(n = 30)``, ratios and
differences with their intervals, and the P value of what stands before it. A cell is read by its
form, ``43/51 (84.3%)``, ``12 (40%)``, ``20 ± 4``, ``3.1 (1.2)``, ``63 (49-76)``, and by what its
row, its section or its column says that it is. A cell that can be two things is left unmatched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from printed.errors import InputError
from printed.problem.drafts.cells import (
    Cell,
    Said,
    Value,
    interval_of,
    number_of,
    p_of,
    statistic_of,
    value_of,
)
from printed.problem.drafts.columns import (
    P_ROW,
    Column,
    columns_of,
    comparison,
    diagnosed,
    is_crude,
    is_either,
    is_predictive,
    parts_of,
    sizes_of,
)
from printed.problem.drafts.draft import Draft, DraftItem, checked
from printed.problem.drafts.grids import rows_of
from printed.problem.drafts.incidence import incidence
from printed.problem.drafts.settle import MODELLED, name_of, settled
from printed.problem.drafts.tokens import ANY, Token

LARGEST = 1_000_000  # characters
MOST_ROWS = 2_000
_LEVEL = re.compile(r"(\d\d(?:\.\d+)?)\s?%\s*(?:CI|confidence)", re.IGNORECASE)


def read_table(text: str, file: str | None = None) -> Draft:
    """The draft of a table's rows.

    Parameters
    ----------
    text : str
        CSV, tab-separated text, HTML, or columns with two blanks or a bar between them.
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
    found = chain.from_iterable(
        _items(_read(part[first:], columns, text))
        for part in parts_of(rows)
        for columns, first in (columns_of(part),)
    )
    drafted = (
        checked(DraftItem("row", kind, entries, tuple(tokens), quote, tuple(missing),
                          contrast=said[0] if said else ""))
        for kind, entries, tokens, missing, quote, *said in found
    )  # fmt: skip
    items = [
        replace(item, name=f"row{i}", tokens=tuple(sorted(item.tokens, key=lambda t: t.at)))
        for i, item in enumerate(settled(drafted, text), 1)
    ]
    taken = {at for item in items for token in item.tokens for at in range(token.at, token.end)}
    left = [
        Token("number", match.group(), cell.at + match.start())
        for row in rows
        for cell in row
        for match in ANY.finditer(cell.text)
        if taken.isdisjoint(range(cell.at + match.start(), cell.at + match.end()))
    ]
    return Draft(tuple(items), tuple(left), file)


# --------------------------------------------------------------------------- rows and sections

Found = tuple[Any, ...]  # kind, entries, tokens, what is missing, quote; what an estimate is


@dataclass
class _Block:
    """Groups beside each other, and the P value of their comparison."""

    values: list[Value] = field(default_factory=list)
    p: Token | None = None
    statistic: tuple[str, Token] | None = None

    @property
    def form(self) -> str:
        """The form of all of them, or none."""
        forms = {one.form for one in self.values}
        return forms.pop() if len(forms) == 1 else ""


@dataclass
class _Row:
    """What was read of a row."""

    quote: str
    section: int  # of which row that names others it is
    blocks: list[_Block] = field(default_factory=list)
    single: list[Value] = field(default_factory=list)
    estimates: list[tuple[str, Value, Token | None]] = field(default_factory=list)
    heads: bool = False  # it only names the rows that follow


def _read(rows: Sequence[Sequence[Cell]], columns: Sequence[Column], text: str) -> list[_Row]:
    sizes: dict[int, int] = {}
    section, name = 0, ""
    found: list[_Row] = []
    for row in rows:
        told = sizes_of(row, columns)
        if told:  # the number of patients, in a row of its own
            sizes = told
            continue
        quote = " | ".join(cell.text.strip() for cell in row)
        values = [(i, cell) for i, cell in enumerate(row) if i and cell.text.strip() not in EMPTY]
        p = p_of(values[0][1]) if len(values) == 1 else None
        in_p = p is not None and values[0][0] < len(columns) and columns[values[0][0]].role == "p"
        if P_ROW.fullmatch(row[0].text) and p is not None and found and found[-1].estimates:
            role, value, before = found[-1].estimates[-1]
            if before is None:  # below the difference that it is of
                found[-1].estimates[-1] = (role, value, p)
                continue
        if not values or p is not None and (in_p or re.search(r"[.<\u00b7]", p.text)):
            section, name = section + 1, row[0].text  # it names the rows that follow
            blocks = [] if p is None else [_Block(p=p)]
            found.append(_Row(quote, section, blocks, heads=True))
            continue
        parts = (row[0].text, name)
        found.append(_row(_Row(quote, section), row, columns, sizes, parts, text))
    return found


EMPTY = ("", "-", "\u2013", "\u2014", "\u2212", "..", "...", "NA", "N/A", "\u00a0")


def _row(
    found: _Row,
    row: Sequence[Cell],
    columns: Sequence[Column],
    sizes: Mapping[int, int],
    parts: tuple[str, ...],
    text: str,
) -> _Row:
    """The cells of a row, from left to right; P belongs to what stands before it."""
    block = _Block()
    last, told = "", ""
    at = 1
    rate, used = incidence(row, columns) or (None, set[int]())
    if rate is not None:
        found.single.append(rate)
    while at < min(len(row), len(columns)):
        column, cell = columns[at], row[at]
        at += 1
        if cell.text.strip() in EMPTY or at - 1 in used:
            continue
        value = interval_of(cell)
        named = value.text if value is not None else ""
        if column.role in ("group", "interval") and value is not None and not named:
            named = comparison(row[0].text) or (
                "" if column.role == "group" else next(
                    (one for one in map(comparison, (other.text for other in row[1:])) if one), ""
                )
            )  # fmt: skip
        if named and value is not None:
            value.said = f"{row[0].text} {column.said} {cell.text}"
            found.estimates.append((named, value, None))
            last = "estimate"
        elif column.role == "p" or column.role in ("other", "group") and _tested(cell):
            token = p_of(cell)
            if token is None:
                continue
            if column.role != "p":
                block.statistic = statistic_of(cell)
            counted = block.form == "share" and len(block.values) == 2
            crude = counted and is_crude(told) and block.p is None
            if last == "estimate" and found.estimates[-1][2] is None and not crude:
                found.estimates[-1] = (*found.estimates[-1][:2], token)
            elif block.p is None and (block.values or not found.blocks):
                block.p = token
                if block.values:
                    found.blocks.append(block)
                    block = _Block()
            last = "p"
        elif column.role == "other":
            block.statistic = statistic_of(cell, column.said) or block.statistic
        elif column.role in ("ratio", "difference", "interval"):
            if value is None and at < len(row) and at < len(columns) and columns[at].role == "ci":
                value = number_of(cell, row[at])
                at += value is not None
            if value is not None:
                beside = block if block.values or not found.blocks else found.blocks[-1]
                means = is_either(column.said) and beside.form == "mean"
                role = "difference" if means else column.role
                value.said = f"{row[0].text} {column.said} {cell.text}"
                found.estimates.append((value.text or role, value, None))
                last, told = "estimate", column.said
        elif column.role in ("group", "total", "share"):
            partner = row[at] if at < min(len(row), len(columns)) and column.pairs else None
            size = column.size if column.size is not None else sizes.get(at - 1)
            said = Said((*parts, column.said), text)
            value = value_of(cell, partner, column, size, said)
            at += column.pairs
            if column.role == "group":  # of a group that is not understood, nothing is compared
                block.values.append(Value("none", {}, []) if value is None else value)
                last = "group"
            elif value is not None:
                known = diagnosed(row, columns, column.said) if column.role == "share" else None
                if known is not None and "k" not in value.entries:
                    value = _of_cells(value, *known, is_predictive(column.said))
                found.single.append(value)
    if block.values or block.p is not None:
        found.blocks.append(block)
    return found


def _of_cells(value: Value, k: int, n: int, predictive: bool) -> Value:
    """A diagnostic share with its count; the interval of a predictive value is not of a share."""
    told: dict[str, Any] = {"k": k, "n": n, **value.entries}
    tokens = value.tokens
    if predictive:
        told.pop("ci", None)
        tokens = [token for token in tokens if token.kind != "ci"]
    return Value(value.form, told, tokens)


def _tested(cell: Cell) -> bool:
    """Whether a cell tells of a test, with its P value by name."""
    return re.search(r"\bP\s*[=<>\u2264]", cell.text) is not None and p_of(cell) is not None


def _items(rows: Sequence[_Row]) -> Iterator[Found]:
    for i, row in enumerate(rows):
        whole = _categories(rows, i)
        for j, block in enumerate(row.blocks):
            if j == 0 and whole is not None:
                kind, entries, p = whole
                if not row.heads:
                    yield from _compared(_Block(block.values), row.quote)
                    entries = {**entries, "p": p.text}
                    yield kind, entries, [p], [], row.quote
                else:
                    yield kind, {**entries, "p": p.text}, [p], [], row.quote
            elif not row.heads:
                alone = j == 0 and _beside_others(rows, i)
                yield from _compared(_Block(block.values) if alone else block, row.quote)
        for value in row.single:
            yield from _compared(_Block([value]), row.quote)
        medians = any(one.form == "median" for block in row.blocks for one in block.values)
        for role, value, token in row.estimates:
            kind, entries, tokens, missing, quote = _estimate(role, value, token, row.quote)
            if medians and role != "ratio":
                missing.append("how the interval between medians was made")
            yield kind, entries, tokens, missing, quote, _contrast(role, value.said, row.blocks)


def _contrast(role: str, said: str, blocks: Sequence[_Block]) -> str:
    """What an estimate is: a difference is one of what stands beside it."""
    name = name_of(said)
    forms = {block.form for block in blocks}
    if name not in ("", "mean") or role != "difference" or len(forms) != 1:
        return name
    if MODELLED.search(said):
        return name
    return {"share": "risk_difference", "mean": "mean"}.get(forms.pop(), name)


def _run(rows: Sequence[_Row], start: int) -> list[_Row]:
    """The row of a P value with the rows of its section that have none, or those below its head."""
    row = rows[start]
    same = [one for one in rows if one.section == row.section and not one.heads]
    if row.heads:
        run = []
        for one in same:
            if one.blocks and one.blocks[0].p is not None:
                break
            run.append(one)
        return run
    with_p = [one for one in same if one.blocks and one.blocks[0].p is not None]
    if row.section and len(with_p) == 1:
        return same
    after = [row]
    for one in rows[start + 1 :]:
        if one.section != row.section or one.heads or (one.blocks and one.blocks[0].p is not None):
            break
        after.append(one)
    return after


def _categories(rows: Sequence[_Row], i: int) -> tuple[str, dict[str, Any], Token] | None:
    """The table of categories that make up a whole, of which a row prints the P value."""
    row = rows[i]
    p = row.blocks[0].p if row.blocks else None
    if p is None:
        return None
    run = _run(rows, i)
    if len(run) < 2 or (len(run) == 2 and not row.heads):
        return None
    cells: list[list[int]] = []
    sizes: list[int | None] = []
    for one in run:
        block = one.blocks[0] if one.blocks else _Block()
        if block.form != "share" or any(value.get("k") is None for value in block.values):
            break
        here = [value.get("n") for value in block.values]
        if cells and (here != sizes or len(here) < 2):
            break
        sizes = here
        cells.append([value.entries["k"] for value in block.values])
        sums = [sum(column) for column in zip(*cells, strict=True)]
        if len(cells) > 1 and len(here) > 1 and sums == sizes:
            if row not in run[: len(cells)] and not row.heads:
                return None
            by_group = [[str(k) for k in column] for column in zip(*cells, strict=True)]
            return "crosstab", {"rows": by_group}, p
    return None


def _beside_others(rows: Sequence[_Row], i: int) -> bool:
    """Whether a section prints one P value only, which may be of all its rows together."""
    row = rows[i]
    run = _run(rows, i)
    with_p = [one for one in run if one.blocks and one.blocks[0].p is not None]
    return bool(row.section) and len(run) > 2 and len(with_p) == 1


# --------------------------------------------------------------------------- items


def _compared(block: _Block, quote: str) -> Iterator[Found]:
    """The items of groups beside each other; none where one of them could not be read."""
    values, p = block.values, block.p
    form = block.form
    if not values or form in ("", "none"):
        return
    if form == "rates":
        yield form, dict(values[0].entries), values[0].tokens, [], quote
        return
    tokens = [token for value in values for token in value.tokens]
    missing = list(dict.fromkeys(note for value in values for note in value.missing))
    p_entry = {} if p is None else {"p": p.text}
    p_token = [] if p is None else [p]
    if len(values) == 1 or form == "estimated" or (form == "extremes" and len(values) != 2) or (
        form == "share" and any("ci" in value.entries for value in values)
    ):  # fmt: skip
        for value in values:
            kind = "count" if form == "share" else "sample"
            told = list(value.missing)
            if len(values) == 1 and p is not None:
                told.append("the other group")
                yield kind, {**value.entries, **p_entry}, [*value.tokens, *p_token], told, quote
                continue
            yield kind, dict(value.entries), value.tokens, told, quote
        return
    entries: dict[str, Any]
    if form == "share":
        texts = [value.text for value in values]
        kind = "table" if len(values) == 2 else "crosstab"
        entries = {"group1": texts[0], "group2": texts[1]} if kind == "table" else {"rows": [texts]}
    else:
        kind = {"mean": "ttest", "median": "medians", "extremes": "medians"}[form]
        for i, value in enumerate(values, 1):
            if "n" not in value.entries:
                missing.append(f"the size of group {i}")
        named = {f"group{i}": value.entries for i, value in enumerate(values, 1)}
        if len(values) == 2:
            entries = named
        elif form == "mean":
            kind, entries = "anova", {"groups": [value.entries for value in values]}
        else:
            entries = named
            missing.append("a test of three groups")
    name, token = block.statistic or ("", None)
    if token is not None and (kind, name) in (("ttest", "t"), ("anova", "F")):
        entries = {**entries, name.lower(): token.text}
        tokens.append(token)
    yield kind, {**entries, **p_entry}, [*tokens, *p_token], missing, quote


def _estimate(role: str, value: Value, p: Token | None, quote: str) -> Found:
    """A ratio or a difference with its interval."""
    entries: dict[str, Any] = dict(value.entries)
    missing = list(value.missing)
    if role != "ratio":
        entries["scale"] = "linear"
    if role == "interval":
        missing.append("whether it is a ratio or a difference")
    level = _LEVEL.search(value.said)
    if level is not None and float(level[1]) != 95:
        entries["level"] = level[1]
    inside = next((token for token in value.tokens if token.kind == "p"), None)
    if p is not None or inside is not None:
        entries["p"] = (inside or p).text  # type: ignore[union-attr]
    own = [p] if p is not None and inside is None else []
    return "ratio", entries, [*value.tokens, *own], missing, quote
