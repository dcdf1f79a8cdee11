"""The engine as one file for a reader's browser: the core's sources, and YAML for problem files.

Everything in it runs on the standard library, so that the page "Check a number" needs no server.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from printed.book import inputs

PLACE = Path("book", "_static", "check", "printed.zip")  # within the stage
CORE = (
    "__init__.py", "errors.py", "limits.py", "plain_text.py", "tabular.py", "notation.py",
    "sets.py", "stats", "fit", "problem", "questions", "readings.py", "register.py", "compiled.py",
    "statements.py", "contradictions.py", "left.py", "verdicts.py",
)  # fmt: skip
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes on every build


def pack(root: Path, target: Path) -> bool:
    """Write the engine to a file; nothing is written where a folder has no engine.

    Parameters
    ----------
    root : Path
        A repository.
    target : Path
        A zip file that Python can import from.

    Returns
    -------
    bool
        Whether there was one to pack.
    """
    source = root / "engine" / "src" / "printed"
    if not (source / "questions").is_dir():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in sorted([*core(source), *yaml_files()]):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    return True


def core(source: Path) -> Iterator[tuple[str, bytes]]:
    """The sources that need nothing but the standard library, with the licence they are under."""
    for part in CORE:
        for file in inputs.files(source / part):
            if file.suffix == ".py":
                yield f"printed/{file.relative_to(source).as_posix()}", file.read_bytes()
    licence = source.parents[2] / "LICENSE"
    if licence.exists():
        yield "printed/LICENSE", licence.read_bytes()


def yaml_files() -> Iterator[tuple[str, bytes]]:
    """PyYAML without its compiled half, which it does without; and its licence."""
    for entry in metadata.files("pyyaml") or ():
        file = Path(str(entry.locate()))
        if entry.parts[0] == "yaml" and file.suffix == ".py":
            yield entry.as_posix(), file.read_bytes()
        elif entry.name == "LICENSE":
            yield "yaml/LICENSE", file.read_bytes()
