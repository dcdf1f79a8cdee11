"""What was pasted: a problem file, a table, or a text; and the words from which a number came."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from printed.errors import InputError
from printed.problem.drafts.draft import Draft
from printed.problem.drafts.grids import rows_of
from printed.problem.drafts.tables import read_table
from printed.problem.drafts.text import digits, read_text
from printed.problem.drafts.tokens import ANY, Token

FORMS = ("text", "table", "problem")
MOST_WORDS = 4  # of a cell, on average
BEFORE, AFTER = 36, 12  # characters of context
_STOP = re.compile(r"[.!?;]\s+(?=[A-Z0-9])")
_PROBLEM = re.compile(r"^items\s*:", re.MULTILINE)


def form_of(text: str) -> str:
    """One of `FORMS`: a table has rows of equally many cells, three at least.

    Examples
    --------
    >>> form_of("Died,3/40,9/41,0.06\\nWalked,30/40,22/41,0.05")
    'table'
    >>> form_of("Died: 3 of 40, against 9 of 41 (P=0.06).\\nWalked: 30, or 75%, of 40.")
    'text'
    >>> form_of('items:\\n  a: {kind: count, n: 3, percent: "33%"}')
    'problem'
    """
    if _PROBLEM.search(text):
        return "problem"
    if re.search(r"<\s*t[rdh]\b", text, re.IGNORECASE):
        return "table"
    try:
        found = [row for row in rows_of(text) if any(cell.text.strip() for cell in row)]
    except InputError:
        return "text"
    words = [len(cell.text.split()) for row in found for cell in row]
    if not re.search(r"[\t|]", text) and sum(words) > MOST_WORDS * len(words):
        return "text"  # lines of prose with as many commas each
    rows = [len(row) for row in found]
    usual = max(set(rows), key=rows.count) if rows else 0
    return "table" if usual > 2 and rows.count(usual) > max(1, 0.6 * len(rows)) else "text"


def read(text: str, form: str) -> Draft:
    """The draft of a text or a table."""
    return read_table(text) if form == "table" else read_text(text)


def sources(
    values: Mapping[str, str], tokens: Sequence[Token]
) -> dict[str, tuple[Token, ...]]:
    """Which numbers of the text stand in each value of an item, in the order of both.

    Examples
    --------
    >>> share, p = Token("count", "4", 0), Token("p", "0.04", 9)
    >>> found = sources({"group1": "4/10", "p": "0.04"}, [share, p])
    >>> [token.text for token in found["p"]]
    ['0.04']
    """
    left = {path: _numbers(text) for path, text in values.items()}
    found: dict[str, list[Token]] = {path: [] for path in values}
    for token in sorted(tokens, key=lambda one: one.at):
        numbers = _numbers(token.text)
        whole = [path for path, has in left.items() if set(numbers) <= set(has)]
        part = [path for path, has in left.items() if set(has) & set(numbers)]  # 45 of "45 to 178"
        for path in whole[:1] or part:
            found[path].append(token)
            left[path] = [one for one in left[path] if one not in numbers]
    return {path: tuple(mine) for path, mine in found.items()}


def _numbers(text: str) -> list[str]:
    """The numbers of a text as digits, without a percent sign; a text without any as it is."""
    return [digits(one.rstrip("%")) for one in ANY.findall(text)] or [digits(text)]


def words(text: str, tokens: Sequence[Token]) -> tuple[str, str, str]:
    """What stands before some numbers, they themselves, and what stands behind, in one line each.

    >>> words("Closed were 25/48 with A.", [Token("count", "25", 12), Token("n", "48", 15)])
    ('Closed were ', '25/48', ' with A.')
    """
    start, end = min(one.at for one in tokens), max(one.end for one in tokens)
    first, last = max(0, start - BEFORE), min(len(text), end + AFTER)
    if first:  # no half word
        first += len(re.match(r"\S*", text[first:start])[0])  # type: ignore[index]
    if last < len(text):
        last -= len(re.search(r"\S*$", text[end:last])[0])  # type: ignore[index]
    stops = [stop.end() for stop in _STOP.finditer(text, first, start)]  # no other sentence
    behind = _STOP.search(text, end, last + 1)  # the capital that follows is seen
    before, inside, after = (
        re.sub(r"\s+", " ", part) for part in (
            text[stops[-1] if stops else first : start], text[start:end],
            text[end : behind.start() + 1 if behind else last],
        )
    )  # fmt: skip
    return (
        "\u2026" * (first > 0 and not stops) + before, inside,
        after + "\u2026" * (last < len(text) and not behind),
    )  # fmt: skip
