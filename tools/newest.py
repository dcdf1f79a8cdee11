"""``make newest``: the notebooks executed with the newest versions; which numbers moved?

The lock keeps this book as it is. What would become of it in a year is another question: a second
environment, beside the first, takes whatever is newest of each package that the project names, and
every number that its notebooks show is compared with the committed one.
"""

from __future__ import annotations

import difflib
import html
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from passion import paths
from printed.book import execute, inputs, render
from printed.book.execute import BuildFailure

HOME = paths.BUILD / "newest"
INSIDE = "inside"  # what this module is called with by the newest environment's Python
# The book is one of the series 1: the next is another program.
SERIES = {"jupyter-book": "jupyter-book<2"}
PICTURE = re.compile(r"(?s)<svg.*?</svg>|<[^>]*>")
NUMBER = re.compile(r"(?<![\w.])[-\u2212]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w])", re.IGNORECASE)


def wanted(root: Path) -> list[str]:
    """What the project asks for to compute and to build, by name alone.

    >>> {"numpy", "jupyter-book<2"} <= set(wanted(paths.ROOT))
    True
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["book"]]
    names = {re.split(r"[^\w.-]|[=<>~!]", text, maxsplit=1)[0].lower() for text in asked}
    return sorted(SERIES.get(name, name) for name in names)


def locked(root: Path) -> dict[str, set[str]]:
    """Every version of each package in the lock."""
    found: dict[str, set[str]] = {}
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([a-z0-9][\w.-]*)==([^ ;\\]+)", lock, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def shown(cell: Mapping[str, Any]) -> str:
    """What a reader sees of a cell, without pictures, markup and warnings."""
    parts = []
    for output in cell.get("outputs", ()):
        if output["output_type"] == "stream" and output["name"] == "stdout":
            parts.append(output["text"])
        for kind, data in sorted(output.get("data", {}).items()):
            if "image/" not in kind:
                parts.append(data)
    said = " ".join(part if isinstance(part, str) else "".join(part) for part in parts)
    return html.unescape(PICTURE.sub(" ", said))


def moved(old: str, new: str) -> list[tuple[str, str]]:
    """The numbers that differ between two texts, each with what became of it.

    Examples
    --------
    >>> moved("29 of 36, P=0.021", "29 of 36, P=0.022")
    [('0.021', '0.022')]
    >>> moved("from 0.79 to 0.96", "from 0.79")
    [('0.96', 'nothing')]
    """
    before, after = NUMBER.findall(old), NUMBER.findall(new)
    found = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            length = max(b - a, d - c)
            left = before[a:b] + ["nothing"] * (length - (b - a))
            right = after[c:d] + ["nothing"] * (length - (d - c))
            found += list(zip(left, right, strict=True))
    return found


def differences(committed: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[str]:
    """One line a code cell in which numbers moved."""
    pairs = [
        [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for notebook in (committed, made)
    ]
    for number, (old, new) in enumerate(zip(*pairs, strict=True), 1):
        changes = moved(shown(old), shown(new))
        if changes:
            told = ", ".join(f"{before} -> {after}" for before, after in changes)
            yield f"code cell {number}: {told}"


def environment(root: Path) -> Path:
    """The newest environment, made or brought up to date; returns its Python.

    Raises
    ------
    BuildFailure
        When the package index cannot be reached, or nothing fits together.
    """
    uv = Path(sys.executable).with_name("uv")
    python = HOME / "venv" / "bin" / "python"
    steps: list[list[str]] = []
    if not python.exists():
        steps.append(["venv", "--quiet", "--python", sys.executable, str(HOME / "venv")])
    install = ["pip", "install", "--quiet", "--python", str(python)]
    steps.append([*install, "--upgrade", *wanted(root)])
    # The project by itself: its own requirements are the exact ones.
    steps.append([*install, "--no-deps", "--editable", str(root)])
    for step in steps:
        done = subprocess.run([str(uv), *step], capture_output=True, text=True)
        if done.returncode:
            said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
            raise BuildFailure(
                "the newest versions could not be installed (this needs the package index): "
                + " ".join(said)[:300]
            )
    return python


def compare(root: Path, report: Any = print) -> int:
    """Execute every notebook here and compare; how many did not give what is committed."""
    pinned = locked(root)
    newer = []
    for package in importlib.metadata.distributions():
        name = re.sub(r"[-_.]+", "-", package.metadata["Name"]).lower()
        if name in pinned and package.version not in pinned[name]:
            newer.append(f"{name} {'/'.join(sorted(pinned[name]))} -> {package.version}")
    report(f"newest: {len(newer)} packages are others than in the lock")
    for line in sorted(newer):
        report(f"  {line}")
    # Copies are kept by what a page reads, of which the versions here are no part.
    shutil.rmtree(HOME / "executed", ignore_errors=True)
    sources = render.notebooks(root)
    bad: dict[str, list[str]] = {}
    try:
        execute.execute(sources, root=root, build=HOME, report=lambda line: None)
    except BuildFailure as failure:
        for line in failure.lines:
            name, _, what = line.partition(": ")
            bad.setdefault(name, []).append(what)
    common = inputs.common_digest(root)
    for name, source in sources:
        copy = execute.copy_of(name, source, root, common, HOME / "executed")
        if copy.exists():
            lines = differences(inputs.read_notebook(source), inputs.read_notebook(copy))
            bad.setdefault(name, []).extend(lines)
        report(f"  {name}  {'as committed' if not bad.get(name) else ''}".rstrip())
        for line in bad.get(name, ()):
            report(f"    {line}")
    return sum(1 for lines in bad.values() if lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 no number moved; 1 some did, a notebook failed, or nothing could be installed."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == [INSIDE]:
        differing = compare(paths.ROOT, lambda line: print(line, flush=True))
        said = f"{differing} notebooks differ" if differing else "no notebook differs"
        print(f"newest: {said} from what is committed")
        return 1 if differing else 0
    try:
        python = environment(paths.ROOT)
    except BuildFailure as failure:
        print(f"newest: {failure.lines[0]}", file=sys.stderr)
        return 1
    return subprocess.call([str(python), "-m", "tools.newest", INSIDE])


if __name__ == "__main__":
    sys.exit(main())
