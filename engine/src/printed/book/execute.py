"""Executed copies of the notebooks: two kernels at a time, kept by the hash of all they read."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printed.book import inputs, modules
from printed.book.private import PREFIXES, Private
from printed.errors import InputError

KERNELS = 2
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What a user may have set that would change a page, or make every import slow.
OTHERS = {
    "MATPLOTLIBRC",
    "MPLBACKEND",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONWARNINGS",
}
# What gives the same page everywhere: this environment's kernel, one thread each (two kernels share
# the machine, and sums come out alike), one order of sets.
FIXED = {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class BuildFailure(Exception):
    """The book cannot be built; each argument is one line about one failure."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


@dataclass(frozen=True)
class Page:
    """A notebook of the book and its executed copy."""

    source: Path
    copy: Path
    name: str

    @property
    def clock(self) -> Path:
        """Where it is kept how long the page took: beside the copy, as long as that is kept."""
        return self.copy.with_suffix(".time")

    @property
    def seconds(self) -> str:
        """How long the page took when it was executed."""
        return self.clock.read_text(encoding="utf-8") if self.clock.exists() else "not measured"


def hidden(name: str) -> bool:
    """Whether a variable of the environment is kept from kernels."""
    return name in OTHERS or name.startswith(PREFIXES)


def kernel_environment(cache: Path, private: Private | None = None) -> dict[str, str]:
    """The environment of a kernel: the same on every machine, whatever its user has set up.

    Parameters
    ----------
    cache : Path
        A folder for what kernels keep between runs (matplotlib's font list).
    private : Private, optional
        Data that are not public; without them the kernel sees none.
    """
    kept = {name: value for name, value in os.environ.items() if not hidden(name)}
    if private is not None:
        kept |= private.variables
    return (
        kept
        | FIXED
        | {
            "IPYTHONDIR": str(cache / "ipython"),
            "MPLCONFIGDIR": str(cache / "matplotlib"),
        }
    )


def warm_fonts(environment: Mapping[str, str]) -> None:
    """Let matplotlib list the machine's fonts once: a cold list puts a warning on a page."""
    import subprocess
    import sys

    folder = Path(environment["MPLCONFIGDIR"])
    if not any(folder.glob("fontlist-*.json")):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(command, env=dict(environment), check=True, capture_output=True)


def normalised(notebook: Any) -> Any:
    """The notebook without what differs between two runs or two machines."""
    notebook.metadata = type(notebook.metadata)(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            if output.output_type in ("display_data", "execute_result"):
                # A glued value says its name in the metadata; nothing else there is wanted.
                output.metadata = type(output.metadata)(output.get("metadata", {}))
    return notebook


class Kernels:
    """The running kernels, so that an interrupted build leaves none behind."""

    def __init__(self) -> None:
        self._clients: list[Any] = []
        self._lock = threading.Lock()
        self.stopped = False

    @contextlib.contextmanager
    def watch(self, client: Any) -> Iterator[None]:
        """Count a client among the running ones while it works."""
        with self._lock:
            self._clients.append(client)
        try:
            yield
        finally:
            with self._lock:
                self._clients.remove(client)

    def stop(self) -> None:
        """Kill what runs; each waiting thread then sees a dead kernel and ends."""
        self.stopped = True
        with self._lock:
            for client in self._clients:
                pid = getattr(getattr(client.km, "provisioner", None), "pid", None)
                if pid:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)


