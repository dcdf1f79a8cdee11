"""A problem file's tree as items, unknowns, conventions and questions; anything else refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from printed.problem import choices
from printed.problem.items import KINDS, Item, OwnItem
from printed.problem.quantities import check_quantity
from printed.problem.relations import related
from printed.problem.tree import Node, read_file, read_mapping, read_text
from printed.problem.values import (
    WORD,
    entries_of,
    members_of,
    named,
    placed,
    printed_text,
    range_of,
    text_of,
    words_of,
)

TOP = ("title", "source", "note", "unknowns", "items", "relations", "conventions", "bounds")
ABOUT = ("title", "source", "note")
RESERVED = ("conventions",)  # a solution's own key


@dataclass(frozen=True)
class Problem:
    """Everything that a problem file says.

    Parameters
    ----------
    items : tuple of Item
    unknowns : mapping
        Range of each shared unknown, both ends included.
    conventions : mapping
        Fields of `items.Convention` to the names to try, where the file says so.
    bounds : tuple of str
        Quantities asked for.
    about : mapping
        ``title``, ``source``, ``note``.
    file : str or None
    texts : mapping
        What is written of each item, by key; within a group as ``group1.median``.
    """

    items: tuple[Item, ...]
    unknowns: Mapping[str, tuple[int, int]]
    conventions: Mapping[str, tuple[str, ...]]
    bounds: tuple[str, ...]
    about: Mapping[str, str]
    file: str | None = None
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_problem(source: str | Path | Mapping[str, Any]) -> Problem:
    """Read a problem from a file's path, from YAML text, or from a mapping.

    Parameters
    ----------
    source : str, Path or mapping
        Text with a line break is YAML, other text a path.

    Raises
    ------
    InputError
        With file, line and column of what cannot be used.

    Examples
    --------
    >>> problem = read_problem('items:\\n  cp: {kind: count, k: 21, n: 36, percent: "58%"}')
    >>> problem.items[0].facts
    ('k', 'n', 'percent')
    """
    if isinstance(source, Mapping):
        return read_tree(read_mapping(source))
    if isinstance(source, str) and "\n" in source:
        return read_tree(read_text(source))
    return read_tree(read_file(source))


def read_problem_text(text: str, file: str | None = None) -> Problem:
    """The same from YAML text that came from the named file."""
    return read_tree(read_text(text, file))


def read_tree(tree: Node) -> Problem:
    """The same from a tree whose every value has its place."""
    entries = entries_of(tree, TOP, "a problem")
    unknowns = {}
    for name, node in named(entries.get("unknowns")):
        unknowns[name] = range_of(node)
        if unknowns[name][0] < 1:
            raise node.error(f"{name} starts at {unknowns[name][0]}; a size is at least 1")
    if "items" not in entries or not entries["items"].value:
        raise tree.error("a problem needs items")
    items = [read_item(name, node, unknowns) for name, node in named(entries["items"])]
    items = related(items, entries.get("relations"), unknowns)
    for name in unknowns:
        if not any(name in item.shared for item in items):
            key = entries["unknowns"].keys or {}
            raise key.get(name, tree).error(f"no item uses the unknown {name!r}")
        if any(item.name == name for item in items):
            raise tree.error(f"{name!r} is both an unknown and an item")
    by_name = {item.name: item for item in items}
    bounds = []
    for node in members_of(entries.get("bounds")):
        with placed(node):
            bounds.append(check_quantity(text_of(node, "a quantity"), by_name, unknowns))
    return Problem(
        tuple(items),
        unknowns,
        _conventions(entries.get("conventions")),
        tuple(dict.fromkeys(bounds)),
        {name: words_of(entries[name], name) for name in ABOUT if name in entries},
        tree.file,
        {name: dict(_texts(node)) for name, node in named(entries["items"])},
    )


def _texts(node: Node, within: str = "") -> Iterator[tuple[str, str]]:
    """What is written under each key of an item."""
    for key, value in node.value.items():
        if isinstance(value.value, str):
            yield within + key, value.value
        elif value.kind == "mapping":
            yield from _texts(value, f"{key}.")


# --------------------------------------------------------------------------- items


def read_item(name: str, node: Node, unknowns: Mapping[str, tuple[int, int]]) -> Item:
    """One item by itself.

    Raises
    ------
    InputError
        With the place of what cannot be used.
    """
    if node.kind != "mapping":
        raise node.error(f"{name} is an item, such as {{kind: table, group1: 4/10, ...}}")
    if name in RESERVED or not WORD.fullmatch(name):
        raise node.error(f"{name!r} cannot name an item; use letters, digits and underscores")
    if "kind" not in node.value:
        raise node.error(f"{name} needs a kind: {', '.join(KINDS)}")
    kind = text_of(node.value["kind"], "kind")
    if kind not in KINDS:
        raise node.value["kind"].error(f"unknown kind {kind!r}; one of {', '.join(KINDS)}")
    made = KINDS[kind]
    known = ("kind", "note", *made.printed_keys, *made.other_keys)
    own = tuple(key for key in choices.OWN if key not in known)
    entries = entries_of(node, (*known, *own), f"a {kind}")
    for key in made.needed_keys:
        if key not in entries:
            raise node.error(f"{name}: a {kind} needs {key}")
    printed = {
        key: printed_text(entries[key], key) for key in made.printed_keys if key in entries
    }
    with placed(node):
        item = made.read(name, entries, printed, unknowns)
    named_here: dict[str, list[str]] = {}
    for key in own:
        for one in members_of(entries.get(key)):
            word = text_of(one, f"a {key}")
            with placed(one):
                named_here.setdefault(choices.own_rule(key, word, item.rules), []).append(word)
    if not named_here:
        return item
    own_item: Any = OwnItem(
        item, tuple((rule, tuple(names)) for rule, names in named_here.items())
    )
    return own_item


# --------------------------------------------------------------------------- conventions


def _conventions(node: Node | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, listed in named(node):
        if kind not in choices.FIELDS:
            raise listed.error(
                f"unknown convention {kind!r}; one of {', '.join(choices.FIELDS)}"
            )
        names = [text_of(one, "a convention") for one in members_of(listed)]
        known = choices.NAMED[choices.FIELDS[kind]]
        for name in names:
            if name not in (*known, "all"):
                raise listed.error(f"unknown {kind} {name!r}; one of {', '.join(known)}, all")
        if not names:
            raise listed.error(f"{kind} names no convention; leave it out to try all")
        usual = choices.KNOWN[choices.FIELDS[kind]]
        every = usual if "all" in names else tuple(dict.fromkeys(names))
        found[choices.FIELDS[kind]] = every
    return found
