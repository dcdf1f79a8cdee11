"""An item laid flat: one text for each place where a number can stand, and back to a file's lines.

What a form shows of an item, and what a reader changes there, is a text a place. Places are paths
such as ``group1.mean`` or ``rows.1.2``; every kind says itself which it has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from printed.problem import choices
from printed.problem.items import KINDS
from printed.problem.tree import Node

_BARE = re.compile(r"-?\d+(?:\.\d+)?|[A-Za-z_]\w*|\[[\w ,.]*\]")
_WHOLE = ("n", "events")  # within a group: whole numbers, without quotation marks
_SPELT = {
    "p": "P", "sd": "SD", "se": "standard error", "ci": "interval", "iqr": "quartiles",
    "time": "person-time",
    "k": "count", "n": "size", "df": "degrees of freedom", "of": "how many", "f": "F",
    "group1": "group 1", "group2": "group 2", "p_rule": "rounding of P",
    "n1": "size of group 1", "n2": "size of group 2",
}  # fmt: skip
HINTS = {
    "group1": "4/10, 81%/36, or 81% of n", "group2": "4/10, 81%/36, or 81% of n",
    "n": "36, [20, 39], or a name", "p": "0.02, <0.001 or NS", "ci": "0.7 to 1.1",
    "iqr": "0.8, or 0.1:0.9", "df": "28, or [2, 28]", "percent": "81%",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a number of an item can stand.

    Parameters
    ----------
    path : str
    label : str
        As a reader is shown it.
    hint : str
        How it is written, where the label does not say.
    needed : bool
        Whether it is worth showing while it is empty.
    """

    path: str
    label: str
    hint: str
    needed: bool


def places(kind: str, values: Mapping[str, str]) -> list[Place]:
    """The places of an item of this kind; of any number of groups, one more than there are.

    Examples
    --------
    >>> [place.path for place in places("anova", {})][:5]
    ['groups.1.n', 'groups.1.mean', 'groups.1.sd', 'groups.1.se', 'groups.2.n']
    >>> places("ttest", {})[1].label
    'group 1, mean'
    """
    made = KINDS[kind]
    inner: tuple[str, ...] = getattr(made, "inner", ())
    within = {path.split(".")[0] for path in inner}
    keys = dict.fromkeys((*made.needed_keys, *made.printed_keys, *made.other_keys, *choices.OWN))
    found: list[str] = []
    for key in keys:
        if key in within:
            found += _counted([path for path in inner if path.split(".")[0] == key], values)
        else:
            found.append(key)
    return [
        Place(path, label(path), HINTS.get(path.split(".")[-1], ""), _needed(made, path, values))
        for path in found
    ]


def _needed(made: Any, path: str, values: Mapping[str, str]) -> bool:
    """Whether an item lacks something without it; of groups, the size."""
    top, *inner = path.split(".")
    if top not in made.needed_keys or not inner:
        return top in made.needed_keys
    before = path[: -len(inner[-1])]
    used = any(one.startswith(before) for one in values)
    return inner[-1] in _WHOLE and (used or inner[0] in (*_WHOLE, "1", "2")) or (
        inner[-1] in ("1", "2") and inner[0] == "1"
    )


def _counted(paths: list[str], values: Mapping[str, str]) -> Iterator[str]:
    """Paths with every ``#`` as the numbers that are used, and one more; two at least."""
    if "#" not in paths[0].split("."):
        yield from paths
        return
    before = paths[0].split("#")[0]
    used = {int(path.removeprefix(before).split(".")[0]) for path in values
            if re.match(re.escape(before) + r"\d", path)}  # fmt: skip
    again = paths[0].count("#") > 1  # rows of cells: only the cells grow
    for number in range(1, max(1 if again else 2, *(n + (not again) for n in used), 0) + 1):
        yield from _counted([path.replace("#", str(number), 1) for path in paths], values)


def label(path: str) -> str:
    """A place as a reader is shown it.

    >>> label("group1.sd"), label("rows.1.2"), label("odds_ratio_ci")
    ('group 1, SD', 'row 1, 2', 'odds ratio ci')
    """
    words = [_SPELT.get(part, part.replace("_", " ")) for part in path.split(".")]
    spoken = ", ".join(words)
    return re.sub(r"\b(group|row|share)s?, (\d+)", r"\1 \2", spoken)