def run_page(page: Page, environment: Mapping[str, str], folder: Path, kernels: Kernels) -> float:
    """Execute one notebook into its copy and return the seconds it took.

    Raises
    ------
    BuildFailure
        One line with the notebook, the cell and what went wrong.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError
    from traitlets.config import Config

    started = time.monotonic()
    notebook = nbformat.read(page.source, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":  # what an earlier run gave does not tell where this one stops
            cell.outputs, cell.execution_count = [], None

    def stop_when_told(**_: Any) -> None:
        if kernels.stopped:
            raise BuildFailure(f"{page.name}: stopped")

    client = NotebookClient(
        notebook,
        kernel_name=KERNELSPEC["name"],
        timeout=None,
        record_timing=False,
        coalesce_streams=True,
        # A kernel that talks in plain text complains of it, once a page.
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        resources={"metadata": {"path": str(folder)}},
        shutdown_kernel="immediate",
        on_cell_start=stop_when_told,
    )
    try:
        with kernels.watch(client):
            # A loop of its own, closed at the end, whatever thread this is.
            asyncio.run(client.async_execute(env=dict(environment)))
    except CellExecutionError as error:
        what = f"{error.ename}: {first_line(error.evalue)}"
        private = any(name.startswith(PREFIXES) for name in environment)
        if private and error.ename != InputError.__name__:
            what = f"{error.ename} (its message may hold a value of the data and is not repeated)"
        raise BuildFailure(f"{page.name}: {failed_cell(notebook)}: {what}") from None
    except DeadKernelError:
        raise BuildFailure(f"{page.name}: {failed_cell(notebook)}: the kernel died") from None
    page.copy.parent.mkdir(parents=True, exist_ok=True)
    partial = page.copy.with_suffix(".partial")
    nbformat.write(normalised(notebook), partial)
    took = time.monotonic() - started
    page.clock.write_text(tenths(took), encoding="utf-8")
    partial.replace(page.copy)
    return took


def tenths(seconds: float) -> str:
    """Seconds for a progress line, cut to tenths."""
    return f"{int(seconds * 10) / 10} s"


def first_line(message: str) -> str:
    """The first line of a message, without terminal colours."""
    lines = ESCAPES.sub("", message).strip().splitlines()
    return lines[0] if lines else ""


def failed_cell(notebook: Any) -> str:
    """Which cell was the last to run, as a reader counts code cells."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    done = [number for number, cell in enumerate(code, 1) if cell.execution_count or cell.outputs]
    return f"code cell {done[-1]}" if done else "before its first cell"


def copy_of(name: str, source: Path, root: Path, common: str, kept: Path) -> Path:
    """Where the executed copy of a notebook lies: its name says all that it depends on."""
    notebook = inputs.read_notebook(source)
    code = modules.digest(root, modules.named(notebook))
    key = inputs.digest(common, name, code, inputs.source_digest(notebook))
    return kept / f"{source.stem}-{key[:32]}.ipynb"


def execute(
    sources: Sequence[tuple[str, Path]],
    *,
    root: Path,
    build: Path,
    private: Private | None = None,
    report: Any = print,
) -> list[Page]:
    """Execute every notebook whose executed copy is not there yet.

    Parameters
    ----------
    sources : sequence of (name, path)
        The notebooks in reading order, each with its name in the messages.
    root, build : Path
        The repository, and the folder that holds all that is made.
    private : Private, optional
        Data that are not public.
    report : callable
        Takes one line a page.

    Returns
    -------
    list of Page
        In the order given.

    Raises
    ------
    BuildFailure
        One line a failing notebook, after all others have run.
    """
    common = inputs.common_digest(root, private.checksum if private else "public")
    kept = build / "executed"
    pages = [
        Page(source, copy_of(name, source, root, common, kept), name) for name, source in sources
    ]
    todo = [page for page in pages if not page.copy.exists()]
    for page in pages:
        if page not in todo:
            report(f"  {page.name}  unchanged")
    if todo:
        run_all(todo, kernel_environment(build / "cache", private), build / "work", report)
    wanted = {file for page in pages for file in (page.copy, page.clock)}
    for old in kept.glob("*"):
        if old not in wanted:
            old.unlink()
    return pages


def run_all(pages: Sequence[Page], environment: Mapping[str, str], work: Path, report: Any) -> None:
    """Run the pages two at a time; the first failure does not keep the others from running."""
    warm_fonts(environment)
    work.mkdir(parents=True, exist_ok=True)
    kernels = Kernels()
    failures: list[str] = []
    with ThreadPoolExecutor(KERNELS) as pool:
        running = {pool.submit(run_page, page, environment, work, kernels): page for page in pages}
        try:
            for future in as_completed(running):
                try:
                    report(f"  {running[future].name}  {tenths(future.result())}")
                except BuildFailure as failure:
                    failures += failure.lines
                    report(f"  {running[future].name}  failed")
        except BaseException:
            for future in running:
                future.cancel()
            kernels.stop()
            raise
    if failures:
        raise BuildFailure(*failures)
