"""Sphinx extension: a notebook in its order of reasoning becomes a page with its finding first.

A notebook that shows a headline (`printed.book.page`) is such a page. Its headline comes to the
top, below it the paragraphs before the first section, and what leads the page. Every section
becomes a drawer, every block quote a note in the margin. The notebook needs no mark for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from printed.book.page import LICENCE

STATIC = Path(__file__).with_name("static")
OPENING, LEADING = '<div class="opening">', '<div class="leading">'
MOST_DRAWERS = 6
ALONE = "html_theme.sidebar_secondary.remove"  # how the theme is told: no list of headings


def marked(within: nodes.Node, mark: str) -> Iterator[nodes.container]:
    """The cells that show what begins with a mark."""
    for raw in within.findall(nodes.raw):
        if raw.astext().startswith(mark):
            cell = raw.parent
            while cell is not None and "cell" not in cell.get("classes", ()):
                cell = cell.parent
            if cell is not None:
                yield cell


def prepare(app: Sphinx, doctree: nodes.document) -> None:
    """Addresses that do not change with the numbers in a heading; no second list of headings."""
    if next(marked(doctree, OPENING), None) is None:
        return
    app.env.metadata[app.env.docname][ALONE] = True
    taken: set[str] = set()
    for section in list(doctree.findall(nodes.section))[1:]:
        title = section.next_node(nodes.title).astext()
        name = nodes.make_id(title.partition(":")[0])
        section["ids"] = [name if name not in taken else nodes.make_id(title)]
        taken.add(name)


def arrange(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put what a reader of the page wants first; only in HTML, and after all is resolved."""
    if app.builder.format != "html":
        return
    headlines = list(marked(doctree, OPENING))
    if not headlines:
        return
    if len(headlines) > 1:
        raise ValueError(f"{docname}: a page has one headline, this has {len(headlines)}")
    page = next(doctree.findall(nodes.section))
    page["classes"].append("glance")
    leading = list(dict.fromkeys(marked(doctree, LEADING)))
    sections = [child for child in page.children if isinstance(child, nodes.section)]
    if len(sections) > MOST_DRAWERS:
        raise ValueError(f"{docname}: at most {MOST_DRAWERS} drawers, this has {len(sections)}")
    top = [shown(headlines[0])]
    before = page.children[1 : page.index(sections[0])] if sections else page.children[1:]
    notes, work = [], []
    for node in before:
        page.remove(node)
        if isinstance(node, nodes.block_quote):
            notes.append(node)
        elif "cell" in node.get("classes", ()):
            work.append(node)
        else:
            node["classes"].append("lede")
            top.append(node)
    top += [shown(cell) for cell in leading]
    if notes:
        top += [html('<div class="margin-notes" role="note">'), *notes, html("</div>")]
    page[1:1] = top
    if sections:
        sections[0][1:1] = work  # code before the first drawer goes into it
    else:
        page += work
    for quote in doctree.findall(nodes.block_quote):
        reader = quote.next_node(nodes.strong)
        quote["classes"] += ["side", nodes.make_id(reader.astext())] if reader else ["side"]
    for section in sections:
        drawer(section)


def shown(cell: nodes.container) -> nodes.container:
    """What a cell shows, taken out of it; its code stays in its place."""
    out = next(child for child in cell.children if "cell_output" in child["classes"])
    cell.remove(out)
    return nodes.container("", out, classes=["cell", "glance-top"])


def drawer(section: nodes.section) -> None:
    """Fold a section under its heading."""
    section["classes"].append("drawer")
    title = section.index(next(c for c in section.children if isinstance(c, nodes.title)))
    section.insert(title + 1, html('</summary><div class="drawer__body">'))
    section.insert(title, html("<details><summary>"))
    section.append(html("</div></details>"))


def head_cells(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """In tables of words every cell carries its column's name, shown where cells stand alone."""
    if app.builder.format != "html":
        return
    for table in doctree.findall(nodes.table):
        heads, body = table.next_node(nodes.thead), table.next_node(nodes.tbody)
        names = [entry.astext() for entry in heads.findall(nodes.entry)] if heads else []
        if len(names) < 3:  # of two columns the second needs no name
            continue
        for row in body.findall(nodes.row):
            for name, entry in list(zip(names, row.findall(nodes.entry), strict=True))[1:]:
                text = entry.next_node(nodes.TextElement)
                if text is not None and entry.astext():
                    # No text of the cell: who copies or reads the table has its head.
                    head = f'<span class="cell-head" data-name="{escape(name)}"></span>'
                    text.insert(0, html(head))


def html(text: str) -> nodes.raw:
    """A piece of markup."""
    return nodes.raw("", text, format="html")


# The file of a table is named by its page, as that of a figure is.
DOWNLOAD = re.compile(r'<p class="data-table__download"><a download="')
# What the theme leaves: a toggle without a name, the brand outside every landmark.
MENDED = (
    (
        re.compile(r'<summary>(?=<span class="toctree-toggle")'),
        '<summary aria-label="Pages of this part">',
    ),
    (
        re.compile(r'<div class="sidebar-primary-item">(?=\s*<a class="navbar-brand)'),
        '<div class="sidebar-primary-item" role="navigation" aria-label="Home">',
    ),
)


def finish(app: Sphinx, failure: Exception | None) -> None:
    """In every page: what the theme leaves out, licences of figures, the page in names of files."""
    if failure or app.builder.format != "html":
        return
    name, address = app.config.book_licence or ("", "")
    licence = f'<a rel="license" href="{escape(address)}">{escape(name)}</a>' if name else ""
    for file in Path(app.outdir).rglob("*.html"):
        if "_static" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        mended = text.replace(LICENCE, licence)
        mended = DOWNLOAD.sub(rf"\g<0>{file.stem}-", mended)
        for what, by in MENDED:
            mended = what.sub(by, mended)
        if mended != text:
            file.write_text(mended, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    # The licence of the figures: a name and where it is written.
    app.add_config_value("book_licence", None, "html")
    app.connect("builder-inited", lambda app: app.config.html_static_path.append(str(STATIC)))
    app.add_css_file("page.css", priority=900)  # after what a book has of its own
    app.add_js_file("page.js", priority=100)
    app.connect("doctree-read", prepare, priority=1)  # before contents are collected
    app.connect("doctree-resolved", arrange)
    app.connect("doctree-resolved", head_cells)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
