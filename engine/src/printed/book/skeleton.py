"""What makes a notebook a page at a glance: a scientist's notebook with its finding first.

Each rule is a function from an executed notebook to its faults. A book holds its pages to them
from the day on which they show a headline; `tests` of this book show each rule its fault.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from printed.book import modules
from printed.book.arrange import MOST_DRAWERS
from printed.book.budgets import HEADLINE

Notebook = dict[str, Any]
LONGEST_CELL, LONGEST_FUNCTION = 15, 5  # lines
IN_MARKDOWN = 0.9  # of the words of prose, against those in strings of code
SENTENCE = 4  # words: what is shorter names a column or an axis
LIBRARIES = {"pandas", "seaborn", "matplotlib"}
WORD = re.compile(r"[A-Za-z][a-z’'-]+")


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def of_kind(notebook: Notebook, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def html_of(notebook: Notebook) -> Any:
    """What the cells show as HTML, without what they glue."""
    from bs4 import BeautifulSoup

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
            if not isinstance(node, ast.FunctionDef):
                continue
            long = sum(len(ast.unparse(part).splitlines()) for part in node.body)
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


def faults(path: Path) -> list[str]:
    """What an executed notebook breaks of all rules, one line a fault.

    Parameters
    ----------
    path : Path
        A notebook with its outputs.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [f"{name}: {fault}" for name, rule in RULES.items() for fault in rule(notebook)]
