"""Nothing that is loaded runs code or reads elsewhere: pages, notebooks, register, problems, data.

What a page may hold is a list of what is allowed; each check has something that it refuses.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from passion import datapackage, paths, records
from passion.display import badges
from printed import register, tabular
from printed.book import execute, inputs, render, tables
from printed.errors import InputError
from printed.problem import read_problem
from printed.readings import read_conventions

# ------------------------------------------------------------------ pages and what cells show

# None of them reads a file, runs code or takes raw markup.
DIRECTIVES = {
    "admonition", "bibliography", "div", "dropdown", "glossary", "glue", "grid", "grid-item",
    "grid-item-card", "list-table", "margin", "math", "note", "tip", "warning",
}  # fmt: skip
ROLES = {
    "abbr", "cite", "cite:p", "cite:t", "doc", "download", "eq", "glue:", "glue:text", "math",
    "numref", "ref", "sub", "sup", "term",
}  # fmt: skip
# Python's sandbox for templates is none: {{ env }} reaches the program that builds the book.
ACTIVE = re.compile(
    r"<\s*(?:script|iframe|object|embed|base|meta|link|style)\b|\son\w+\s*=\s*[\"']|javascript:"
    r"|\{\{|\{%(?! raw)",
    re.IGNORECASE,
)
DIRECTIVE = re.compile(r"^[ >\t]*(?:`{3,}|~{3,}|:{3,})\s*\{([^}]*)\}", re.MULTILINE)
ROLE = re.compile(r"\{([a-zA-Z][\w:+.-]*)\}`([^`]*)`")
TARGET = re.compile(
    r"!?\[[^\]]*\]\(<?([^)\s>]+)|\b(?:src|href)=[\"']([^\"']+)|^\[[^\]]+\]:\s*(\S+)", re.M
)
# Markup of its own has one way in: a file of the book, which is looked into.
RAW = re.compile(r"^```\{raw\} html\n:file: (_static/[\w-]+\.html)\n```$", re.MULTILINE)
PLACE = re.compile(r"<([^<>]+)>$")


def prose_faults(text: str, folder: Path) -> list[str]:
    """What a page of Markdown holds that is not on the lists, or that leads out of the book."""
    markup = [(paths.BOOK / name).read_text(encoding="utf-8") for name in RAW.findall(text)]
    text = RAW.sub("", text)
    faults = [fault for file in markup for fault in ACTIVE.findall(file)]
    faults += [name for name in DIRECTIVE.findall(text) if name not in DIRECTIVES]
    faults += [name for name, _ in ROLE.findall(text) if name not in ROLES]
    faults += ACTIVE.findall(text)
    targets = [next(filter(None, found)) for found in TARGET.findall(text)]
    for name, inside in ROLE.findall(text):
        if name in ("download", "doc"):
            place = PLACE.search(inside)
            targets.append(place.group(1) if place else inside)
    for target in targets:
        if re.match(r"https?://|mailto:|#|data:image/|data:text/csv", target):
            continue
        file = (folder / unquote(target.partition("#")[0])).resolve()
        if ":" in target or target.startswith("/") or not file.is_relative_to(paths.ROOT):
            faults.append(target)
    return faults


def text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def markdown(notebook: Path) -> Iterator[str]:
    """What is rendered as Markdown: prose, and what a cell showed as such."""
    for cell in inputs.read_notebook(notebook)["cells"]:
        if cell["cell_type"] != "code":
            yield text(cell["source"])
        for output in cell.get("outputs", ()):
            for kind, data in output.get("data", {}).items():
                if kind.endswith("text/markdown"):
                    yield text(data)


def pages() -> list[Path]:
    return [*sorted(paths.BOOK.rglob("*.md")), *sorted(paths.NOTEBOOKS.glob("*.ipynb"))]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_page_uses_only_what_reads_nothing_and_runs_nothing(page):
    parts = markdown(page) if page.suffix == ".ipynb" else [page.read_text(encoding="utf-8")]
    assert [fault for part in parts for fault in prose_faults(part, page.parent)] == []


@pytest.mark.parametrize(
    "prose",
    [
        "```{include} /etc/hostname\n```",
        "> :::{literalinclude} ../../secret\n:::",
        "```{raw} html\n<b>\n```",
        "```{raw} html\n:file: ../secret.html\n```",
        "~~~{eval-rst}\n.. include:: x\n~~~",
        "```{code-cell}\n1 + 1\n```",
        "```{csv-table}\n:file: /etc/passwd\n```",
        "{download}`the list </etc/passwd>`",
        "{download}`../../../etc/passwd`",
        "{raw-html}`<b>`",
        "![a picture](../../secret.png)",
        "[a file](../../../etc/passwd)",
        "[a file](file:///etc/passwd)",
        "[x]: ../../../etc/passwd",
        "<script>alert(1)</script>",
        '<img src="a.png" onerror="alert(1)">',
        "[press](javascript:alert(1))",
        "{{ env.app }}",
        "{% for x in y %}",
    ],
)
def test_each_of_these_is_refused_on_a_page(prose):
    assert prose_faults(prose, paths.BOOK)


def test_templates_in_prose_are_off():
    config = render.load_yaml(paths.ROOT / "_config.yml")
    assert not {"substitution", "html_image"} & set(config["parse"]["myst_enable_extensions"])


def test_the_references_are_entries_and_hold_no_markup():
    bib = (paths.BOOK / "references.bib").read_text(encoding="utf-8")
    kinds = set(re.findall(r"^\s*@(\w+)", bib, re.MULTILINE))
    assert kinds <= {
        "article",
        "inproceedings",
        "book",
        "incollection",
        "misc",
        "software",
        "techreport",
    }
    assert re.findall(r"[<>]|\\(?:input|include|write|href)\b|javascript:", bib) == []


# ------------------------------------------------------------------ code cells

IMPORTS = {
    "calendar", "datetime", "decimal", "fractions", "itertools", "math", "statistics", "matplotlib",
    "numpy", "pandas", "passion", "printed", "scipy", "seaborn", "statsmodels", "tissue_loss",
}  # fmt: skip
FILES = {"open", "read_bytes", "read_text", "unlink", "write_bytes", "write_text"}
# What one page alone may do, and why.
MORE = {
    "14_check_a_number": {"read_text"},  # shows a problem file as it stands
}
FORBIDDEN = {
    "__import__", "breakpoint", "compile", "delattr", "eval", "exec", "get_ipython", "globals",
    "input", "locals", "open", "setattr", "vars",
}  # fmt: skip
READERS = re.compile(
    r"^(read_\w+|to_(csv|excel|json|parquet|pickle|sql|html)|loads?|fromfile|memmap)$"
)


def code_faults(source: str, more: Collection[str] = ()) -> list[str]:
    """What a cell holds beyond Python on the project's own calls."""
    try:
        tree = ast.parse(source)  # magics and `!` are none
    except SyntaxError as error:
        return [str(error.text)]
    faults = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [found.name for found in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        faults += [name for name in names if name.partition(".")[0] not in {*IMPORTS, *more}]
        if isinstance(node, ast.Name) and node.id in FORBIDDEN:
            faults.append(node.id)
        if isinstance(node, ast.Attribute) and (
            node.attr.startswith("__")
            or (node.attr in FILES and node.attr not in more)
            or READERS.match(node.attr)
            and ast.unparse(node.value).split(".")[0] in ("pd", "pandas", "np", "numpy", "pickle")
        ):
            faults.append(node.attr)
    return faults


@pytest.mark.parametrize(
    "path", sorted(paths.NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem
)
def test_a_notebook_is_python_on_the_projects_own_calls(path):
    cells = inputs.read_notebook(path)["cells"]
    code = [text(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    more = MORE.get(path.stem, ())
    assert [fault for source in code for fault in code_faults(source, more)] == []


@pytest.mark.parametrize(
    "source",
    [
        "%run x.py", "!ls", "%%bash\nls", "import os", "import subprocess as s",
        "from urllib.request import urlopen", "import requests", "import pickle", "import tempfile",
        "eval('1')", "exec('1')", "open('/etc/passwd')", "__import__('os')", "get_ipython()",
        "import pandas as pd; pd.read_csv('/etc/passwd')", "import numpy as np; np.load('x')",
        "(paths.DATA / 'x').open()", "import csv",
        "().__class__.__bases__", "from . import x",
    ],
)  # fmt: skip
def test_each_of_these_is_refused_in_a_cell(source):
    assert code_faults(source)


# ------------------------------------------------------------------ register and conventions

GROUPS = (paths.PUBLISHED / "groups.csv").read_bytes()
REGISTER = (paths.PUBLISHED / "claims.csv").read_text(encoding="utf-8")
COLUMN = REGISTER.splitlines()[0].split(",").index("statement")


def with_statement(statement: str) -> bytes:
    rows = [REGISTER.splitlines()[0], *REGISTER.splitlines()[1:2]]
    cells = ["x"] * len(rows[0].split(","))
    cells[COLUMN] = statement
    return "\n".join([rows[0], ",".join(cells)]).encode()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("=HYPERLINK(1)", "formula"),
        ("@SUM(A1)", "formula"),
        ("+cmd|' /C calc'!A0", "formula"),
        ("a\x00b", "zero"),
        ("a" * 200_000, "too long; at most 10000 characters"),
    ],
)
def test_a_cell_of_the_register_that_a_program_would_run_is_refused(statement, said):
    with pytest.raises(InputError, match=rf"^claims\.csv, row 2.*{said}"):
        register.parse(with_statement(statement), GROUPS)


def test_no_committed_cell_is_a_formula():
    # The files that `read_csv` does not read too.
    cells = [
        cell
        for path in paths.DATA.rglob("*.csv")
        if "individual" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        for cell in line.split(",")
    ]
    assert len(cells) > 1000
    assert [cell for cell in cells if cell.lstrip('"').startswith(tabular.FORMULA)] == []


@pytest.mark.slow  # all verdicts
def test_markup_in_a_cell_reaches_a_page_as_text():
    script = "<script>alert(1)</script>"
    table = tables.table([{"n": script}], id="x", caption="y").html
    verdict = dataclasses.replace(badges.verdict_of("plic_registry"), printed=script)
    for html in (table, badges.render(verdict).html):
        assert "<script" not in html and "&lt;script&gt;" in html


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    "content",
    [
        "table: !!python/object/apply:os.system ['true']\n",
        "table: !!python/name:os.system\n",
        "table: !include /etc/passwd\n",
        BOMB,
        "table: {x: 1, x: 2}\n",
    ],
)
def test_conventions_and_problems_take_no_tag_and_no_alias(tmp_path, content):
    file = tmp_path / "conventions.yaml"
    file.write_text(content)
    with pytest.raises(InputError, match=r"conventions\.yaml, row \d"):
        read_conventions(file.read_text(), file.name)
    with pytest.raises(InputError, match=r"conventions\.yaml, row \d"):
        read_problem(file)


@pytest.mark.parametrize("key", ["include", "file", "path", "records", "$ref"])
def test_a_problem_names_no_file(tmp_path, key):
    file = tmp_path / "problem.yaml"
    file.write_text(f'{key}: "/etc/passwd"\nitems:\n  a: {{kind: count, n: 10, percent: "40%"}}\n')
    with pytest.raises(InputError, match="unknown key"):
        read_problem(file)


# ------------------------------------------------------------------ data and links


def test_no_description_of_data_refers_to_another_file_or_host():
    for path in paths.DATA.rglob("*.json"):
        assert '"$ref"' not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/hostname", "link.csv"])
def test_a_described_file_lies_in_the_data(tmp_path, path):
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("secret")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(InputError, match=r"leads out of the data"):
        datapackage.refreshed({"resources": [{"path": path}, {"path": "link.csv"}]}, folder)


def test_a_file_of_records_is_text_and_nothing_is_opened_for_it(tmp_path):
    template = records.template_text().splitlines()[0]
    for content in ("=cmd|' /C calc'!A0", "/etc/passwd", "../../secret", "a\x00b"):
        file = tmp_path / "records.csv"
        file.write_text(f"{template}\n" + ",".join([content] * len(template.split(","))) + "\n")
        try:
            faults = records.check(file)[1]
        except InputError as error:
            assert "bytes of zero" in str(error)
        else:
            assert len(faults) > 5


def book(root: Path) -> Path:
    (root / "book").mkdir(parents=True)
    (root / "data" / "individual").mkdir(parents=True)
    (root / "_toc.yml").write_text("root: book/intro\n")
    (root / "book" / "intro.md").write_text("# Front\n")
    return root


def test_a_table_of_contents_names_pages_of_the_book_alone(tmp_path):
    root = book(tmp_path / "root")
    (tmp_path / "secret.md").write_text("# Secret\n")
    (root / "_toc.yml").write_text("root: book/intro\nchapters:\n- file: ../secret\n")
    with pytest.raises(execute.BuildFailure, match=r"\.\./secret: lies outside the book"):
        render.notebooks(root)


def test_a_link_out_of_the_book_is_refused_and_one_to_the_records_is_not(tmp_path):
    root = book(tmp_path / "root")
    (tmp_path / "secret").mkdir()
    (root / "data" / "individual" / "records.csv").symlink_to(tmp_path / "secret")
    (root / "book" / "inside.md").symlink_to("intro.md")
    render.refuse_links_out(root)
    for place in ("book/_static", "data/more"):
        (root / place).symlink_to(tmp_path / "secret")
        with pytest.raises(execute.BuildFailure, match=rf"^{place}: is a link out"):
            render.refuse_links_out(root)
        (root / place).unlink()


def test_nothing_in_the_repository_is_a_link_out():
    render.refuse_links_out(paths.ROOT)
