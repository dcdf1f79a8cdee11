"""What the programs are set by: the numbers of constants, defaults and functions, module by module.

``set_by.txt`` has them all: limits, thresholds, sizes, flags, and what is written within a function
beyond two; and the years, volumes, pages and DOIs of the references. None moves unseen; who means
it writes the file anew: ``.venv/bin/python tests/test_set_by.py``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from passion import paths

FILE = Path(__file__).with_name("set_by.txt")
FOLDERS = ("engine/src", "imaging/src", "src", "tools", "book/_static")


def programs() -> list[str]:
    files = [file for folder in FOLDERS for kind in ("py", "js")
             for file in (paths.ROOT / folder).rglob(f"*.{kind}")]  # fmt: skip
    names = (file.relative_to(paths.ROOT).as_posix() for file in files)
    own = (name for name in names if not re.search("/(pyodide|mathjax)/", name))
    return sorted([*own, "book/references.bib"])


def plain(node: ast.AST) -> bool:
    """Whether an expression is of numbers alone, yes and no among them."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (int, float))
    return isinstance(node, (ast.UnaryOp, ast.BinOp, ast.Tuple)) and all(
        plain(part) for part in ast.iter_child_nodes(node)
        if not isinstance(part, (ast.operator, ast.unaryop, ast.expr_context))
    )  # fmt: skip


def numbers(node: ast.AST) -> list[str]:
    """The numbers in an expression, in their order, whatever stands around them."""
    if plain(node):
        return [ast.unparse(node)]
    return [part for child in ast.iter_child_nodes(node) for part in numbers(child)]


def large(node: ast.AST) -> bool:
    """Whether this is a number that no step, end or half is: beyond two, or with decimals."""
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, (int, float)) and 2 * value not in range(5)


def settings(text: str) -> Iterator[str]:
    """Each constant of a module with its numbers; each function with its defaults and numbers.

    >>> list(settings("MOST = 2 * 10**6\\ndef f(a, b=0.05, *, c=False):\\n    return a[:1] + [60]"))
    ['MOST 2 * 10 ** 6', 'f b=0.05 c=False 60']
    """
    for node in ast.parse(text).body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if found := numbers(node.value):
                yield f"{ast.unparse(target)} {' '.join(found)}"
        for inner in ast.walk(node):
            if isinstance(inner, ast.FunctionDef):
                of = inner.args
                named = [*of.posonlyargs, *of.args]
                pairs = [*zip(named[len(named) - len(of.defaults) :], of.defaults, strict=True),
                         *zip(of.kwonlyargs, of.kw_defaults, strict=True)]  # fmt: skip
                told = [f"{arg.arg}={ast.unparse(value)}" for arg, value in pairs
                        if value is not None and plain(value)]  # fmt: skip
                within = [part for line in inner.body for part in ast.walk(line)]
                told += [repr(part.value) for part in within if large(part)]
                if told:
                    yield f"{inner.name} {' '.join(told)}"
            elif isinstance(inner, ast.ClassDef):
                for line in inner.body:
                    if isinstance(line, ast.AnnAssign) and line.value and plain(line.value):
                        yield f"{inner.name} {ast.unparse(line.target)}={ast.unparse(line.value)}"


def now(name: str) -> list[str]:
    text = (paths.ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".py"):
        return list(settings(text))
    if name.endswith(".bib"):
        entries = re.findall(r"^@\w+\{(\w+),(.*?)^\}", text, re.MULTILINE | re.DOTALL)
        field = r"^\s*(?:year|volume|number|pages|doi)\s*=\s*\{?\"?([^}\",]+)"
        return [" ".join((key, *re.findall(field, told, re.MULTILINE))) for key, told in entries]
    return re.findall(r"^const ([A-Z_]+ = [\d.*e ]+)", text, re.MULTILINE)


def written() -> dict[str, list[str]]:
    parts = FILE.read_text(encoding="utf-8").strip().split("\n\n")
    return {lines[0]: lines[1:] for lines in map(str.splitlines, parts)}


def test_no_number_that_a_program_is_set_by_moves_unseen():
    held, found = written(), {name: now(name) for name in programs()}
    moved = {name: told for name, told in found.items() if told != held.get(name, [])}
    assert moved == {}, f"if these mean it: python {__file__}"
    assert set(held) <= set(found)


if __name__ == "__main__":
    told = ("\n".join([name, *now(name)]) for name in programs() if now(name))
    FILE.write_text("\n\n".join(told) + "\n", encoding="utf-8")
