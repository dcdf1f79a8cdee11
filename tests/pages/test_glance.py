"""A notebook that is a page at a glance is a scientist's notebook, and has its finding first.

A page is held to these rules from the day on which it shows a headline. Each rule is a function
from a notebook to its faults; below, each is shown a notebook with exactly its fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from passion import paths
from printed.book.budgets import at_a_glance
from printed.book.skeleton import RULES, Notebook

PAGES = [path for path in sorted(paths.NOTEBOOKS.glob("*.ipynb")) if at_a_glance(path)]


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
