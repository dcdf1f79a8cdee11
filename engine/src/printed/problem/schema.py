"""A problem file's tree as items, unknowns, conventions and questions; anything else refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printed.fit import contrasts, counts, matching
from printed.fit.samples.constraints import read as read_sample
from printed.fit.sides import read_side
from printed.notation import exact
from printed.problem import choices
from printed.problem.items import (
    CountItem,
    Group,
    Item,
    RanksumItem,
    SampleItem,
    TableItem,
)
from printed.problem.quantities import check_quantity
from printed.problem.tree import Node, read_file, read_mapping, read_text
from printed.problem.values import (
    WHOLE,
    WORD,
    entries_of,
    members_of,
    named,
    placed,
    printed_text,
    range_of,
    size_of,
    text_of,
    whole,
)

TOP = ("title", "source", "note", "unknowns", "items", "conventions", "bounds")
ABOUT = ("title", "source", "note")
RESERVED = ("conventions",)  # a solution's own key
DEFAULT_N = (1, 100)
PRINTED = {
    "table": ("p", *contrasts.KEYS),
    "count": ("percent",),
    "ranksum": ("p",),
    "sample": ("mean", "sd", "se", "median", "iqr", "lowest", "highest"),
}
OTHER = {
    "table": ("group1", "group2", "n1", "n2", "total", "events"),
    "count": ("k", "n"),
    "ranksum": ("n1", "n2", "ties"),
    "sample": ("n", "min", "max", "step", "items", "ddof", "quartile", "share"),
}
NEEDED = {
    "table": ("group1", "group2"),
    "count": ("n",),
    "ranksum": ("n1", "n2", "p"),
    "sample": ("n",),
}
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?|[\d:_]+")
_OF = re.compile(r"(.+?)\s+of\s+(\S+)")


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
    """

    items: tuple[Item, ...]
    unknowns: Mapping[str, tuple[int, int]]
    conventions: Mapping[str, tuple[str, ...]]
    bounds: tuple[str, ...]
    about: Mapping[str, str]
    file: str | None = None


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
        return _problem(read_mapping(source))
    if isinstance(source, str) and "\n" in source:
        return _problem(read_text(source))
    return _problem(read_file(source))


def read_problem_text(text: str, file: str | None = None) -> Problem:
    """The same from YAML text that came from the named file."""
    return _problem(read_text(text, file))


def _problem(tree: Node) -> Problem:
    entries = entries_of(tree, TOP, "a problem")
    unknowns = {}
    for name, node in named(entries.get("unknowns")):
        unknowns[name] = range_of(node)
        if unknowns[name][0] < 1:
            raise node.error(f"{name} starts at {unknowns[name][0]}; a size is at least 1")
    if "items" not in entries or not entries["items"].value:
        raise tree.error("a problem needs items")
    items = [_item(name, node, unknowns) for name, node in named(entries["items"])]
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
        {name: text_of(entries[name], name) for name in ABOUT if name in entries},
        tree.file,
    )


# --------------------------------------------------------------------------- items


def _item(name: str, node: Node, unknowns: Mapping[str, tuple[int, int]]) -> Item:
    if node.kind != "mapping":
        raise node.error(f"{name} is an item, such as {{kind: table, group1: 4/10, ...}}")
    if name in RESERVED or not WORD.fullmatch(name):
        raise node.error(f"{name!r} cannot name an item; use letters, digits and underscores")
    if "kind" not in node.value:
        raise node.error(f"{name} needs a kind: {', '.join(PRINTED)}")
    kind = text_of(node.value["kind"], "kind")
    if kind not in PRINTED:
        raise node.value["kind"].error(f"unknown kind {kind!r}; one of {', '.join(PRINTED)}")
    known = ("kind", "note", *PRINTED[kind], *OTHER[kind])
    entries = entries_of(node, known, f"a {kind}")
    for key in NEEDED[kind]:
        if key not in entries:
            raise node.error(f"{name}: a {kind} needs {key}")
    printed = {key: printed_text(entries[key], key) for key in PRINTED[kind] if key in entries}
    builders: dict[str, Callable[..., Item]] = {
        "table": _table,
        "count": _count,
        "ranksum": _ranksum,
        "sample": _sample,
    }
    with placed(node):
        return builders[kind](name, entries, printed, unknowns)


