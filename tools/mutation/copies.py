"""Throw-away copies of the repository, and checks run in them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printed.book import execute
from tools.mutation import worker

# Caches stay where they are, except compiled files, without which every import is slow.
LEFT_OUT = {
    ".git", ".venv", "_build", ".ipynb_checkpoints", ".hypothesis", ".pytest_cache",
    ".ruff_cache", ".mypy_cache", "individual",
}  # fmt: skip
LARGE = {"pyodide", "mathjax"}  # never changed by a mutant: linked
SECONDS = 180  # a check that takes longer has not answered


def copy(root: Path, folder: Path) -> None:
    """Lay out a copy of the repository, without what anybody may keep in it beside."""
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        here = folder / Path(parent).relative_to(root)
        here.mkdir(parents=True, exist_ok=True)
        linked = set(Path(parent).relative_to(root).parts) & LARGE
        for name in names:
            if linked:
                os.symlink(Path(parent, name), here / name)
            elif name != ".git":
                shutil.copy2(Path(parent, name), here / name)
    readme = root / "data" / "individual" / "README.md"
    if readme.exists():
        (folder / "data" / "individual").mkdir()
        shutil.copy2(readme, folder / "data" / "individual")
    fonts = root / "_build" / "cache" / "matplotlib"
    if fonts.is_dir():
        shutil.copytree(fonts, folder / "_build" / "cache" / "matplotlib")


@dataclass(frozen=True)
class Reply:
    """What became of checks: pytest's exit code, each test's outcome, and trouble if any."""

    exit: int
    outcomes: dict[str, str]
    trouble: str = ""

    def of(self, check: str) -> set[str]:
        """The outcomes of a check; of a whole file or a parametrised test, those of its parts.

        >>> found = Reply(1, {"t.py::a[1]": "passed", "t.py::a[2]": "failed", "t.py::ab": "x"})
        >>> sorted(found.of("t.py::a")), found.of("t.py::a[1]")
        (['failed', 'passed'], {'passed'})
        """
        return {
            outcome
            for node, outcome in self.outcomes.items()
            if node == check or node.startswith((f"{check}[", f"{check}::"))
        }


class Checks:
    """A process that has imported what checks import, and answers each request in a fork."""

    def __init__(self, root: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mutants-")
        self._socket = str(Path(self._folder.name) / "socket")
        environment = execute.kernel_environment(root / "_build" / "cache")
        environment.pop("MPLCONFIGDIR")  # conftest.py sets the copy's own
        # A test that tries mutants is no part of what is run in the copies.
        environment = {k: v for k, v in environment.items() if not k.startswith("PYTEST_")}
        command = [sys.executable, "-I", worker.__file__, self._socket, str(os.getpid())]
        self._process = subprocess.Popen(
            command, cwd=self._folder.name, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("the process that runs checks did not start")

    def __enter__(self) -> Checks:
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._folder.cleanup()

    def run(self, folder: Path, checks: Sequence[str], *, checksums: bool = False) -> Reply:
        """Run checks in a copy of the repository.

        Parameters
        ----------
        folder : Path
            The copy.
        checks : sequence of str
            Node ids of pytest.
        checksums : bool
            Whether the description of the data is written anew first.
        """
        log = folder.with_suffix(".log")
        request = {
            "folder": str(folder),
            "checks": list(checks),
            "checksums": checksums,
            "log": str(log),
        }
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(SECONDS * max(1, len(checks) // 10))
            connection.connect(self._socket)
            with connection.makefile("rwb") as stream:
                process = int(stream.readline())
                stream.write(json.dumps(request).encode() + b"\n")
                stream.flush()
                try:
                    line = stream.readline()
                except TimeoutError:
                    os.killpg(process, signal.SIGKILL)
                    return Reply(-1, {}, "no answer in time")
        if not line:
            return Reply(-1, {}, "the process died")
        reply = Reply(**json.loads(line))
        if not reply.outcomes and not reply.trouble:
            told = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return Reply(reply.exit, {}, told[-1] if told else "nothing was run")
        return reply
