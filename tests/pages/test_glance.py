"""A notebook that is a page at a glance is a scientist's notebook, and has its finding first.

A page is held to these rules from the day on which it shows a headline. Each rule is a function
from a notebook to its faults; below, each is shown a notebook with exactly its fault.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from bs4 import BeautifulSoup

from passion import paths
from printed.book import modules
from printed.book.arrange import MOST_DRAWERS
from printed.book.budgets import HEADLINE, at_a_glance

Notebook = dict[str, Any]
PAGES = [path for path in sorted(paths.NOTEBOOKS.glob("*.ipynb")) if at_a_glance(path)]
LONGEST_CELL, LONGEST_FUNCTION = 15, 5  # lines
IN_MARKDOWN = 0.9  # of the words of prose, against those in strings of code
SENTENCE = 4  # words: what is shorter names a column or an axis
LIBRARIES = {"pandas", "seaborn", "matplotlib"}
WORD = re.compile(r"[A-Za-z][a-z’'-]+")


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def of_kind(notebook: Notebook, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def html_of(notebook: Notebook) -> BeautifulSoup:
    """What the cells show as HTML, without what they glue."""
    parts = [
        "".join(output["data"]["text/html"])
        for cell in of_kind(notebook, "code")
        for output in cell["outputs"]
        if "text/html" in output.get("data", {})
    ]
    return BeautifulSoup("\n".join(parts), "html.parser")


def strings(notebook: Notebook) -> Iterator[str]:
    """Every string in the code that is no name: one with a space in it."""
    for cell in of_kind(notebook, "code"):
        for node in ast.walk(ast.parse(source(cell))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and " " in text.strip():
                yield text


# --------------------------------------------------------------------------- the rules


def one_headline(notebook: Notebook) -> list[str]:
    """A headline of at most 25 words that the page shows once."""
    found = html_of(notebook).select("p.headline")
    faults = [] if len(found) == 1 else [f"{len(found)} headlines"]
    long = [text for text in (p.get_text() for p in found) if len(text.split()) > HEADLINE]
    return faults + [f"too long: {text}" for text in long]


def something_leads(notebook: Notebook) -> list[str]:
    """A figure, a form or a ledger stands right below the headline."""
    return [] if len(html_of(notebook).select("div.leading")) == 1 else ["nothing leads the page"]


def title_and_drawers(notebook: Notebook) -> list[str]:
    """One title, at most six sections, each with a short name."""
    text = "\n".join(map(source, of_kind(notebook, "markdown")))
    heads = re.findall(r"^(#+) (.*)$", text, re.MULTILINE)
    faults = [] if [marks for marks, _ in heads].count("#") == 1 else ["not one title"]
    sections = [name for marks, name in heads if marks == "##"]
    if len(sections) > MOST_DRAWERS:
        faults.append(f"{len(sections)} drawers")
    shown = (re.sub(r"\{[^}]*\}`[^`]*`", "n", name) for name in sections)
    return faults + [f"long: {name}" for name in shown if len(name.split()) > 12]


def short_cells(notebook: Notebook) -> list[str]:
    """No cell over fifteen lines, no function over five."""
    faults = []
    for cell in of_kind(notebook, "code"):
        text = source(cell)
        if len(text.splitlines()) > LONGEST_CELL:
            faults.append(f"{len(text.splitlines())} lines: {text[:40]!r}")
        for node in ast.walk(ast.parse(text)):
            body = node.body if isinstance(node, ast.FunctionDef) else []
            long = sum(len(ast.unparse(part).splitlines()) for part in body)
            if long > LONGEST_FUNCTION:
                faults.append(f"the function {node.name} has {long} lines")
    return faults


def prose_in_markdown(notebook: Notebook) -> list[str]:
    """Nine tenths of the words of prose stand in Markdown, none of it as HTML."""
    typed = sum(len(WORD.findall(source(cell))) for cell in of_kind(notebook, "markdown"))
    words = [len(WORD.findall(text)) for text in strings(notebook)]
    coded = sum(length for length in words if length >= SENTENCE)
    share = typed / max(1, typed + coded)
    faults = [] if share >= IN_MARKDOWN else [f"{share:.0%} of the prose is Markdown"]
    tags = [text for text in strings(notebook) if re.search(r"</?[a-z]+[ >]", text)]
    tags += [source(c) for c in of_kind(notebook, "markdown") if re.search(r"</[a-z]+>", source(c))]
    return faults + [f"HTML: {text[:40]!r}" for text in tags]


def known_libraries(notebook: Notebook) -> list[str]:
    """pandas for every frame, seaborn and matplotlib for every figure with axes."""
    names = {name.partition(".")[0] for name in modules.named(notebook)}
    page = html_of(notebook)
    wanted = {"pandas"} if page.select("table.plain") else set()
    wanted |= LIBRARIES if page.select("figure svg.drawing") else set()
    return [f"imports no {name}" for name in sorted(wanted - names)]


def complete_figures(notebook: Notebook) -> list[str]:
    """Every figure has its title, its words for who cannot see it, and its numbers."""
    page = html_of(notebook)
    faults = []
    for panel in page.select("figure"):
        name = panel.get("id", "a figure")
        if not panel.select_one("figcaption.panel__title"):
            faults.append(f"{name} has no title: show it with page.figure")
        drawn = panel.select("svg[aria-label], .drawn[aria-label]")
        if not drawn or any(len(each["aria-label"].split()) < 5 for each in drawn):
            faults.append(f"{name} has no alternative text")
        if not panel.select_one("table") or not panel.select_one("a[download$='.csv']"):
            faults.append(f"{name} has no table of its numbers")
    kinds = {
        kind
        for cell in of_kind(notebook, "code")
        for output in cell["outputs"]
        for kind in output.get("data", {})
    }
    bare = sorted(kind for kind in kinds if kind.startswith("image/"))
    return faults + [f"a bare picture: {kind}" for kind in bare]


def no_stream(notebook: Notebook) -> list[str]:
    """Nothing on stderr or stdout, no error, no semicolon that hides a result."""
    faults = []
    for cell in of_kind(notebook, "code"):
        for output in cell["outputs"]:
            if output["output_type"] in ("stream", "error"):
                faults.append(f"a {output['output_type']} in {source(cell)[:40]!r}")
        if source(cell).rstrip().endswith(";"):
            faults.append("a cell ends in a semicolon")
    return faults


def shown_results(notebook: Notebook) -> list[str]:
    """A cell that ends in a name or in a call has shown or glued something."""
    silent = []
    for cell in of_kind(notebook, "code"):
        last = ast.parse(source(cell)).body[-1]
        if isinstance(last, ast.Expr) and not cell["outputs"]:
            silent.append(f"nothing is shown by {source(cell)[-40:]!r}")
    return silent


def no_tags(notebook: Notebook) -> list[str]:
    """Cells carry no tag: what a page needs is in its code and its headings."""
    tags = {tag for cell in notebook["cells"] for tag in cell["metadata"].get("tags", ())}
    return [f"tag {tag}" for tag in sorted(tags)]


RULES: dict[str, Callable[[Notebook], list[str]]] = {
    rule.__name__: rule
    for rule in (
        one_headline, something_leads, title_and_drawers, short_cells, prose_in_markdown,
        known_libraries, complete_figures, no_stream, shown_results, no_tags,
    )
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path, rule):
    assert RULES[rule](json.loads(path.read_text(encoding="utf-8"))) == []


# --------------------------------------------------------------------------- that they can fail

TABLE = "<table class='plain'><tr><td>36</td></tr></table>"
PANEL = (
    "<figure id='scans'><figcaption class='panel__title'>36 fits</figcaption><svg class='drawing' "
    f"aria-label='Of 31 and 36 scans both fit.'></svg>{TABLE}<a download='x-scans.csv'></a>"
    "</figure>"
)
IMPORTS = "import matplotlib.pyplot as plt\nimport pandas as pd\nimport seaborn as sns"
PROSE = "A sentence of several words that stands where it can be read by everybody. " * 5


def code(text: str, html: str = "") -> dict[str, Any]:
    outputs = [{"output_type": "execute_result", "data": {"text/html": html}}] if html else []
    return {"cell_type": "code", "metadata": {}, "source": text, "outputs": outputs}


def markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


GOOD: Notebook = {
    "cells": [
        markdown("# Scans\n\n" + PROSE),
        code(IMPORTS),
        markdown("## How we know: {glue:text}`n` fit"),
        code("frame", TABLE),
        code("page.lead(page.figure(fig, frame))", f"<div class='leading'>{PANEL}</div>"),
        code("page.headline('x')", "<p class='headline'>36 of 39 were scanned</p>"),
    ]
}


def put(place: int, key: str, value: Any) -> Callable[[Notebook], None]:
    """A fault: something else at one place of the notebook."""
    return lambda notebook: notebook["cells"][place].update({key: value})


def show(place: int, html: str) -> Callable[[Notebook], None]:
    return put(place, "outputs", code("x", html)["outputs"])


FUNCTION = "def f():\n" + "    x = 1\n" * 6
BAD: list[tuple[str, Callable[[Notebook], None]]] = [
    ("one_headline", show(5, "<p>none</p>")),
    ("one_headline", show(5, f"<p class='headline'>{'word ' * 26}</p>")),
    ("something_leads", show(4, PANEL)),
    ("title_and_drawers", put(2, "source", "## A\n" * 7)),
    ("title_and_drawers", put(2, "source", "# Another title")),
    ("title_and_drawers", put(2, "source", "## " + "word " * 13)),
    ("short_cells", put(3, "source", "x = 1\n" * 16)),
    ("short_cells", put(3, "source", FUNCTION)),
    ("prose_in_markdown", put(3, "source", f"say({PROSE!r})")),
    ("prose_in_markdown", put(3, "source", "say('<b>29 of 36</b> children')")),
    ("prose_in_markdown", put(2, "source", "## How <b>we</b> know")),
    ("known_libraries", put(1, "source", IMPORTS.replace("seaborn", "numpy"))),
    ("known_libraries", put(1, "source", IMPORTS.replace("import pandas", "import numpy"))),
    ("complete_figures", show(4, PANEL.replace("panel__title", "x"))),
    ("complete_figures", show(4, PANEL.replace("Of 31 and 36 scans both fit.", "scans"))),
    ("complete_figures", show(4, PANEL.replace(TABLE, ""))),
    ("complete_figures", put(4, "outputs", [{"output_type": "x", "data": {"image/png": "x"}}])),
    ("no_stream", put(3, "outputs", [{"output_type": "stream", "name": "stderr"}])),
    ("no_stream", put(3, "source", "frame;")),
    ("shown_results", put(3, "outputs", [])),
    ("no_tags", put(3, "metadata", {"tags": ["hide-input"]})),
]


def test_a_good_notebook_keeps_every_rule():
    assert {name: faults for name, rule in RULES.items() if (faults := rule(GOOD))} == {}


@pytest.mark.parametrize(("rule", "spoil"), BAD)
def test_a_notebook_with_this_fault_is_found(rule, spoil):
    spoilt = deepcopy(GOOD)
    spoil(spoilt)
    assert RULES[rule](spoilt) != []


def test_every_rule_has_a_notebook_that_breaks_it():
    assert {rule for rule, _ in BAD} == set(RULES)


def test_there_is_a_page_at_a_glance():
    assert "05_mri_asymmetry" in {path.stem for path in PAGES}
