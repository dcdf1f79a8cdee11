"""The order of the modules, and what each may load: the table of the design, held."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from passion import paths

SOURCE = paths.ROOT / "src" / "passion"

# Lowest first; an import points only downwards, or stays within one package.
ORDER = (
    "errors", "paths", "batch", "printed", "imaging", "exact", "compatible", "questions",
    "claims", "literature", "records", "datapackage", "evidence", "verdicts", "reconstruct",
    "display", "cli", "build",
)  # fmt: skip
# These say nothing of this paper, and can be used without it.
ALONE = {
    "batch": {"errors"},
    "printed": {"errors"},
    "exact": {"errors", "printed"},
    "compatible": {"errors", "printed", "exact"},
    "questions": {"errors", "printed", "exact", "compatible"},
    "imaging": {"errors", "paths", "batch", "printed"},
    "build": {"errors", "paths", "printed", "records"},
}
HEAVY = {
    "SimpleITK", "dask", "distributed", "joblib", "matplotlib", "nbclient", "nibabel", "nilearn",
    "numpy", "pandas", "pandera", "pyarrow", "scipy", "seaborn", "skimage", "statsmodels",
}  # fmt: skip
MODULES = sorted(SOURCE.rglob("*.py"))


def part(module: str) -> str:
    """The row of the table to which a dotted name belongs."""
    words = module.split(".")
    return words[1] if len(words) > 1 else ""


def name_of(path: Path) -> str:
    words = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(words[:-1] if words[-1] == "__init__" else words)


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


def upward(own: str, imported: list[str]) -> list[str]:
    """The imports that point to a higher row."""
    return [
        name
        for name in imported
        if name.startswith("passion.")
        and part(name) != own
        and (part(name) not in ORDER or ORDER.index(part(name)) > ORDER.index(own))
    ]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_only_downwards(path):
    name = name_of(path)
    if name == "passion":
        return
    assert part(name) in ORDER, "a new module needs its place in the order"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = list(imports(tree))
    assert upward(part(name), imported) == []
    if part(name) in ALONE:
        allowed = ALONE[part(name)] | {part(name)}
        used = {part(other) for other in imported if other.startswith("passion.")}
        assert used <= allowed


def test_an_upward_import_would_be_found():
    tree = ast.parse("def f():\n    from passion.claims import load\n    from passion import cli\n")
    assert upward("compatible", list(imports(tree))) == ["passion.claims", "passion.cli"]
    assert upward("cli", list(imports(tree))) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_libraries_load_only_where_they_are_used(path):
    top = imports(ast.parse(path.read_text(encoding="utf-8")), deep=False)
    assert {name.split(".")[0] for name in top} & HEAVY == set()


def python(*lines: str) -> subprocess.CompletedProcess:
    """Run a few lines in a Python of their own."""
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, cwd=paths.ROOT
    )


def test_importing_the_package_is_light():
    done = python("import sys, passion", f"print(sorted({HEAVY!r} & set(sys.modules)))")
    assert done.stdout.strip() == "[]", done.stderr


def test_the_core_runs_on_the_standard_library_alone():
    # As in a reader's browser: what is blocked cannot be imported at all.
    done = python(
        "import sys, importlib, pkgutil",
        f"for name in {sorted(HEAVY | {'yaml', 'rich', 'typer'})!r}: sys.modules[name] = None",
        "import passion.printed, passion.exact, passion.compatible, passion.questions",
        "for package in (passion.exact, passion.compatible, passion.questions):",
        "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):",
        "        importlib.import_module(found.name)",
        "from passion import printed",
        "from passion.compatible import counts",
        "from passion.exact import table_p",
        "share = printed.parse('81%')",
        "print(share.lower, share.upper)",
        "print([(row['k'], row['n']) for row in counts.from_percent('81%', (1, 16))])",
        "print(table_p(1, 10, 22, 36, 'fisher') > 0)",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["161/2 163/2", "[(13, 16)]", "True"]


def test_most_modules_are_short_enough_to_be_one_idea():
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    long = {name: count for name, count in lines.items() if count > 300}
    assert len(long) <= len(lines) / 4, long
    assert {name: count for name, count in long.items() if count > 500} == {}
