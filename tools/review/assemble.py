"""The pack put together: from the published book, the executed notebooks and the engine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from passion import paths, verdicts
from printed.book import execute, inputs, publish, receipt, render
from printed.errors import InputError
from tools.review import archive, codecheck, crate, ledger, notices, shown, state, texts


def pack(root: Path = paths.ROOT, report: Any = print) -> Path:
    """Write the pack of the published book, and return where it is.

    Raises
    ------
    InputError
        If there is no published book of the present sources, or records are in place, or the
        description of the pack is not valid.
    """
    if os.environ.get("PASSION_RECORDS"):
        raise InputError("the pack holds printed numbers only: unset PASSION_RECORDS")
    at = state.state(root)
    if at.dirty:
        report("pack: files differ from the commit; the pack says so")
    folder = root / "_build" / "pack"
    target = folder / f"passion-review-{at.short}.zip"
    stage = folder / ".stage"
    if stage.exists():
        shutil.rmtree(stage)
    stage.mkdir(parents=True)
    try:
        fill(stage, root, at)
        wrong = crate.faults(stage)
        if wrong:
            raise InputError(f"not a valid RO-Crate: {'; '.join(wrong)}", file=crate.FILE)
        archive.write(stage, target, at.date)
        archive.only(target)
        count = len(archive.listed(stage))
    finally:
        shutil.rmtree(stage)
    report(f"pack: {count} files")
    report(f"pack: {target}")
    return target


def book_of(root: Path) -> Path:
    """The published book of a repository, as a folder of HTML."""
    found = publish.published(root / "_build")
    if found is None:
        raise InputError("there is no book: run `make book` first")
    return found / "html"


def fill(stage: Path, root: Path, at: state.State) -> None:
    """Lay out all files of the pack in a folder.

    Parameters
    ----------
    stage : Path
        An empty folder.
    root : Path
    at : State
    """
    citation = render.load_yaml(root / "CITATION.cff")
    book = book_of(root)
    judged = verdicts.judge(records=None)
    everything, titles = shown.everything(book, render.pages(root))
    rows = ledger.rows(judged)
    by_name = {page.rpartition("/")[2]: title for page, title in titles.items()}
    made = {
        "README.txt": texts.readme(citation["title"], cited(citation), at),
        "PROTOCOL.md": texts.protocol(address(citation), judged),
        "ledger.csv": ledger.as_csv(rows),
        "worksheet.html": ledger.worksheet(rows, by_name, at),
        "shown.csv": shown.listed(everything),
        "codecheck.yml": codecheck.configuration(everything, citation, at),
        "codecheck/README.txt": codecheck.PLACE,
        **{one.file: one.csv for one in everything},
    }
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    third = notices.files([*notices.shipped(root), *notices.packages(lock)])
    for name, data in {**{name: text.encode() for name, text in made.items()}, **third}.items():
        put(stage / name, data)
    for name in ("requirements.lock", "LICENSE", "LICENSE-TEXT", "CITATION.cff"):
        put(stage / name, (root / name).read_bytes())
    for name, source in render.notebooks(root):
        put(stage / name, executed(name, source, root).read_bytes())
    for file in inputs.files(book):
        put(stage / "html" / file.relative_to(book), timeless(file))
    for file in state.tracked(root):
        put(stage / "source" / file.relative_to(root), file.read_bytes())
    # The description names the list of checksums, and the list holds the description's.
    put(stage / archive.SUMS, b"")
    put(stage / crate.FILE, crate.described(stage, everything, citation, at))
    put(stage / archive.SUMS, archive.checksums(stage).encode())


def timeless(file: Path) -> bytes:
    """A file of the book without what a clock said: two books of one commit give one pack."""
    if file.with_suffix("").name != receipt.PAGE.stem:
        return file.read_bytes()
    return receipt.without_times(file.read_text(encoding="utf-8")).encode()


def put(path: Path, data: bytes) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def executed(name: str, source: Path, root: Path) -> Path:
    """The executed copy of a notebook from which the book was rendered."""
    common = inputs.common_digest(root)
    copy = execute.copy_of(name, source, root, common, root / "_build" / "executed")
    if not copy.exists():
        raise InputError("was not executed as it is now: run `make book` first", file=name)
    return copy


def address(citation: Any) -> str:
    """The paper's address."""
    return f"https://doi.org/{citation['references'][0]['doi']}"


def cited(citation: Any) -> str:
    """The paper, as one cites it."""
    paper = citation["references"][0]
    first = paper["authors"][0]
    rest = " et al." if len(paper["authors"]) > 1 else ""
    return (
        f"{first['family-names']} {first['given-names'][0]}{rest} {paper['title']}. "
        f"{paper['journal']} {paper['year']};{paper['volume']}:{paper['start']}-{paper['end']}. "
        f"{address(citation)}"
    )
