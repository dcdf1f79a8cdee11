"""Tables of words on a phone: a cell that stands alone carries the name of its column."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

pytest.importorskip("sphinx")
from docutils.core import publish_doctree
from docutils.nodes import raw

from printed.book.arrange import head_cells

THREE = """
.. list-table::
   :header-rows: 1

   * - page
     - time
     - as committed
   * - one
     - 4 s
     -
"""
TWO = THREE.replace("     - as committed\n", "").replace("     - 4 s\n     -", "     - 4 s")


def named(text: str, format: str = "html") -> list[str]:
    tree = publish_doctree(text)
    head_cells(SimpleNamespace(builder=SimpleNamespace(format=format)), tree, "page")  # type: ignore[arg-type]
    return [node.astext() for node in tree.findall(raw)]


def test_cells_are_named_but_for_the_first_and_the_empty():
    assert named(THREE) == ['<span class="cell-head" data-name="time"></span>']


def test_of_two_columns_none_is_named_and_in_print_none():
    assert named(TWO) == named(THREE, "latex") == []
