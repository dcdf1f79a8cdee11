"""The traps of nbval: what it cannot see in committed notebooks is held here.

Each check is a function that lists faults; beside it stands a notebook that has them.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from passion import paths
from passion.build import execute, inputs, render

GLUED = "application/papermill.record/"
PICTURES = ("image/png", "image/jpeg")
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def shown(notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each committed output as (kind, text)."""
    for cell in code_cells(notebook):
        for output in cell["outputs"]:
            if output["output_type"] == "stream":
                yield output["name"], text(output["text"])
            for kind, data in output.get("data", {}).items():
                yield kind, data if isinstance(data, str) else json.dumps(data)


def not_executed(notebook: dict[str, Any]) -> list[str]:
    """A notebook that was never executed passes nbval: there is nothing to compare."""
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    faults = [] if counts == list(range(1, len(counts) + 1)) else [f"executed as {counts}"]
    return faults if any(cell["outputs"] for cell in code_cells(notebook)) else [*faults, "empty"]


def semicolons(notebook: dict[str, Any]) -> list[str]:
    """A trailing semicolon does not suppress an output under nbval, and leaks addresses."""
    sources = [text(cell["source"]).rstrip() for cell in code_cells(notebook)]
    return [source.splitlines()[-1] for source in sources if source.endswith(";")]


def addresses(notebook: dict[str, Any]) -> list[str]:
    """Addresses in memory differ in every run."""
    return [found for _, data in shown(notebook) for found in re.findall(r"0x[0-9a-f]{6,}", data)]


def uncompared_pictures(notebook: dict[str, Any]) -> list[str]:
    """SVG is compared byte by byte; PNG not at all, so its data must stand beside it."""
    kinds = [kind.removeprefix(GLUED) for kind, _ in shown(notebook)]
    faults = [kind for kind in kinds if kind == "image/svg+xml"]
    tables = sum("<table" in data for kind, data in shown(notebook) if kind.endswith("text/html"))
    if set(kinds) & set(PICTURES) and not tables:
        faults.append("a picture without a table")
    return faults


def bare_floats(notebook: dict[str, Any]) -> list[str]:
    """Strings are compared: the last digits of a bare float are those of one machine."""
    found = []
    for kind, data in shown(notebook):
        if kind.removeprefix(GLUED) in ("stdout", "text/plain", "text/html"):
            found += re.findall(r"(?<![\w.#-])\d+\.\d{8,}|np\.\w+\(", data)
    return found


def random_ids(notebook: dict[str, Any]) -> list[str]:
    """Identifiers drawn at random (pandas' Styler, table libraries) differ in every run."""
    pattern = r"id=\"(?:T_[0-9a-f]{5}|[0-9a-f]{8}-[0-9a-f]{4}-)[^\"]*\""
    return [found for _, data in shown(notebook) for found in re.findall(pattern, data)]


def machine_words(notebook: dict[str, Any]) -> list[str]:
    """Paths and settings of the machine that executed it."""
    home = str(Path.home())
    places = [place for place in (str(paths.ROOT), home) if len(place) > 1]
    content = json.dumps(notebook)
    faults = [place for place in places if f"{place}/" in content]
    if notebook["metadata"] != {
        "kernelspec": execute.KERNELSPEC,
        "language_info": {"name": "python"},
    }:
        faults.append("metadata: run `make refresh`")
    return faults


def silent_results(notebook: dict[str, Any]) -> list[str]:
    """A cell that ends in a bare name or an operation is there to show it."""
    faults = []
    for cell in code_cells(notebook):
        body = ast.parse(text(cell["source"])).body
        last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
        if last is not None and not isinstance(last, ast.Call) and not cell["outputs"]:
            faults.append(ast.unparse(last))
    return faults


