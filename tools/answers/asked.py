"""What a page's scripts ask of the engine about the same numbers that a command is given."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from printed.errors import InputError
from printed.questions.box import ABOUT, respond
from printed.questions.forms import BY_NAME, Form
from tools.fuzz.contract import Case

TEXTS = (".txt", ".csv", ".yaml")
GIVEN = ("name", "kind", "values", "kept")  # of an item, to the engine


def asked(case: Case) -> Iterator[Case]:
    """The questions of forms, of the box and of a register that have what a call has.

    >>> [one.words for one in asked(Case("printed", ("percent", "81%", "--n", "36", "--json")))]
    [('form', '{"form": "percent", "fields": {"percent": "81%", "n": "36"}}')]
    """
    if case.command in BY_NAME and not case.files:
        fields = filled(BY_NAME[case.command], case.words[1:])
        yield question("form", {"form": case.command, "fields": fields})
    for name, content in case.files.items():
        text = content.decode("utf-8", "replace")
        if name.startswith("x.") and name.endswith(TEXTS) and case.command in ("check", "read"):
            yield from of_box(text)
        if name == "x.yaml" and case.command == "solve":
            yield question("form", {"form": "solve", "fields": {"problem": text}})
        if name.endswith("claims.csv") and case.command == "verify":
            yield from of_register(name.removesuffix("claims.csv"), case.files)


def question(kind: str, told: Mapping[str, Any]) -> Case:
    """One question."""
    return Case("page", (kind, json.dumps(told, ensure_ascii=False)))


def filled(form: Form, words: Sequence[str]) -> dict[str, str]:
    """A form as the words of its command fill it in; options that it does not have are left out.

    >>> filled(BY_NAME["percent"], ["--n=36", "81%", "--json"])
    {'n': '36', 'percent': '81%'}
    """
    options = {field.option: field.name for field in form.fields if field.option}
    places = [field.name for field in form.fields if not field.option]
    many = {field.name for field in form.fields if field.several}
    found: dict[str, str] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        option, equals, value = word.partition("=")
        if not word.startswith("--"):
            if places:
                found[places.pop(0)] = word
        elif option != "--json":
            value = value if equals or not left else left.pop(0)
            if option in options:
                name = options[option]
                several = name in found and name in many
                found[name] = f"{found[name]} {value}" if several else value
    return found


def of_box(text: str) -> Iterator[Case]:
    """A text that is pasted, read, shown, checked; two of its items tied, a size put in."""
    yield question("box", {"box": "read", "text": text})
    try:
        found = respond({"box": "read", "text": text})
    except InputError:
        return
    items = [{key: item[key] for key in GIVEN} for item in found["items"]]
    found = {name: found[name] for name in ABOUT} | {"items": items}
    yield question("box", {**found, "box": "check"})
    yield question("box", {"box": "show", "items": items[:3]})
    for one, two in list(zip(items, items[1:], strict=False))[:3]:
        yield question("box", {"box": "tie", "items": [one, two]})
    yield question("box", {"box": "size", "items": items[:5], "group": 1, "size": "40"})
    few = {**found, "items": [{**item, "kept": i % 2 == 0} for i, item in enumerate(items)]}
    yield question("box", {**few, "box": "read", "text": text})
    about = {"unknowns": "z 1:39", "relations": "z > 3", "conventions": "rounding: half-even"}
    yield question("box", {**found, **about, "box": "check"})


def of_register(folder: str, files: Mapping[str, bytes]) -> Iterator[Case]:
    """The verdict on some claims, and what another number in their place would change."""

    def text(name: str) -> str:
        return files.get(folder + name, b"").decode("utf-8", "replace")

    register: dict[str, Any] = {
        "claims": text("claims.csv"), "groups": text("groups.csv"),
        "conventions": text("conventions.yaml"), "sources": {},
    }  # fmt: skip
    claims = list(csv.DictReader(io.StringIO(register["claims"])))
    for claim in claims[:: max(1, len(claims) // 4)]:
        about = {"register": register, "claim": claim.get("id", "")}
        yield question("claim", about)
        yield question("claim", {**about, "printed": "7"})
        yield question("claim", {**about, "printed": claim.get("printed", "")})
