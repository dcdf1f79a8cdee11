"""How the parts of the package hang together: their order, and who uses whom, read from the code.

The order is the rule that `tests/test_architecture.py` holds and that the page on the architecture
draws: one list, so that picture and rule cannot part.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from passion import paths

SOURCE = paths.ROOT / "src" / "passion"

# Lowest first; an import points only downwards, or stays within one part.
ORDER = (
    "errors", "paths", "batch", "printed", "imaging", "exact", "compatible", "questions",
    "claims", "literature", "records", "datapackage", "evidence", "verdicts", "reconstruct",
    "display", "architecture", "cli", "build", "review", "pdf",
)  # fmt: skip
# These say nothing of this paper, and can be used without it.
ALONE: dict[str, set[str]] = {
    "errors": set(),
    "batch": {"errors"},
    "printed": {"errors"},
    "exact": {"errors", "printed"},
    "compatible": {"errors", "printed", "exact"},
    "questions": {"errors", "printed", "exact", "compatible"},
    "imaging": {"errors", "paths", "batch", "printed"},
    "build": {"errors", "paths", "printed", "records"},
}


def part(module: str) -> str:
    """The part to which a dotted name belongs.

    >>> part("passion.exact.tables"), part("passion")
    ('exact', '')
    """
    words = module.split(".")
    return words[1] if len(words) > 1 else ""


def modules(source: Path | None = None) -> dict[str, Path]:
    """Every module of the package by its dotted name.

    >>> "passion.exact.tables" in modules()
    True
    """
    source = source or SOURCE
    found = {}
    for path in sorted(source.rglob("*.py")):
        words = path.relative_to(source.parent).with_suffix("").parts
        found[".".join(words[:-1] if words[-1] == "__init__" else words)] = path
    return found


def imports(node: ast.AST, deep: bool = True) -> Iterator[str]:
    """Dotted names that a module imports; `deep` looks into functions too.

    What stands under TYPE_CHECKING is never imported.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "relative imports hide where a name comes from"
            if child.module == "passion":
                yield from (f"passion.{alias.name}" for alias in child.names)
            elif child.module:
                yield child.module
        elif deep or not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from imports(child, deep)


def uses(source: Path | None = None) -> dict[str, set[str]]:
    """Which other parts each part imports from, in the order.

    >>> sorted(uses()["exact"])
    ['errors', 'printed']
    """
    found: dict[str, set[str]] = {name: set() for name in ORDER}
    for name, path in modules(source).items():
        own = part(name)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for other in imports(tree):
            if own in found and other.startswith("passion.") and part(other) != own:
                found[own].add(part(other))
    return found


def direct(uses: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The uses that do not follow from others: what a picture needs to draw.

    >>> direct({"c": {"a", "b"}, "b": {"a"}, "a": set()})
    {'c': {'b'}, 'b': {'a'}, 'a': set()}
    """

    def reach(name: str) -> set[str]:
        found = set(uses[name])
        for other in uses[name]:
            found |= reach(other)
        return found

    return {
        name: {other for other in used if not any(other in reach(via) for via in used)}
        for name, used in uses.items()
    }


def purposes(source: Path | None = None) -> dict[str, str]:
    """What each part holds: the first sentence of its docstring.

    Raises
    ------
    ValueError
        For a part that does not say it.
    """
    found = modules(source)
    said = {}
    for name in ORDER:
        tree = ast.parse(found[f"passion.{name}"].read_text(encoding="utf-8"))
        text = (ast.get_docstring(tree) or "").split("\n\n")[0]
        if not text:
            raise ValueError(f"passion.{name} has no docstring: say in a sentence what it holds")
        said[name] = " ".join(text.split())
    return said
