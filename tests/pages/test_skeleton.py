"""Every notebook was executed and holds no number typed by hand; `test_glance` has its form.

Each rule is one function from a notebook to its faults; below the rules, each of them is shown a
page with exactly its fault.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup

from passion import paths

Notebook = dict[str, Any]
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
PROSE = sorted(paths.BOOK.rglob("*.md"))

# What may be typed: names that hold a digit, and references.
TYPED = [
    r"\{[\w:+-]+\}`[^`]*`",  # roles: citations, glued values, terms
    r"`[^`]*`",  # code
    r"\]\([^)]*\)|<https?://[^>]*>|https?://\S+",  # where a link leads
    r"<[^>]*>",  # tags
    r"\bNCT\d{8}\b|\bNL-OMON\d+\b|\b10\.\d{4,}/\S+",  # registrations and DOIs
    r"\b2\s?[x×]\s?2\b|\b95%",
    r"\bT[12](?:-weighted)?\b|\b3D Slicer\b",  # contrasts of a scan, a program
    r"\b2[- ]years?\b|\b3[- ]months?\b",  # the names of the two visits
    r"\b[A-Z][\w’'-]+ (?:et al\.?,? |and [A-Z]\w+,? )?\(?(?:19|20)\d\d\)?",  # Wagenaar 2018
    r"\btypes? \d(?:-\d)? of Hyndman and Fan\b",
    r"\bBayley-[34]\b|\bCBCL 1\.5-5\b|\bHyndman-Fan (?:types? )?\d(?:-\d)?\b|\bN-1\b",
    r"\bPython 3(?:\.\d+)?\b|\bSHA-256\b|\bCC BY 4\.0\b|\b[Ff]igshare\b",
    r"^\s*\d+\.\s",  # the numbering of a list
    r"^:{3,}\{grid\}[ \d]*$|^:gutter: \d$|^:link: \S+$",  # how cards are laid out
]


# --------------------------------------------------------------------------- reading a notebook


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def code_cells(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def shown(cell: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a cell shows: its kind and its text, without what it glued."""
    for output in cell.get("outputs", ()):
        for kind, data in output.get("data", {}).items():
            yield kind, "".join(data)


def html_of(cells: list[dict[str, Any]]) -> BeautifulSoup:
    parts = [text for cell in cells for kind, text in shown(cell) if kind == "text/html"]
    return BeautifulSoup("\n".join(parts), "html.parser")


# --------------------------------------------------------------------------- the rules


def no_typed_number(notebook: Notebook) -> list[str]:
    """No digit in a Markdown cell, nor in the literals of a computed sentence."""
    faults = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            faults += typed_numbers(source(cell))
        else:
            faults += typed_in_code(source(cell))
    return faults


def typed_numbers(text: str) -> list[str]:
    """The places of a text where a number was typed by hand."""
    for pattern in TYPED:
        text = re.sub(pattern, " ", text, flags=re.MULTILINE)
    places = [match.span() for match in re.finditer(r"\d+(?:[.,]\d+)*", text)]
    return [f"typed: {text[max(0, start - 20):end + 20]!r}" for start, end in places]


def typed_in_code(text: str) -> list[str]:
    """Numbers in what code shows: in literals of sentences, titles and cells."""
    tree = ast.parse(text)
    faults = []
    for node in ast.walk(tree):
        # A literal with a space is a sentence wherever it stands; names of things have none.
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            faults += typed_numbers(node.value)
        if isinstance(node, ast.Call) and called(node) in {"headline", "term"}:
            for part in spoken(node):
                faults += typed_numbers(part)
    return faults


