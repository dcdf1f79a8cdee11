"""Only a clean result becomes the book, by the one step that is atomic: a symlink is renamed.

``_build/html`` points at ``published/<hash>/html``; beside it lie what was read for it and the
manifest of what it was made from.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from printed.book import inputs
from printed.book.render import READ


@contextlib.contextmanager
def only_one(build: Path, report: Any) -> Iterator[int]:
    """Let one build at a time into a build folder, and yield the lock's file descriptor.

    The lock goes with the last process that holds it: a child that is given it keeps the next
    build waiting even when its parent is killed.
    """
    build.mkdir(parents=True, exist_ok=True)
    with (build / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("another build is at work here: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def published(build: Path) -> Path | None:
    """The folder of the published book, or None when there is none or it was tampered with."""
    html = build / "html"
    if not html.is_symlink() or not (html / "index.html").exists():
        return None
    folder = html.resolve().parent
    with contextlib.suppress(OSError, ValueError):
        known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        # `jupyter-book build .` writes through the link: what it wrote is not this book.
        if known["html"] == inputs.tree_digest(folder, [folder / "html"]):
            return folder
    return None


def is_current(build: Path, wanted: Mapping[str, Any]) -> bool:
    """Whether the published book was made from exactly this."""
    folder = published(build)
    if folder is None:
        return False
    known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return all(known.get(name) == wanted[name] for name in wanted)


def publish(build: Path, stage: Path, wanted: Mapping[str, Any]) -> Path:
    """Move a clean result out of the stage and switch the book to it.

    Returns
    -------
    Path
        The folder that ``html`` now stands for.
    """
    made = stage / "_build"
    html_digest = inputs.tree_digest(made, [made / "html"])
    name = inputs.digest(json.dumps(dict(wanted), sort_keys=True), html_digest)[:16]
    target = build / "published" / name
    if target.exists():
        # The same book, but damaged: as long as the link stands on it, it is all there is to read.
        if (build / "html").resolve() == (target / "html").resolve():
            target = target.with_name(f"{name}-again")
        if target.exists():
            shutil.rmtree(target)
    partial = build / "published" / f".{name}"
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir(parents=True)
    for part in ("html", *READ):
        if (made / part).exists():
            (made / part).rename(partial / part)
    text = json.dumps({**wanted, "html": html_digest}, indent=1, sort_keys=True)
    (partial / "manifest.json").write_text(text + "\n", encoding="utf-8")
    partial.rename(target)
    switch(build / "html", target / "html")
    for old in (build / "published").iterdir():
        if old != target:
            shutil.rmtree(old)
    return target / "html"


def switch(link: Path, target: Path) -> None:
    """Point a link at another folder in one step; there is no moment without a book."""
    for old in link.parent.glob(f".{link.name}-*"):  # of a build that was killed here
        shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    new, plain = (link.with_name(f".{link.name}-{word}") for word in ("new", "plain"))
    new.symlink_to(os.path.relpath(target, link.parent))
    if link.is_dir() and not link.is_symlink():
        # Left by `jupyter-book build .` in a fresh clone: all of it can be made again.
        link.rename(plain)
    os.replace(new, link)
    if plain.exists():
        shutil.rmtree(plain)
