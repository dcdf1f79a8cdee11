"""Runs checks in a copy of the repository, each in a process of its own.

What every check imports is imported once, here; a request is then answered by a fork, which
imports the project itself from the copy. So this file imports nothing of the project, and is run
by its path: ``python -I worker.py SOCKET``.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import socketserver
import sys
import traceback
from pathlib import Path
from typing import Any

# What the tests import before they do anything; missing ones are the test's own matter.
COMMON = (
    "_hypothesis_pytestplugin",
    "_pytest.assertion.rewrite",
    "_pytest.doctest",
    "_pytest.python",
    "asyncio",
    "bs4",
    "concurrent.futures.thread",
    "hypothesis.strategies",
    "lxml.etree",
    "nbval.plugin",
    "numpy",
    "pandas",
    "pytest",
    "scipy.stats",
    "statsmodels.stats.proportion",
    "tomllib",
    "typeguard",
    "xdist.plugin",
    "yaml",
)
# The packages of the repository, each with the folder that it lies in.
ROOMS = {"printed": "engine/src", "tissue_loss": "imaging/src", "passion": "src", "tools": "."}


class Outcomes:
    """What became of each test: a plugin of pytest."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test failed only if it ran: what fails before or after it is an error."""
        if report.when == "call" or report.outcome != "passed":
            outcome = report.outcome
            if outcome == "failed" and report.when != "call":
                outcome = "error"
            self.of[report.nodeid] = outcome


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Run the checks of a request and say what became of each test.

    Parameters
    ----------
    request : dict
        ``folder`` (the copy), ``checks`` (node ids of pytest), ``checksums`` (whether the
        description of the data is written anew first), ``log`` (a file).
    """
    folder = request["folder"]
    sources = [os.path.normpath(os.path.join(folder, place)) for place in ROOMS.values()]
    for name in [name for name in sys.modules if name.partition(".")[0] in ROOMS]:
        del sys.modules[name]  # of this very program: the copy has its own
    os.chdir(folder)
    sys.path[:0] = sources
    # For what a test starts: a kernel, a command.
    os.environ["PYTHONPATH"] = os.pathsep.join(sources)
    importlib.invalidate_caches()
    for name in ROOMS:
        found = importlib.import_module(name).__file__
        assert found and found.startswith(folder + os.sep), f"{found} is not of the copy"
    if request["checksums"]:
        code = importlib.import_module("passion.datapackage").main()
        assert code == 0, "the data cannot be described"
    import pytest

    outcomes = Outcomes()
    options = ["-q", "--color=no", "-p", "no:cacheprovider", f"--rootdir={folder}"]
    # What is imported already keeps its plain assertions: none of it is the project's.
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    if any(".ipynb" in check for check in request["checks"]):
        options.append("--nbval")
    code = pytest.main([*options, *request["checks"]], plugins=[outcomes])
    strange = [
        name
        for name, module in sys.modules.items()
        if name.partition(".")[0] in ROOMS
        and getattr(module, "__file__", None)
        and not str(module.__file__).startswith(folder + os.sep)
    ]
    assert not strange, f"{strange} are not of the copy"
    return {"exit": int(code), "outcomes": outcomes.of}


class Request(socketserver.StreamRequestHandler):
    """One line of JSON in, the number of the process and one line of JSON out."""

    def handle(self) -> None:
        os.setsid()  # so that it can be ended with all that it starts
        self.wfile.write(f"{os.getpid()}\n".encode())
        request = json.loads(self.rfile.readline())
        with Path(request["log"]).open("w") as log:
            for stream in (sys.stdout, sys.stderr):
                os.dup2(log.fileno(), stream.fileno())
            try:
                reply = answer(request)
            except BaseException:
                reply = {"exit": -1, "outcomes": {}, "trouble": traceback.format_exc()}
            sys.stdout.flush()
            sys.stderr.flush()
        with contextlib.suppress(BrokenPipeError):
            self.wfile.write(json.dumps(reply).encode() + b"\n")
            self.wfile.flush()
        os._exit(0)


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """A fork a request."""

    max_children = 8
    block_on_close = False


def main() -> None:
    """Import, then answer until the one who started this closes standard input."""
    for name in COMMON:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()  # what is here stays: no fork looks through it, nor copies it by looking
    with Server(sys.argv[1], Request) as server:
        print("ready", flush=True)
        server.timeout = 0.5
        while os.getppid() == int(sys.argv[2]):
            server.handle_request()


if __name__ == "__main__":
    main()