def flat(node: Node, within: str = "") -> dict[str, str]:
    """Every text of an item by its path; a list of bare numbers is one text.

    Examples
    --------
    >>> from printed.problem.tree import read_mapping
    >>> flat(read_mapping({"rows": [["13/40", "8/44"]], "df": [2, 28]}))
    {'rows.1.1': '13/40', 'rows.1.2': '8/44', 'df': '[2, 28]'}
    """
    if node.kind == "mapping":
        entries = list(node.value.items())
    elif node.kind == "list" and any(one.quoted or one.kind in _DEEP for one in node.value):
        entries = [(str(i), one) for i, one in enumerate(node.value, 1)]
    elif node.kind == "list":
        return {within: "[" + ", ".join(one.value for one in node.value) + "]"}
    else:
        return {within: node.value}
    found: dict[str, str] = {}
    for key, one in entries:
        found |= flat(one, f"{within}.{key}" if within else key)
    return found


_DEEP = ("list", "mapping")


@dataclass(frozen=True)
class Written:
    """An item as lines of a problem file.

    Parameters
    ----------
    text : str
        From the line of its name on, two blanks before it.
    starts : tuple of (int, int, str)
        The row within the text, the column and the path of every value.
    """

    text: str
    starts: tuple[tuple[int, int, str], ...]

    def at(self, row: int | None, column: int | None) -> str:
        """The path of what stands in a place; empty where it is the item as a whole."""
        line = [one for one in self.starts if one[0] == row]
        before = [path for _, start, path in line if start <= (column or 0)]
        return before[-1] if before else line[0][2].split(".")[0] if line else ""


def written(name: str, kind: str, values: Mapping[str, str]) -> Written:
    """An item as a problem file has it, from its flat values; empty ones are left out.

    Examples
    --------
    >>> item = written("fever", "ttest", {"group1.n": "30", "group1.mean": "20", "p": "0.02"})
    >>> print(item.text)
      fever:
        kind: ttest
        group1: {n: 30, mean: "20"}
        p: "0.02"
    >>> item.at(3, 27)
    'group1.mean'
    """
    lines, starts = [f"  {name}:", f"    kind: {kind}"], []
    for key, value in tree(values).items():
        before = f"    {key}: "
        text, inside = _flow(kind, key, value)
        lines.append(before + text)
        starts += [(len(lines), len(before) + 1 + offset, path) for offset, path in inside]
    return Written("\n".join(lines), tuple(starts))


def tree(values: Mapping[str, str]) -> dict[str, Any]:
    """Flat values as the keys of an item; empty ones are left out.

    >>> tree({"group1.n": "30", "group1.sd": "", "rows.1.1": "3/9", "rows.1.2": "4/9"})
    {'group1': {'n': '30'}, 'rows': [['3/9', '4/9']]}
    """
    found: dict[str, Any] = {}
    for path, text in values.items():
        if not text.strip():
            continue
        *parents, last = path.split(".")
        here = found
        for part in parents:
            here = here.setdefault(part, {})
        here[last] = text.strip()
    return {key: _listed(value) for key, value in found.items()}


def _listed(value: Any) -> Any:
    """A mapping of numbers is a list in their order."""
    if isinstance(value, str):
        return value
    inside = {key: _listed(one) for key, one in value.items()}
    if all(key.isdigit() for key in inside):
        return [inside[key] for key in sorted(inside, key=int)]
    return inside


def _flow(kind: str, path: str, value: Any) -> tuple[str, list[tuple[int, str]]]:
    """A value on one line, and how far each part of it stands from its beginning."""
    if isinstance(value, str):
        return (json.dumps(value, ensure_ascii=False) if _quoted(kind, path, value) else value,
                [(0, path)])  # fmt: skip
    listed = isinstance(value, list)
    text, starts = "[" if listed else "{", []
    for i, (key, one) in enumerate(enumerate(value, 1) if listed else value.items()):
        text += (", " if i else "") + ("" if listed else f"{key}: ")
        part, inside = _flow(kind, f"{path}.{key}", one)
        starts += [(len(text) + offset, inner) for offset, inner in inside]
        text += part
    return text + ("]" if listed else "}"), starts


def _quoted(kind: str, path: str, text: str) -> bool:
    """Whether a value is printed, or could not stand without quotation marks."""
    top, *inner = path.split(".")
    if not _BARE.fullmatch(text):
        return True
    if inner and any(one.startswith(f"{top}.") for one in getattr(KINDS[kind], "inner", ())):
        return inner[-1] not in _WHOLE
    return top in KINDS[kind].printed_keys