def called(node: ast.Call) -> str:
    """The last part of a call's name."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def spoken(call: ast.Call) -> Iterator[str]:
    """The literals that a sentence is made of, and numbers typed into its braces."""
    for argument in call.args:
        if isinstance(argument, ast.Constant):
            yield str(argument.value)
        elif isinstance(argument, ast.JoinedStr):
            for part in argument.values:
                if isinstance(part, ast.FormattedValue):
                    part = part.value  # type: ignore[assignment]
                if isinstance(part, ast.Constant):
                    yield str(part.value)


def no_rounding_by_hand(notebook: Notebook) -> list[str]:
    """Only `printed.notation` rounds: no round(), no precision in a format."""
    faults = []
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.Call) and called(node) in {"round", "around"}:
                faults.append("round() is called")
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
                faults.append(f"a number is formatted: {ast.unparse(node)}")
    return faults


def executed_in_order(notebook: Notebook) -> list[str]:
    """Executed from the top, each cell once, without an error or a warning."""
    counts = [cell.get("execution_count") for cell in code_cells(notebook)]
    faults = [] if counts == list(range(1, len(counts) + 1)) else [f"executed as {counts}"]
    for cell in code_cells(notebook):
        for output in cell.get("outputs", ()):
            if output["output_type"] in ("error", "stream"):
                faults.append(f"a cell gave {output.get('ename', output.get('name'))}")
    return faults


def nothing_unprinted(notebook: Notebook) -> list[str]:
    """No output with what a program would say instead of a number."""
    slip = re.compile(r"\bnp\.\w+\(|\bnan\b|\bFraction\(|\bNone\b|\bat 0x[0-9a-f]{6,}")
    faults = []
    for cell in code_cells(notebook):
        for kind, text in shown(cell):
            found = slip.search(re.sub(r"<[^>]*>", " ", text))
            if found:
                faults.append(f"{kind} holds {found.group()!r}")
    return faults


def ids_unique(notebook: Notebook) -> list[str]:
    """No two elements of a page share an id."""
    ids = [element["id"] for element in html_of(code_cells(notebook)).find_all(id=True)]
    return [f"id {name!r} stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})]


def glue_keys_unique(notebook: Notebook) -> list[str]:
    """No two values of a page share a key."""
    keys = glued(notebook)
    return [f"key {key!r} is glued twice" for key in sorted({k for k in keys if keys.count(k) > 1})]


def glued(notebook: Notebook) -> list[str]:
    return [
        output["metadata"]["scrapbook"]["name"]
        for cell in code_cells(notebook)
        for output in cell.get("outputs", ())
        if "scrapbook" in output.get("metadata", {})
    ]


RULES: dict[str, Callable[[Notebook], list[str]]] = {
    rule.__name__: rule
    for rule in (
        no_typed_number,
        no_rounding_by_hand,
        executed_in_order,
        nothing_unprinted,
        ids_unique,
        glue_keys_unique,
    )
}


def read(path: Any) -> Notebook:
    return json.loads(path.read_text(encoding="utf-8"))


HELD = [
    pytest.param(path, rule, id=f"{path.stem}-{rule}")
    for path in NOTEBOOKS
    for rule in RULES
]


@pytest.mark.parametrize(("path", "rule"), HELD)
def test_page(path, rule):
    assert RULES[rule](read(path)) == []


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.stem)
def test_prose_has_no_typed_number(path):
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"```.*?```", " ", text, flags=re.DOTALL) if path.stem == "data" else text
    assert typed_numbers(text) == []


def unknown_keys(text: str, here: Any, keys: dict[Any, list[str]]) -> list[str]:
    """The glue keys that a page uses and no notebook glues."""
    faults = []
    roles = re.findall(r"\{glue:[a-z]*\}`([^`\n]+)`", text)
    blocks = re.findall(r"^```\{glue\} (\S+)\n(?::doc: (\S+)\n)?```", text, re.MULTILINE)
    for target in [*roles, *(f"{place}::{key}" for key, place in blocks)]:
        place, _, key = target.strip().rpartition("::")
        notebook = (here.parent / place).resolve() if place else here
        if key.partition(":")[0] not in keys.get(notebook, ()):
            faults.append(target)
    return faults


def test_every_glue_key_that_is_used_exists():
    keys = {path.resolve(): glued(read(path)) for path in NOTEBOOKS}
    faults = {
        path.name: found
        for path, text in written().items()
        if (found := unknown_keys(text, path.resolve(), keys))
    }
    assert faults == {}


def written() -> dict[Any, str]:
    """The Markdown of every page."""
    texts = {path: path.read_text(encoding="utf-8") for path in PROSE}
    for path in NOTEBOOKS:
        cells = [cell for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
        texts[path] = "\n".join(map(source, cells))
    return texts


LOADED = re.compile(
    r"!\[[^\]]*\]\(\s*<?(?:\w+:)?//|```?\{(?:image|figure|iframe)\}\s*(?:\w+:)?//"
    r"|(?:\bsrc|\bdata|\baction)=[\"']?(?:\w+:)?//|<link\b[^>]*(?:\w+:)?//"
    r"|\burl\(\s*[\"']?(?:\w+:)?//|@import\s*[\"']?(?:\w+:)?//"
    r"|(?:\bfetch|\bimport|\bimportScripts|\bopen|\bXMLHttpRequest|\bWebSocket|\bWorker"
    r"|\bEventSource|\bsendBeacon)\(\s*[^()]*[\"'`](?:\w+:)?//"
)


def test_no_source_of_a_page_loads_anything_from_another_host():
    texts = written()
    for path in NOTEBOOKS:
        texts[path] += "".join(text for cell in code_cells(read(path)) for _, text in shown(cell))
    static = paths.BOOK / "_static"
    for path in (*static.glob("*.*"), *static.glob("check/*.*")):
        if path.suffix not in (".png", ".woff2"):
            texts[path] = path.read_text(encoding="utf-8")
    loaded = {path.name: LOADED.search(text) for path, text in texts.items()}
    assert {name: found.group() for name, found in loaded.items() if found} == {}


@pytest.mark.parametrize(
    "text",
    [
        "![a](https://example.org/a.png)",
        "```{image} //example.org/a.png",
        '<img alt="" src="//example.org/a.png">',
        "fetch('https://example.org/' + here)",
        "importScripts(`https://example.org/a.js`)",
        "b { background: url(https://example.org/a.png) }",
    ],
)
def test_what_loads_from_another_host_is_found(text):
    assert LOADED.search(text)


def test_links_to_click_on_load_nothing():
    assert not LOADED.search("[a](https://example.org) <a href='https://example.org'>a</a>")


# --------------------------------------------------------------------------- rules that can fail


def find(notebook: Notebook, text: str) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if text in source(cell))


def rewrite(text: str, new: str) -> Callable[[Notebook], None]:
    """Replace a text in the cell that has it."""

    def spoil(notebook: Notebook) -> None:
        cell = find(notebook, text)
        cell["source"] = source(cell).replace(text, new)

    return spoil


def reoutput(text: str, old: str, new: str) -> Callable[[Notebook], None]:
    """Replace a text in what the cell has shown."""

    def spoil(notebook: Notebook) -> None:
        output = find(notebook, text)["outputs"][-1]
        assert any(old in data for data in output["data"].values())
        output["data"] = {kind: data.replace(old, new) for kind, data in output["data"].items()}

    return spoil


def drop(text: str, key: str, value: Any) -> Callable[[Notebook], None]:
    """Set one field of the cell that has the text."""
    return lambda notebook: find(notebook, text).__setitem__(key, value)


SAY = "page.headline("
BAD: list[tuple[str, str, Callable[[Notebook], None]]] = [
    ("no_typed_number", "in Markdown", rewrite("about one child", "about 1 child")),
    ("no_typed_number", "in a sentence", rewrite("In {k} of {n}", "In 29 of {n}")),
    ("no_typed_number", "in braces", rewrite("In {k} of {n}", "In {29} of {n}")),
    ("no_typed_number", "in a title", rewrite("title='x'", "title='One of 36'")),
    ("no_typed_number", "in a variable", rewrite("fits = ", "text = 'in 29 children'; fits = ")),
    ("no_typed_number", "another share", rewrite("a 95% interval", "a 81% interval")),
    ("no_rounding_by_hand", "format", rewrite("In {k} of", "In {k:.2f} of")),
    ("no_rounding_by_hand", "round", rewrite("fits = found", "fits = round(x)\nfits = found")),
    ("executed_in_order", "never executed", drop("figure(", "execution_count", None)),
    ("executed_in_order", "out of order", drop("figure(", "execution_count", 99)),
    ("nothing_unprinted", "numpy scalar", reoutput(SAY, "29 of 36", "np.float64(0.5)")),
    ("nothing_unprinted", "nan", reoutput(SAY, "29 of 36", "nan")),
    ("nothing_unprinted", "memory address", reoutput(SAY, "29", "<function f> at 0x7f3a2c1d")),
    ("ids_unique", "twice", reoutput("display.check", 'id="check"', 'id="shares"')),
]


def test_the_good_page_keeps_every_rule(good):
    assert {name: faults for name, rule in RULES.items() if (faults := rule(good))} == {}


@pytest.mark.parametrize(("rule", "fault", "spoil"), BAD, ids=[f"{r}-{f}" for r, f, _ in BAD])
def test_a_page_with_this_fault_is_found(good, rule, fault, spoil):
    spoil(good)
    assert RULES[rule](good) != []


def test_errors_and_doubled_keys_are_found(good):
    cell = find(good, "figure(")
    cell["outputs"].append({"output_type": "error", "ename": "ValueError"})
    find(good, "display.check")["outputs"] *= 2
    assert "a cell gave ValueError" in executed_in_order(good)
    assert len(glue_keys_unique(good)) == 2


def test_every_rule_has_a_page_that_breaks_it():
    assert {rule for rule, _, _ in BAD} | {"glue_keys_unique"} == set(RULES)


def test_a_misspelt_key_is_found():
    here = paths.BOOK / "intro.md"
    keys = {(paths.NOTEBOOKS / "x.ipynb").resolve(): ["claim_a"]}
    assert unknown_keys("{glue:}`../notebooks/x.ipynb::claim_a`", here, keys) == []
    assert unknown_keys("{glue:text}`../notebooks/x.ipynb::claim_a:s`", here, keys) == []
    block = "```{{glue}} {}\n:doc: ../notebooks/{}.ipynb\n```\n"
    assert unknown_keys(block.format("claim_a", "x"), here, keys) == []
    for bad in (
        "{glue:}`../notebooks/x.ipynb::claim_b`",
        "{glue:}`../notebooks/y.ipynb::claim_a`",
        block.format("claim_b", "x"),
        block.format("claim_a", "y"),
    ):
        assert len(unknown_keys(bad, here, keys)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a 2x2 table, its 95% interval, at 2 years, on the 3-month scan",
        "{cite}`wagenaar2018` and [the trial](https://clinicaltrials.gov/NCT03356821), NCT03356821",
        "Wagenaar et al. 2018, Hyndman-Fan 1-9, the N-1 test, `passion percent 81%`",
    ],
)
def test_what_may_be_typed(text):
    assert typed_numbers(text) == []


@pytest.mark.parametrize("text", ["36 children", "P=0.02", "81%", "n=10", "**29** of", "in 1994"])
def test_what_may_not_be_typed(text):
    assert len(typed_numbers(text)) == 1
