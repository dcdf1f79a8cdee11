"""A page that keeps every rule, which the tests of the rules then spoil one rule at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

PREFIX = "application/papermill.record/"
TABLE = '<div class="data-table" id="{id}"><table><thead><tr><th>n</th></tr></thead></table></div>'
FIGURE = '<figure class="panel" id="shares"><figcaption>One share is left.</figcaption></figure>'


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, html: str = "", glued: Sequence[str] = ()) -> dict[str, Any]:
    """A code cell that showed HTML, or nothing."""
    outputs: list[dict[str, Any]] = [
        {
            "output_type": "display_data",
            "data": {f"{PREFIX}text/html": "<a data-claim='x'>81%</a>"},
            "metadata": {"scrapbook": {"name": key, "mime_prefix": PREFIX}},
        }
        for key in glued
    ]
    if html:
        data = {"text/html": html}
        outputs.append({"output_type": "execute_result", "data": data, "metadata": {}})
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": outputs}


@pytest.fixture
def good() -> dict[str, Any]:
    """A small executed notebook without a fault."""
    cells = [
        markdown("# Asymmetry on the 3-month scan\n\nAs a 2x2 table, with a 95% interval."),
        code("from passion import display"),
        markdown("## How we know: {glue:text}`n` fit {cite}`wagenaar2018`"),
        code("fits = found.tables('plic')"),
        code("page.figure(fig, fits, name='shares', title='x', alt='y')", html=FIGURE),
        markdown("## The check"),
        code("display.check(page)", html=TABLE.format(id="check"), glued=("claim_a", "claim_b")),
        markdown("## Limits\n\nNothing about one child."),
        code("page.headline(f'In {k} of {n}.')", html="<p class='headline'>In 29 of 36.</p>"),
    ]
    for number, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), 1):
        cell["execution_count"] = number
    return {"nbformat": 4, "cells": cells}
