"""The traps of nbval: what it cannot see in committed notebooks is held here.

What a page must have, and that it was executed, is held by tests/pages. Each check is a function
that lists faults; beside it stands a notebook that has them.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from passion import claims, paths
from printed.book import execute, inputs, render
from printed.book.typography import typeset_printed

GLUED = "application/papermill.record/"
BADGE = r'data-claim="([^"]*)" data-verdict="([^"]*)".*?class="claim__printed">([^<]*)<'
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@lru_cache(maxsize=1)
def said() -> dict[str, tuple[str | None, str]]:
    """What a badge is to show of each claim: its expected verdict, its printed number."""
    with (paths.PUBLISHED / "expected_verdicts.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["claim"]: row["verdict"] for row in csv.DictReader(file)}
    return {c.id: (expected.get(c.id), typeset_printed(c.printed)) for c in claims.load()}


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
                yield kind, text(data) if isinstance(data, (str, list)) else json.dumps(data)


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


def badges_at_odds(notebook: dict[str, Any]) -> list[str]:
    """Badges that show another number than the register, or another verdict than the expected."""
    faults = []
    for _, data in shown(notebook):
        for claim, verdict, printed in re.findall(BADGE, data):
            if (verdict, html.unescape(printed)) != said().get(claim):
                faults.append(f"{claim}: {printed} ({verdict}), not {said().get(claim)}")
    return faults


CHECKS = (
    badges_at_odds,
    bare_floats,
    random_ids,
    machine_words,
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


def told(verdict: str, printed: str) -> dict[str, Any]:
    claim = f'<a data-claim="plic_registry" data-verdict="{verdict}" href="#">'
    return showing("text/html", f'{claim}<span class="claim__printed">{printed}</span></a>')


FAULTY = [
    (badges_at_odds, sample("x", told("determined", "82%"))),
    (badges_at_odds, sample("x", told("compatible", "81%"))),
    (bare_floats, sample("x", showing("text/plain", "0.30000000000000004"))),
    (bare_floats, sample("x", showing(GLUED + "text/plain", "np.float64(0.5)"))),
    (random_ids, sample("x", showing("text/html", '<table id="T_a1b2c">'))),
    (machine_words, sample("x", showing("text/plain", f"{paths.ROOT}/data"))),
    (machine_words, sample("x") | {"metadata": {}}),
]


@pytest.mark.parametrize(("check", "notebook"), FAULTY)
def test_each_check_can_fail(check, notebook):
    assert check(notebook)


def test_a_badge_that_says_what_the_register_says_passes():
    assert badges_at_odds(sample("x", told("determined_if", "81%"))) == []


def test_the_ledger_shows_every_claim():
    ledger = inputs.read_notebook(paths.NOTEBOOKS / "00_ledger.ipynb")
    seen = {found[0] for _, data in shown(ledger) for found in re.findall(BADGE, data)}
    assert seen == set(said())


@pytest.mark.parametrize("page", sorted({claim.page for claim in claims.load()}))
def test_the_check_of_a_page_has_every_claim_of_it(page):
    notebook = inputs.read_notebook(paths.NOTEBOOKS / f"{page}.ipynb")
    told = "".join(data for _, data in shown(notebook))
    listed = re.findall(r'<tr\b[^>]* id="check-([^"]*)"', told)
    assert listed == [claim.id for claim in claims.load().page(page)]


def compared(notebook: dict[str, Any], plain: Callable[[str], str]) -> list[list[tuple[str, str]]]:
    """What a reader sees of each code cell, without pictures, and `plain`."""
    kept = []
    for cell in code_cells(notebook):
        every = [(kind.removeprefix(GLUED), kind, data) for kind, data in shown({"cells": [cell]})]
        kept.append([(k, plain(data)) for of, k, data in every if not of.startswith("image/")])
    return kept


def test_of_a_drawing_its_words_are_compared_and_not_its_strokes(without_strokes):
    def of(size: str, stroke: str, number: str) -> list[list[tuple[str, str]]]:
        drawn = f'<svg aria-label="{size} fit"><path d="{stroke}"/>\n</svg><p>{number}</p>'
        return compared(sample("x", showing("text/html", drawn)), without_strokes)

    assert of("31", "M 63.87", "7") == of("31", "M 63.88", "7")
    assert of("31", "M 63.87", "7") != of("36", "M 63.87", "7")
    assert of("31", "M 63.87", "7") != of("31", "M 63.87", "8")


@pytest.mark.slow
@pytest.mark.rendered
def test_committed_outputs_are_those_of_the_book(built_book, without_strokes):
    # Stronger than nbval, which compares nothing where nothing was committed.
    common = inputs.common_digest(paths.ROOT)
    stale = []
    for name, path in render.notebooks(paths.ROOT):
        committed = inputs.read_notebook(path)
        copy = execute.copy_of(name, path, paths.ROOT, common, paths.BUILD / "executed")
        executed = inputs.read_notebook(copy)
        if compared(committed, without_strokes) != compared(executed, without_strokes):
            stale.append(name)
    assert stale == [], "run `make refresh`, look at the difference, and commit it"
