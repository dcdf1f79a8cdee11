"""Which of a book's own modules a notebook depends on, directly or not.

The packages beside the notebooks are read, never run: grimp follows their imports, those inside
functions too. A package that loads its modules by name at run time is taken whole.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from printed.book import inputs

# Where a book keeps packages: its own, and those of a project that stands beside it.
PLACES = ("src", "*/src")
# Code is followed by its imports; style sheets and scripts are for the pages.
NOT_READ = (".py", ".css", ".js")
# In a process of its own: the folders of this book come first, whatever else is installed.
READ = """
import json, sys
import grimp
names = sys.argv[2:]
graph = grimp.build_graph(*names, cache_dir=sys.argv[1])
print(json.dumps({name: sorted(graph.find_modules_directly_imported_by(name))
                  for name in sorted(graph.modules)}))
"""


def packages(root: Path) -> dict[str, Path]:
    """Every package of a book's own, by name, with its folder."""
    found = (file.parent for place in PLACES for file in root.glob(f"{place}/*/__init__.py"))
    return {folder.name: folder for folder in sorted(found)}


@lru_cache(maxsize=8)
def _graph(root: Path, state: str) -> dict[str, list[str]]:
    """Which module imports which, as the files are at this state."""
    known = packages(root)
    if not known:
        return {}
    folders = [str(folder.parent) for folder in known.values()]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(folders)}
    cache = root / "_build" / "cache" / "imports"
    cache.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(cache), *known],
        env=environment, cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def named(notebook: Mapping[str, Any]) -> set[str]:
    """Every module that the code of a notebook names in an import.

    Examples
    --------
    >>> cell = {"cell_type": "code", "source": "from a.b import c, d\\n%matplotlib inline"}
    >>> sorted(named({"cells": [cell]}))
    ['a.b', 'a.b.c', 'a.b.d']
    """
    found: set[str] = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        lines = ("" if line.lstrip()[:1] in ("%", "!") else line for line in source.split("\n"))
        try:
            tree = ast.parse("\n".join(lines))
        except SyntaxError:  # the kernel will say so
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def reached(names: Iterable[str], graph: Mapping[str, list[str]], whole: set[str]) -> set[str]:
    """The modules that run when these are imported.

    Parameters
    ----------
    names : iterable of str
        What is imported; what is no module of the graph is passed over.
    graph : mapping
        The modules that each imports.
    whole : set of str
        Packages that load their modules by name.

    Examples
    --------
    >>> graph = {"a": [], "a.b": ["c.d"], "a.e": [], "c": ["c.f"], "c.d": [], "c.f": []}
    >>> sorted(reached(["a.b"], graph, set()))
    ['a', 'a.b', 'c', 'c.d', 'c.f']
    >>> sorted(reached(["a"], graph, {"a"}))
    ['a', 'a.b', 'a.e', 'c', 'c.d', 'c.f']
    """
    seen: set[str] = set()
    todo = [name for name in names if name in graph]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo += graph[name]
        parent = name.rpartition(".")[0]
        if parent:  # importing a module imports the packages that it lies in
            todo.append(parent)
        if name in whole:
            todo += [other for other in graph if other.startswith(f"{name}.")]
    return seen


def file_of(name: str, known: Mapping[str, Path]) -> Path:
    """The file of a module: ``__init__.py`` where it is a package."""
    top, *parts = name.split(".")
    place = known[top].joinpath(*parts)
    package = place / "__init__.py"  # a folder of old bytecode may stand where a package was
    return package if package.is_file() else place.with_suffix(".py")


def _data(folders: Iterable[Path]) -> Iterator[Path]:
    """What packages carry beside their modules."""
    for folder in folders:
        yield from (file for file in inputs.files(folder) if file.suffix not in NOT_READ)


def digest(root: Path, names: Iterable[str]) -> str:
    """One hash of every module that runs when these are imported, and of their packages' data.

    Parameters
    ----------
    root : Path
        The folder of a book.
    names : iterable of str
        Modules, such as those that a notebook has `named`; others than the book's own do not count.
    """
    known = packages(root)
    sources = [file for folder in known.values() for file in inputs.files(folder)]
    graph = _graph(root, inputs.tree_digest(root, sources))
    whole = {name for name in graph if "import_module(" in file_of(name, known).read_text("utf-8")}
    modules = reached(names, graph, whole)
    folders = {known[name.partition(".")[0]] for name in modules}
    files = [file_of(name, known) for name in modules]
    return inputs.tree_digest(root, [*sorted(files), *_data(sorted(folders))])
