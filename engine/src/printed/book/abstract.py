"""An abstract as the draft of a register: every row "to confirm" until somebody has done so.

`printed.problem.drafts` says which numbers a text ties to each other; here each becomes a row. What
the text does not say stays empty: which group a lone percentage is of, how many a group holds.

Examples
--------
>>> text = "Healed were 25/48 (52%) with oxygen and 12/42 (29%) with air (P = 0.03)."
>>> for row in read(text).rows[:4]:
...     print("|".join(row[name] for name in ("group", "printed", "denominator", "confirm")))
first|||to confirm
second|||to confirm
first|25|48|to confirm
first|52%|48|to confirm
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from printed.errors import InputError
from printed.plain_text import MARKUP
from printed.problem.drafts import DraftItem, Token, read_text
from printed.register import POINTS, TO_CONFIRM, Claim, check_printed

COLUMNS = (
    "id", "confirm", "printed", "kind", "group", "comparison", "statement", "measure", "timepoint",
    "unit", "denominator", "source", "locator", "states", "over",
)  # fmt: skip
# What a number of a draft is -> the kind of its claim; a level or a size is no claim of its own.
KINDS = {
    "count": "count", "percent": "percent", "mean": "mean", "sd": "sd", "se": "se",
    "median": "median", "iqr": "iqr", "p": "p_value", "ci": "ci", "value": "statistic",
}  # fmt: skip
ARMS = ("first", "second", "third", "fourth")
BEFORE = 70  # characters of a text that stand beside a number

_BREAK = re.compile(r"[.;]\s|[),]\s?,?\s")  # of sentences and clauses
_WORD = re.compile(r"[^\W\d]{3,}")
FEWEST = 3  # words that say something
_OF_SHARES = re.compile(r"\b(?:risk|percent\w*|absolute)\s+differences?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """What was read of an abstract.

    Parameters
    ----------
    rows : tuple of dict
        Of ``claims.csv``.
    groups : tuple of dict
        Of ``groups.csv``.
    left : tuple of Token
        Numbers that belong to no row.
    """

    rows: tuple[dict[str, str], ...]
    groups: tuple[dict[str, str], ...]
    left: tuple[Token, ...]

    @property
    def claims_csv(self) -> str:
        """The text of ``claims.csv``."""
        return rows_csv(COLUMNS, self.rows)

    @property
    def groups_csv(self) -> str:
        """The text of ``groups.csv``."""
        return rows_csv(("group", "label", "size"), self.groups)


def read(text: str, file: str | None = None) -> Draft:
    """The draft of a register.

    Parameters
    ----------
    text : str
    file : str, optional
        Its name, for messages.

    Raises
    ------
    InputError
        If no number of the text is told as a result.
    """
    draft = read_text(text, file)
    found = {token.at: row for item in draft.items for token, row in _rows(item, text)}
    rows = [row for row in found.values() if _is_claim(row)]
    left = [token for item in draft.items for token in item.tokens if token.kind in KINDS]
    left = [token for token in left if not _is_claim(found.get(token.at))]
    if not rows:
        many = len(draft.unmatched) + len(left)
        told = f" of {many} number{'s' * (many > 1)}" if many else ""
        raise InputError(f"no result is found in this text{told}", file=file)
    used = {row["group"] for row in rows}
    arms = [arm for arm in ARMS if arm in used] or list(ARMS[:2])
    sizes = [_size(arm) for arm in arms]
    groups = [
        {"group": arm, "label": f"{arm} group", "size": row["id"]}
        for arm, row in zip(arms, sizes, strict=True)
    ]
    return Draft((*sizes, *rows), tuple(groups), (*draft.unmatched, *left))


def _is_claim(row: Mapping[str, str] | None) -> bool:
    """Whether a register can hold a row: quartiles and a change in per cent, say, it cannot."""
    if row is None:
        return False
    try:
        check_printed(Claim(**{**row, "confirm": ""}))
    except InputError:
        return False
    return True


def _rows(item: DraftItem, text: str) -> Iterator[tuple[Token, dict[str, str]]]:
    """The numbers of one item, each with its row."""
    sides = item.sides or (0,) * len(item.tokens)
    if max(sides) > len(ARMS):
        return
    linear = item.entries.get("scale") == "linear"
    of_shares = linear and _OF_SHARES.search(item.quote) is not None
    estimate = "risk_difference" if of_shares else "difference" if linear else "ratio"
    kinds = {**KINDS, "estimate": estimate}
    taken: dict[str, int] = {}
    for token, side in zip(item.tokens, sides, strict=True):
        kind = kinds.get(token.kind)
        if kind is None:
            continue
        spelled = kind == "count" and not token.text.replace(",", "").isdigit()
        group = ARMS[side - 1] if side else "both" if item.kind not in ("count", "sample") else ""
        name = "_".join(filter(None, (item.name, group if side else "", kind)))
        taken[name] = taken.get(name, 0) + 1
        size = next(
            (one.text for one, its in zip(item.tokens, sides, strict=True)
             if one.kind == "n" and its == side and one.text.isdigit()), "",
        )  # fmt: skip
        yield token, _row(
            id=name if taken[name] == 1 else f"{name}_{taken[name]}",
            statement=words_before(text, token.at),
            group=group,
            kind="word" if spelled else kind,
            printed=token.text.strip(),
            unit=_unit(kind, token.text),
            denominator=size if kind in ("count", "percent", "mean", "sd", "se") else "",
            comparison=item.name,
            locator=f"abstract, after character {token.at}",
        )


def _unit(kind: str, text: str) -> str:
    if kind == "risk_difference" and "%" not in text:
        return "" if re.fullmatch(r"[-\u2212\u2013+]?0?[.\u00b7]\d+", text.strip()) else POINTS
    return "patients" if kind in ("count", "percent") else ""


def _size(arm: str) -> dict[str, str]:
    """A row for the size of a group, which somebody has to find in the abstract."""
    return _row(
        id=f"n_{arm}",
        statement=f"Size of the {arm} group",
        group=arm,
        measure="size",
        kind="count",
        unit="patients",
    )


def _row(**cells: str) -> dict[str, str]:
    return {**dict.fromkeys(COLUMNS, ""), "confirm": TO_CONFIRM, **cells}


def words_before(text: str, at: int) -> str:
    """The words that stand before a number, from the last break on, as far as they are plain.

    >>> words_before("Ten took part. Grave infections were commoner (15.6%", 47)
    'Grave infections were commoner'
    >>> words_before("7%", 0)
    'A number of the abstract'
    """
    before = " ".join(text[max(0, at - BEFORE) : at].split())
    if at > BEFORE and " " in before:  # the first word may be half of one
        before = before.partition(" ")[2]
    parts = _BREAK.split(before)
    before = next((part for part in reversed(parts) if len(_WORD.findall(part)) >= FEWEST), before)
    before = MARKUP.sub(" ", re.sub(r"[*_`$|\\#~]", " ", before))
    plain = " ".join(before.split()).strip(" ([=+@-.,;:'\"")
    return plain or "A number of the abstract"


def rows_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as the text of a comma-separated file.

    >>> rows_csv(("a", "b"), [{"a": "1", "b": "x, y"}])
    'a,b\\n1,"x, y"\\n'
    """
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


__all__ = ["Draft", "read", "rows_csv"]