def _table(
    name: str,
    entries: Mapping[str, Node],
    printed: Mapping[str, str],
    unknowns: Mapping[str, tuple[int, int]],
) -> TableItem:
    groups = []
    for number in "12":
        node = entries[f"group{number}"]
        sizes = entries.get(f"n{number}")
        with placed(node):
            groups.append(_group(node, sizes, unknowns))
    p = printed.get("p")
    if p is not None:
        with placed(entries["p"]):
            matching.read_p(p)
    effects = tuple((key, text) for key, text in printed.items() if key != "p")
    for key, _ in effects:
        with placed(entries[key]):
            list(contrasts.read({key: printed[key]}))
    list(contrasts.read(dict(effects)))
    margins = {key: whole(entries[key]) for key in ("total", "events") if key in entries}
    return TableItem(name, groups[0], groups[1], p, effects, **margins)


def _group(node: Node, sizes: Node | None, unknowns: Mapping[str, tuple[int, int]]) -> Group:
    text = text_of(node, "a group")
    if not node.quoted and _NUMBER.fullmatch(text):
        raise node.error(f"{text} is no group; write 4/10, 81%, 81% of n_name or ?")
    match = _OF.fullmatch(text)
    if match is None:
        side = read_side(text)
        if sizes is None:
            return Group(side, DEFAULT_N)
        if side.n is not None:
            raise sizes.error(f"{text} has its denominator already")
        ends, shared = size_of(sizes, unknowns)
        return Group(side, ends, shared)
    known, name = match.groups()
    if name not in unknowns:
        raise node.error(f"{name!r} is not among the unknowns; give its range there")
    if sizes is not None:
        raise sizes.error(f"{text} has its denominator already")
    count = f"{known}/?" if WHOLE.fullmatch(known) else known
    side = read_side(count)
    if side.n is not None:
        raise node.error(f"{text!r} has two denominators")
    return Group(side, unknowns[name], name)


def _count(
    name: str,
    entries: Mapping[str, Node],
    printed: Mapping[str, str],
    unknowns: Mapping[str, tuple[int, int]],
) -> CountItem:
    n, shared_n = size_of(entries["n"], unknowns)
    k, shared_k = (0, n[1]), None
    if "k" in entries:
        k, shared_k = size_of(entries["k"], unknowns, least=0)
    if k[0] > n[1]:
        raise entries["k"].error(f"{name}: the count {k[0]} exceeds every denominator")
    percent = printed.get("percent")
    if percent is not None:
        with placed(entries["percent"]):
            counts.read_percent(percent)
    return CountItem(name, k, n, percent, shared_k, shared_n)


def _ranksum(
    name: str,
    entries: Mapping[str, Node],
    printed: Mapping[str, str],
    unknowns: Mapping[str, tuple[int, int]],
) -> RanksumItem:
    n1, shared1 = size_of(entries["n1"], unknowns)
    n2, shared2 = size_of(entries["n2"], unknowns)
    ties = text_of(entries["ties"], "ties") if "ties" in entries else "none"
    if ties not in ("none", "any"):
        raise entries["ties"].error(f"unknown ties {ties!r}; one of none, any")
    with placed(entries["p"]):
        matching.read_p(printed["p"])
    return RanksumItem(name, n1, n2, printed["p"], shared1, shared2, ties)


def _sample(
    name: str,
    entries: Mapping[str, Node],
    printed: Mapping[str, str],
    unknowns: Mapping[str, tuple[int, int]],
) -> SampleItem:
    n, shared = size_of(entries["n"], unknowns)
    stated: dict[str, Any] = dict(printed)
    for key in ("min", "max", "step"):
        if key in entries:
            with placed(entries[key]):
                stated[key] = exact(text_of(entries[key], key))
    for key in ("items", "ddof"):
        if key in entries:
            stated[key] = whole(entries[key])
    if "quartile" in entries:
        stated["quartile"] = text_of(entries["quartile"], "quartile")
    share = tuple(printed_text(node, "share") for node in members_of(entries.get("share")))
    read_sample(n[1], share=share, **stated)  # any fault of the words themselves shows here
    return SampleItem(name, n, tuple(stated.items()), share, shared)


# --------------------------------------------------------------------------- conventions


def _conventions(node: Node | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, listed in named(node):
        if kind not in choices.FIELDS:
            raise listed.error(
                f"unknown convention {kind!r}; one of {', '.join(choices.FIELDS)}"
            )
        names = [text_of(one, "a convention") for one in members_of(listed)]
        known = choices.KNOWN[choices.FIELDS[kind]]
        for name in names:
            if name not in (*known, "all"):
                raise listed.error(f"unknown {kind} {name!r}; one of {', '.join(known)}, all")
        if not names:
            raise listed.error(f"{kind} names no convention; leave it out to try all")
        every = known if "all" in names else tuple(dict.fromkeys(names))
        found[choices.FIELDS[kind]] = every
    return found
