"""Many items through one function: on local cores or a Dask cluster, resumable, none fatal."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from printed.errors import InputError

CONNECT_SECONDS = 10
NAMES = ("key", "item", "value")  # of a line of the file of results


@dataclass(frozen=True)
class Outcome:
    """What became of one item.

    Parameters
    ----------
    key : str
        Names the item.
    value : object, optional
        What the function returned; None where it raised.
    error : dict, optional
        ``{"message", "file", "row", "column"}`` where it raised.
    resumed : bool
        Whether the value was read from an earlier run's file.
    """

    key: str
    value: Any = None
    error: dict[str, Any] | None = None
    resumed: bool = False


def run(
    items: Mapping[str, Any] | Iterable[tuple[str, Any]],
    function: Callable[[Any], Any],
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    done: str | Path | None = None,
) -> Iterator[Outcome]:
    """Apply a function to many items and hand out each outcome as it comes.

    Parameters
    ----------
    items : mapping, or iterable of (key, item)
        Keys are unique; items are picklable, and JSON-able when ``done`` is given.
    function : callable
        Takes one item; importable by name when it is to run elsewhere. Its result must be
        JSON-able when ``done`` is given.
    jobs : int
        Local processes, at least 1; -1 for one a core.
    scheduler : str, optional
        Address of a Dask scheduler, which then does the work instead.
    done : str or Path, optional
        File of results, one JSON object a line, appended to as they come. An item that it holds
        unchanged is not computed again; one that raised is tried again. Before and after the
        work a line that a kill cut short, and all but the newest of each key, are taken out:
        the file is then written anew, whole or not at all.

    Yields
    ------
    Outcome
        In order of completion, resumed ones first. An item that raises, or whose process dies,
        is an outcome with an error and stops no other.

    Raises
    ------
    InputError
        A key occurs twice, no scheduler answers at the address, the number of processes is
        none, or the file cannot be written or holds something else.

    Examples
    --------
    >>> [(o.key, o.value) for o in run({"a": 1.0, "b": 4.0}, float.is_integer)]
    [('a', True), ('b', True)]
    """
    check_jobs(jobs)
    pairs = list(items.items() if isinstance(items, Mapping) else items)
    repeated = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    if repeated:
        raise InputError(f"{repeated[0]!r} occurs twice; give every item its own name")
    earlier = _open(done) if done is not None else {}
    waiting = []
    for key, item in pairs:
        held = earlier.get(key)
        if held is not None and held["item"] == fingerprint(item):
            yield Outcome(key, held["value"], resumed=True)
        else:
            waiting.append((key, item))
    if not waiting:
        return
    if scheduler is not None:
        outcomes = _on_cluster(waiting, function, scheduler)
    elif jobs == 1 or len(waiting) == 1:
        outcomes = (_attempt(function, pair) for pair in waiting)
    else:
        outcomes = _on_cores(waiting, function, min(jobs, len(waiting)))
    asked, replaced = dict(waiting), False
    for outcome in outcomes:
        if done is not None and outcome.error is None:
            _append(done, outcome, asked[outcome.key])
            replaced = replaced or outcome.key in earlier
        yield outcome
    if done is not None and replaced:
        _open(done)


def check_jobs(jobs: int) -> None:
    """Raise InputError unless so many local processes can be had.

    >>> check_jobs(-1)
    """
    if jobs < 1 and jobs != -1:
        raise InputError(f"--jobs {jobs}: give 1 or more, or -1 for one a core")


def fingerprint(item: Any) -> str:
    """A short hash of an item, by which a later run knows that it is the same.

    Examples
    --------
    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    """
    return sha256(json.dumps(item, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _attempt(function: Callable[[Any], Any], pair: tuple[str, Any]) -> Outcome:
    key, item = pair
    try:
        return Outcome(key, function(item))
    except InputError as error:
        return Outcome(key, error=error.as_json())
    except Exception as error:  # any fault of one item is that item's alone
        return Outcome(key, error=_fault(f"{type(error).__name__}: {error}"))


def _fault(message: str) -> dict[str, Any]:
    return InputError(message).as_json()


def _on_cores(
    pairs: list[tuple[str, Any]], function: Callable[[Any], Any], jobs: int
) -> Iterator[Outcome]:
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import BrokenProcessPool

    left = dict(pairs)
    try:
        pool = Parallel(n_jobs=jobs, batch_size=1, return_as="generator_unordered")
        for outcome in pool(delayed(_attempt)(function, pair) for pair in pairs):
            del left[outcome.key]
            yield outcome
    except BrokenProcessPool:
        # A process died and took the pool along: the rest run alone, so that the one to blame
        # shows itself.
        for pair in left.items():
            try:
                alone = Parallel(n_jobs=2, batch_size=1)
                yield alone(delayed(_attempt)(function, p) for p in [pair])[0]
            except BrokenProcessPool:
                yield Outcome(pair[0], error=_fault("its process died, perhaps for want of memory"))


def _on_cluster(
    pairs: list[tuple[str, Any]], function: Callable[[Any], Any], address: str
) -> Iterator[Outcome]:
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise InputError("--scheduler needs Dask: install the extra printed[cluster]") from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"no Dask scheduler answers at {address}") from error
    with client:

        def submit(pair: tuple[str, Any]) -> Any:
            return client.submit(_attempt, function, pair, pure=False)

        submitted = {submit(pair): pair for pair in pairs}
        lost = []
        for future in as_completed(list(submitted)):
            # A result that was finished may since have gone with its worker: result() waits until
            # another has made it anew. What it raises is a fault of the cluster, not of the item.
            try:
                outcome = future.result()
            except Exception:
                lost.append(submitted[future])
            else:
                yield outcome
        # An item that kills its worker takes along those that wait behind it: these run alone, so
        # that the one to blame shows itself.
        for pair in lost:
            try:
                if client.status != "running":
                    raise ConnectionError
                outcome = submit(pair).result()
            except KilledWorker:
                outcome = Outcome(pair[0], error=_fault("its worker died each time it was tried"))
            except Exception as error:  # a scheduler that went, a result that cannot travel
                reason = f"lost by the cluster at {address} ({type(error).__name__})"
                outcome = Outcome(pair[0], error=_fault(reason))
            yield outcome


def _open(done: str | Path) -> dict[str, dict[str, Any]]:
    """Finished items of earlier runs, the newest of each key; the file is then just these."""
    path = Path(done).expanduser().resolve()
    if path.exists() and not path.is_file():
        raise InputError("cannot be written: it is no file", file=str(done))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            file.seek(0)
            lines = file.read().decode("utf-8", errors="replace").split("\n")
        rows = [row for row in map(_row, filter(str.strip, lines)) if row is not None]
        newest = {row["key"]: row for row in rows}
        whole = "".join(_line(row) for row in newest.values())
        if whole != "\n".join(lines):
            partial = path.with_name(f".{path.name}.partial")
            partial.write_text(whole, encoding="utf-8")
            os.replace(partial, path)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", file=str(done)) from None
    except _Other:
        raise InputError(
            "holds something else than results of an earlier run", file=str(done)
        ) from None
    return newest


class _Other(Exception):
    """A line that no run has written."""


def _row(line: str) -> dict[str, Any] | None:
    """A line of the file; None where a kill cut it short."""
    try:
        row = json.loads(line)
        return {name: row[name] for name in NAMES}
    except (ValueError, KeyError, TypeError, RecursionError):
        start = f'{{"{NAMES[0]}": '
        if line.startswith(start) or start.startswith(line):
            return None
        raise _Other from None


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _append(done: str | Path, outcome: Outcome, item: Any) -> None:
    row = {"key": outcome.key, "item": fingerprint(item), "value": outcome.value}
    with Path(done).expanduser().open("a", encoding="utf-8") as file:
        file.write(_line(row))