CHECKS = (
    not_executed,
    semicolons,
    addresses,
    uncompared_pictures,
    bare_floats,
    random_ids,
    machine_words,
    silent_results,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@every_notebook
def test_committed_notebooks_have_no(check, path):
    assert check(inputs.read_notebook(path)) == []


def sample(source: str, *outputs: dict[str, Any], count: int | None = 1) -> dict[str, Any]:
    cell = {"cell_type": "code", "source": source, "outputs": list(outputs)}
    metadata = {"kernelspec": execute.KERNELSPEC, "language_info": {"name": "python"}}
    return {"metadata": metadata, "cells": [cell | {"execution_count": count}]}


def showing(kind: str, data: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {kind: data}}


FAULTY = [
    (not_executed, sample("1 + 1", count=None)),
    (not_executed, sample("1 + 1", showing("text/plain", "2"), count=7)),
    (semicolons, sample("plot();")),
    (addresses, sample("x", showing("text/plain", "<Axes at 0x7f3a2c1b>"))),
    (uncompared_pictures, sample("x", showing("image/png", "AAAA"))),
    (uncompared_pictures, sample("x", showing(GLUED + "image/svg+xml", "<svg/>"))),
    (bare_floats, sample("x", showing("text/plain", "0.30000000000000004"))),
    (bare_floats, sample("x", showing(GLUED + "text/plain", "np.float64(0.5)"))),
    (random_ids, sample("x", showing("text/html", '<table id="T_a1b2c">'))),
    (machine_words, sample("x", showing("text/plain", f"{paths.ROOT}/data"))),
    (machine_words, sample("x") | {"metadata": {}}),
    (silent_results, sample("frame", count=1)),
]


@pytest.mark.parametrize(("check", "notebook"), FAULTY)
def test_each_check_can_fail(check, notebook):
    assert check(notebook)


def compared(notebook: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """What a reader sees of each code cell, without pictures."""
    kept = []
    for cell in code_cells(notebook):
        every = shown({"cells": [cell]})
        kept.append([row for row in every if not row[0].removeprefix(GLUED).startswith("image/")])
    return kept


@pytest.mark.rendered
def test_committed_outputs_are_those_of_the_book(built_book):
    # Stronger than nbval, which compares nothing where nothing was committed.
    common = inputs.common_digest(paths.ROOT)
    stale = []
    for name, path in render.notebooks(paths.ROOT):
        committed = inputs.read_notebook(path)
        copy = execute.copy_of(name, path, common, paths.BUILD / "executed")
        if compared(committed) != compared(inputs.read_notebook(copy)):
            stale.append(name)
    assert stale == [], "run `make refresh`, look at the difference, and commit it"


# A glue key in prose or in a Markdown cell: {glue:...}`page.ipynb::key:format` or `key`.
USE = re.compile(r"\{glue:(\w*)\}`(?:[^`<]*<)?([^`>]+)>?`|^:+\{glue:\w+\}\s+(\S+)", re.MULTILINE)


def uses(source: str) -> Iterator[tuple[str, str | None, str]]:
    """Each use of a glued value: the kind of role, the page or None, the key."""
    for kind, inline, block in USE.findall(source):
        page, found, key = (inline or block).rpartition("::")
        yield kind, (page if found else None), key.partition(":")[0] if kind == "text" else key


def keys(notebook: dict[str, Any]) -> list[str]:
    """The keys that a notebook glues, as its committed outputs hold them."""
    found = []
    for cell in code_cells(notebook):
        for output in cell["outputs"]:
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name is not None:
                found.append(name)
    return found


def unknown_keys(source: str, folder: Path, own: list[str]) -> list[str]:
    """Keys used in prose that no page glues; a renamed key still passes nbval."""
    faults = []
    for kind, page, key in uses(source):
        if page is None:
            known = own
        elif kind in ("md", "figure", "math"):
            faults.append(f"{kind} cannot come from another page: {page}::{key}")
            continue
        else:
            path = (folder / page).resolve()
            known = keys(inputs.read_notebook(path)) if path.exists() else []
        if key not in known:
            faults.append(f"{page}::{key}" if page else key)
    return faults


@every_notebook
def test_every_key_is_unique(path):
    again = {key: n for key, n in Counter(keys(inputs.read_notebook(path))).items() if n > 1}
    assert again == {}


@pytest.mark.parametrize("path", NOTEBOOKS + sorted(paths.BOOK.glob("*.md")), ids=lambda p: p.stem)
def test_every_key_used_exists(path):
    if path.suffix == ".md":
        source, own = path.read_text(encoding="utf-8"), []
    else:
        notebook = inputs.read_notebook(path)
        own = keys(notebook)
        prose = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
        source = "\n\n".join(text(cell["source"]) for cell in prose)
    assert unknown_keys(source, path.parent, own) == []


def test_an_unknown_key_is_found(tmp_path):
    glued = showing("text/plain", "1") | {"metadata": {"scrapbook": {"name": "there"}}}
    (tmp_path / "a.ipynb").write_text(json.dumps({"nbformat": 4} | sample("x", glued)))
    prose = (
        "{glue:}`a.ipynb::there` {glue:text}`a.ipynb::there:s` [{glue:}`a.ipynb::there`](a) "
        "{glue:}`a.ipynb::gone` {glue:text}`a.ipynb::lost:s` {glue:}`own` {glue:md}`a.ipynb::there`"
    )
    assert unknown_keys(prose, tmp_path, ["own"]) == [
        "a.ipynb::gone",
        "a.ipynb::lost",
        "md cannot come from another page: a.ipynb::there",
    ]
