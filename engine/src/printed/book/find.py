"""Sphinx extension: the search of a book finds printed numbers, and shows no source code.

Sphinx indexes all text of a page, that of its code too, and no sign such as a point or a percent
sign. Here code is left out of the index and of the excerpts, and a number that is looked for is
looked for among the claims of the register (`printed.book.live`): the hit says what was found out,
with its condition, and leads to the reason.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

CODE = "cell_input"


def without_code(doctree: nodes.document) -> nodes.document:
    """A page as it is read: a copy without what was typed into its cells."""
    read = doctree.deepcopy()
    for cell in list(read.findall(nodes.container)):
        if CODE in cell.get("classes", ()) and cell.parent is not None:
            cell.parent.remove(cell)
    return read  # type: ignore[no-any-return]


def begin(app: Sphinx) -> None:
    """Let the index be made of what is read; Sphinx has no event for that."""
    if app.builder.format != "html":
        return
    builder: Any = app.builder
    index = builder.index_page
    builder.index_page = lambda page, doctree, title: index(page, without_code(doctree), title)


def add(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Only the page of the search has its script."""
    if page == "search":
        app.add_js_file("find.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.setup_extension("printed.book.arrange")  # whose folder of scripts it shares
    app.connect("builder-inited", begin)
    app.connect("html-page-context", add)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
