"""A draft: items with the place of every number, what is missing, and what was not matched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from printed.errors import InputError
from printed.problem.drafts.tokens import Token
from printed.problem.schema import read_problem


@dataclass(frozen=True)
class DraftItem:
    """A statement of a text as an item.

    Parameters
    ----------
    name, kind : str
    entries : mapping
        As a problem file has them, without the kind.
    tokens : tuple of Token
        The numbers that it holds.
    quote : str
        Where it stands.
    missing : tuple of str
        What the text does not say and the kind needs.
    sides : tuple of int
        Of which group each number is, from 1 in the order of the text; 0 of one that is between
        them. Empty where no groups are compared.
    contrast : str
        What an estimate is called, as `printed.problem.drafts.settle.name_of` has it.
    """

    name: str
    kind: str
    entries: Mapping[str, Any]
    tokens: tuple[Token, ...]
    quote: str
    missing: tuple[str, ...] = ()
    sides: tuple[int, ...] = ()
    contrast: str = ""

    @property
    def tree(self) -> dict[str, Any]:
        """The item of a problem file."""
        return {"kind": self.kind, **self.entries}


@dataclass(frozen=True)
class Draft:
    """What was read of a text or a table.

    Parameters
    ----------
    items : tuple of DraftItem
    unmatched : tuple of Token
        Numbers that belong to none.
    file : str or None
    """

    items: tuple[DraftItem, ...]
    unmatched: tuple[Token, ...]
    file: str | None = None

    @property
    def complete(self) -> list[DraftItem]:
        """The items that can be checked as they stand."""
        return [item for item in self.items if not item.missing]

    @property
    def tree(self) -> dict[str, Any]:
        """The problem that the complete items make."""
        return {"items": {item.name: item.tree for item in self.complete}}

    def yaml(self) -> str:
        """The draft as a problem file; what is not complete or matched stands in comments."""
        lines = ["# A draft: compare every number with the print before it is checked."]
        lines.append("items:" if self.complete else "# no item is complete")
        for item in self.items:
            places = ", ".join(f"{token.text} at {token.at}" for token in item.tokens)
            lines.append(f"  # {item.name}: {_one_line(item.quote)}")
            lines.append(f"  #   {_one_line(places)}")
            if item.missing:
                lines.append(f"  #   not in the text: {', '.join(item.missing)}")
            comment = "# " if item.missing else ""
            lines.append(f"  {comment}{item.name}: {flow(item.tree)}")
        if self.unmatched:
            lines.append("# not matched:")
            lines += [f"#   {_one_line(token.text)} at {token.at}" for token in self.unmatched]
        return "\n".join(lines) + "\n"

    def json(self) -> dict[str, Any]:
        """The same as ``printed read --json`` shows it."""
        return {
            "items": [
                {
                    "name": item.name,
                    **item.tree,
                    "numbers": [_shown(token) for token in item.tokens],
                    "missing": list(item.missing),
                }
                for item in self.items
            ],
            "unmatched": [
                {"text": token.text, "place": token.at} for token in self.unmatched
            ],
        }


def checked(item: DraftItem) -> DraftItem:
    """The item, with the reason among what is missing where a problem file could not hold it."""
    if item.missing:
        return item
    try:
        read_problem({"items": {item.name: item.tree}})
    except InputError as error:
        return replace(item, missing=(error.message,))
    return item


def _shown(token: Token) -> dict[str, Any]:
    return {"kind": token.kind, "text": token.text, "place": token.at}


def _one_line(text: str) -> str:
    """Without breaks, so that a comment stays one."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def flow(value: Any) -> str:
    """A value as YAML in one line; text is quoted, as printed values are.

    >>> flow({"kind": "count", "k": 3, "percent": "33%"})
    '{kind: count, k: 3, percent: "33%"}'
    """
    if isinstance(value, Mapping):
        inner = (
            f"{key}: {one}" if key in ("kind", "statistic", "scale") else f"{key}: {flow(one)}"
            for key, one in value.items()
        )
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
