"""A page that keeps every rule, which the tests of the rules then spoil one rule at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

PREFIX = "application/papermill.record/"
TABLE = '<div class="data-table" id="{id}"><table><thead><tr><th>n</th></tr></thead></table></div>'
NOTES = (
    '<aside class="note note--clinician"><p>x</p></aside>'
    '<aside class="note note--statistician"><p>x</p></aside>'
)
FIGURE = (
    '<figure class="figure-inline" id="shares"><svg role="img" aria-label="Four of ten treated '
    'and 29 of 36 registry children."></svg><figcaption>One share is left. '
    '<a class="figure-inline__data" href="#shares-data">Its numbers</a></figcaption></figure>'
)


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, html: str = "", text: str = "", glued: Sequence[str] = ()) -> dict[str, Any]:
    """A code cell that showed HTML or Markdown, or nothing."""
    outputs: list[dict[str, Any]] = [
        {
            "output_type": "display_data",
            "data": {f"{PREFIX}text/html": "<a data-claim='x'>81%</a>"},
            "metadata": {"scrapbook": {"name": key, "mime_prefix": PREFIX}},
        }
        for key in glued
    ]
    data = {"text/html": html} if html else {"text/markdown": text} if text else None
    if data:
        outputs.append({"output_type": "execute_result", "data": data, "metadata": {}})
    tags = {"tags": ["hide-input"]}
    return {"cell_type": "code", "metadata": tags, "source": source, "outputs": outputs}


@pytest.fixture
def good() -> dict[str, Any]:
    """A small executed notebook without a fault."""
    cells = [
        markdown("# Asymmetry on the 3-month scan"),
        code("from passion import display"),
        markdown("## The question\n\n**Question.** In how many children?"),
        code("display.say(f'**Answer.** In {k} of {n}.')", text="**Answer.** In 29 of 36."),
        markdown("## What is printed\n\nAs a 2x2 table, with a 95% interval {cite}`wagenaar2018`."),
        code("display.printed_table(page)", html=TABLE.format(id="printed")),
        code("display.note('x', title='y')", html=NOTES),
        markdown("## What these numbers determine"),
        code("fits = found.tables('plic')"),
        markdown("## The table and the figure"),
        code("display.table(rows, id='shares-data', caption='x')", TABLE.format(id="shares-data")),
        code("display.figure(fig, id='shares', caption='x', alt='y')", html=FIGURE),
        markdown("## The check"),
        code("display.check(page)", html=TABLE.format(id="check"), glued=("claim_a", "claim_b")),
        markdown("## Assumptions, and what this does not show\n\nNothing about one child."),
    ]
    for number, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), 1):
        cell["execution_count"] = number
    return {"nbformat": 4, "cells": cells}
