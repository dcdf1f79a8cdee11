"""The box where a reader pastes a paper's numbers: read as items, corrected, checked at once.

Questions are mappings with the key ``box``: ``read`` (a text as items laid flat), ``show`` (items
with all their places), ``tie`` (two items made one), ``size`` (a group's size put in where it is
missing) and ``check`` (the report of ``printed check``, for as many parts as fit into a moment;
what was checked before is remembered).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from time import perf_counter
from typing import Any

from printed.errors import InputError
from printed.problem import Problem, places
from printed.problem.drafts import ties
from printed.problem.drafts.pasted import FORMS, form_of, read, sources, words
from printed.problem.items import KINDS
from printed.problem.schema import read_item, read_tree
from printed.problem.tree import Node, read_mapping, read_text
from printed.problem.values import WORD, members_of, named, range_of
from printed.questions import check
from printed.questions.answer import plain
from printed.questions.page import fragment

Asked = Mapping[str, Any]
MOMENT = 0.2  # seconds of work, after which what was found is shown
REMEMBERED = 500  # parts
_RANGE = re.compile(r"\s*(\w+)\s*[:=]?\s*(\S.*?)\s*")
_ENDS = re.compile(r"\[?\s*(\d+)\s*(?:,|:|to|-|\u2013)\s*(\d+)\s*\]?")
ABOUT = ("unknowns", "relations", "conventions")  # of a problem as a whole, as texts
_known: dict[str, check.Report] = {}


def respond(asked: Asked) -> dict[str, Any]:
    """Answer a question about what was pasted.

    Raises
    ------
    InputError
        If it cannot be read at all.

    Examples
    --------
    >>> found = respond({"box": "read", "text": "Died were 8 of 14 (58%).", "form": "auto"})
    >>> item = found["items"][0]
    >>> item["kind"], item["values"]
    ('count', {'k': '8', 'n': '14', 'percent': '58%'})
    >>> respond({"box": "check", **found})["rows"][item["name"]]
    {'verdict': 'does not fit', 'text': 'percent 58%: nearest 57.1% (8/14)'}
    """
    answers = {"read": _read, "show": _show, "check": _check, "tie": _tie, "size": _size}
    return answers[asked["box"]](asked)


# --------------------------------------------------------------------------- reading


def _read(asked: Asked) -> dict[str, Any]:
    """What was pasted as items: each place with its text and the words that it came from."""
    text, form = str(asked["text"]), asked.get("form", "auto")
    form = form if form in FORMS else form_of(text)
    found = _problem(read_text(text)) if form == "problem" else _draft(text, form)
    if "items" in asked:  # as a reader has left them
        read = {item["name"]: item for item in found["items"]}
        found["items"] = [
            {**_shown(**_bare(item)), **_origin(read.get(item["name"], {})), "kept": item["kept"]}
            for item in asked["items"]
        ]
        found |= {name: asked.get(name, "") for name in ABOUT}
    return {"form": form, "kinds": kinds(), **found}


def _bare(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("name", "kind", "values")}


def _origin(item: Mapping[str, Any]) -> dict[str, Any]:
    """Where an item is from."""
    return {name: item[name] for name in ("missing", "quote", "words") if name in item}


def _draft(text: str, form: str) -> dict[str, Any]:
    """A text or a table as items, with the numbers that belong to none."""
    draft = read(text, form)
    items = []
    for item in draft.items:
        values = places.flat(read_mapping(item.entries))
        found = sources(values, item.tokens)
        items.append(
            _shown(item.name, item.kind, values)
            | {
                "kept": not item.missing,
                "missing": list(item.missing),
                "quote": item.quote if form == "table" else "",
                "words": {path: words(text, tokens) for path, tokens in found.items() if tokens},
            }
        )
    unplaced = [
        {"text": token.text, "words": words(text, [token])} for token in draft.unmatched
    ]
    return {"items": items, "unplaced": unplaced, **dict.fromkeys(ABOUT, "")}


def _show(asked: Asked) -> dict[str, Any]:
    """Items with all their places, as after another kind was chosen."""
    return {"items": [_shown(**_bare(item)) for item in asked["items"]]}


def kinds() -> list[dict[str, str]]:
    """Every kind of item, as a reader chooses it."""
    return [{"name": name, "label": made.label} for name, made in KINDS.items()]


def _shown(name: str, kind: str, values: Mapping[str, str]) -> dict[str, Any]:
    """An item with every place that it has."""
    known = {place.path: place for place in places.places(kind, values)} if kind in KINDS else {}
    other = {path: places.Place(path, places.label(path), "", False) for path in values}
    listed = [vars(known.get(path, other.get(path))) for path in {**values, **known}]
    return {
        "name": name, "kind": kind, "values": dict(values), "places": listed,
        "kept": True, "missing": [], "quote": "", "words": {},
    }  # fmt: skip


def _problem(tree: Node) -> dict[str, Any]:
    """A problem file as the same."""
    items = []
    for name, node in named(tree.value.get("items")):
        values = places.flat(node)
        items.append(_shown(name, values.pop("kind", ""), values))
    unknowns = [
        f"{name} {':'.join(map(str, range_of(node)))}"
        for name, node in named(tree.value.get("unknowns"))
    ]
    relations = [str(node.value) for node in members_of(tree.value.get("relations"))]
    chosen = [
        f"{name}: {', '.join(str(one.value) for one in members_of(node))}"
        for name, node in named(tree.value.get("conventions"))
    ]
    return {
        "items": items, "unplaced": [], "unknowns": ", ".join(unknowns),
        "relations": "; ".join(relations), "conventions": "; ".join(chosen),
    }  # fmt: skip


def _tie(asked: Asked) -> dict[str, Any]:
    """Two items as one, under the name of the first."""
    one, other = (
        {"kind": item["kind"], **places.tree(item["values"])} for item in asked["items"]
    )
    made = ties.tied(one, other)
    kind = made.pop("kind")
    return {"item": _shown(asked["items"][0]["name"], kind, places.flat(read_mapping(made)))}


def _size(asked: Asked) -> dict[str, Any]:
    """All items with the size of one group, where it is missing."""
    return {
        "items": [
            _shown(
                item["name"], item["kind"],
                ties.sized(item["kind"], item["values"], int(asked["group"]), asked["size"]),
            )
            for item in asked["items"]
        ]
    }  # fmt: skip


# --------------------------------------------------------------------------- checking


class Refused(Exception):
    """What cannot be used, by the field where it stands."""

    def __init__(self, faults: dict[str, dict[str, str]]) -> None:
        super().__init__(faults)
        self.faults = faults


def problem_file(asked: Asked) -> str:
    """The kept items as a problem file, which ``printed check`` answers in the same way."""
    parts = [text for text in (_head(asked, name) for name in ABOUT) if text]
    items = [
        places.written(item["name"], item["kind"], item["values"]).text
        for item in asked["items"] if item["kept"]
    ]  # fmt: skip
    return "\n".join([*parts, "items:", *items]) + "\n"


def _head(asked: Asked, name: str) -> str:
    """What is said of the problem as a whole, as lines of its file."""
    text = asked.get(name, "").strip()
    if not text:
        return ""
    listed = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if name == "relations":
        return "\n".join(["relations:", *(f"  - {part}" for part in listed)])
    if name == "conventions":
        found = [part.partition(":") for part in listed]
        return "\n".join(
            ["conventions:", *(f"  {rule.strip()}: [{names.strip()}]" for rule, _, names in found)]
        )
    lines = []
    for part in re.split(r"[;\n]|,(?![^\[]*\])", text):
        match = _RANGE.fullmatch(part)
        ends = _ENDS.fullmatch(match[2]) if match else None
        if match is None or ends is None:
            raise Refused({name: {"": f"{part.strip()!r} is no size with its range: n 1:39"}})
        lines.append(f"  {match[1]}: [{ends[1]}, {ends[2]}]")
    return "\n".join(["unknowns:", *lines])


def _check(asked: Asked) -> dict[str, Any]:
    """The report so far, the faults beside their fields, and how much is left to do."""
    try:
        problem, faults = _given(asked)
    except Refused as refused:
        return {"faults": refused.faults}
    if not problem:
        return {"faults": faults}
    end = perf_counter() + MOMENT
    parts = check.parts(problem)
    found = []
    for part in parts:
        key = repr((part.items, part.unknowns, part.conventions, part.texts))
        if key not in _known and perf_counter() > end:
            continue
        found.append(_known.get(key) or check.checked(part))
        if len(_known) >= REMEMBERED:
            _known.clear()
        _known[key] = found[-1]
    told = check.told(problem, check.joined(problem, found))
    return {
        "faults": faults,
        "left": len(parts) - len(found),
        "parts": len(parts),
        "html": fragment(told.blocks),
        "json": told.json(),
        "rows": _rows(told.result.results),
        "file": problem_file(asked),
    }


def _given(asked: Asked) -> tuple[Problem | None, dict[str, dict[str, str]]]:
    """The problem of all items that can be read, and what is wrong with the others."""
    head = {name: _node(_head(asked, name), name) for name in ABOUT}
    unknowns = {}
    for name, node in named(head["unknowns"]):
        try:
            unknowns[name] = range_of(node)
        except InputError as error:
            raise Refused({"unknowns": {"": error.message}}) from None
    faults: dict[str, dict[str, str]] = {}
    items: dict[str, Node] = {}
    used: set[str] = set(re.findall(r"\w+", asked.get("relations", "")))
    for item in asked["items"]:
        if not item["kept"]:
            continue
        name, kind = item["name"], item["kind"]
        lines = places.written(name, kind, item["values"]) if kind in KINDS else None
        try:
            if lines is None or not WORD.fullmatch(name):
                raise InputError(f"{name!r} is no item of a known kind: {kind!r}")
            node = _parsed(lines.text).value[name]
            read_item(name, node, unknowns)
        except InputError as error:
            where = "" if lines is None else lines.at(error.row, _number(error.column))
            faults[name] = {where: error.message}
        else:
            items[name] = node
            used |= {word for text in item["values"].values() for word in re.findall(r"\w+", text)}
    if not items:
        return None, faults
    kept = {name: node for name, node in named(head["unknowns"])}
    if faults:  # an unknown may be used only by what cannot be read
        kept = {name: node for name, node in kept.items() if name in used}
    keys = {name: Node(name, file="unknowns") for name in kept}
    tree = {"items": Node(items), "unknowns": Node(kept, keys=keys)}
    tree |= {name: given for name in ABOUT[1:] if (given := head[name]) is not None}
    try:
        return read_tree(Node(tree, keys={name: Node(name) for name in tree})), faults
    except InputError as error:
        return None, faults | {error.file or "relations": {"": error.message}}


def _number(column: int | str | None) -> int | None:
    return column if isinstance(column, int) else None


@lru_cache(maxsize=REMEMBERED)
def _parsed(text: str, name: str | None = None) -> Node:
    """Lines of a problem file; few of many items change at once."""
    return read_text(text, name)


def _node(text: str, name: str) -> Node | None:
    if not text:
        return None
    try:
        return _parsed(text, name).value[name]
    except InputError as error:
        raise Refused({name: {"": error.message}}) from None


def _rows(report: check.Report) -> dict[str, dict[str, str]]:
    """In a word for every item: its gravest verdict, and the number that it is of."""
    found: dict[str, dict[str, str]] = {}
    for row in report["rows"]:  # faults come first
        text = f"{row['quantity']} {row['printed']}: {check.by(row)}"
        if row["verdict"] == "fits":
            text = "every number that the others bind"
        if row["verdict"] != "stated":
            found.setdefault(row["item"], {"verdict": check.SAID[row["verdict"]], "text": text})
    for one in report["not_checked"]:
        for name in one["item"].split(", "):
            found.setdefault(name, {"verdict": check.SAID["not_checked"], "text": one["why"]})
    return plain(found)
