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

from passion.errors import InputError

CONNECT_SECONDS = 10


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
        Local processes; -1 for one a core.
    scheduler : str, optional
        Address of a Dask scheduler, which then does the work instead.
    done : str or Path, optional
        File of results, one JSON object a line, only ever appended to. An item that it holds
        unchanged is not computed again; one that raised is tried again.

    Yields
    ------
    Outcome
        In order of completion, resumed ones first. An item that raises, or whose process dies,
        is an outcome with an error and stops no other.

    Raises
    ------
    InputError
        A key occurs twice, or no scheduler answers at the address.

    Examples
    --------
    >>> [(o.key, o.value) for o in run({"a": 1.0, "b": 4.0}, float.is_integer)]
    [('a', True), ('b', True)]
    """
    pairs = list(items.items() if isinstance(items, Mapping) else items)
    repeated = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    if repeated:
        raise InputError(f"{repeated[0]!r} occurs twice; give every item its own name")
    earlier = _read(done) if done is not None else {}
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
        outcomes = _on_cores(waiting, function, jobs)
    asked = dict(waiting)
    for outcome in outcomes:
        if done is not None and outcome.error is None:
            _append(done, outcome, asked[outcome.key])
        yield outcome


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
        from distributed import Client, as_completed
    except ImportError as error:
        raise InputError("--scheduler needs Dask: install passion[cluster]") from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"no Dask scheduler answers at {address}") from error
    with client:
        keys = {client.submit(_attempt, function, pair, pure=False): pair[0] for pair in pairs}
        for future in as_completed(list(keys)):
            if future.status == "finished":
                yield future.result()
            else:
                yield Outcome(keys[future], error=_fault("its worker died or was cancelled"))


def _read(done: str | Path) -> dict[str, dict[str, Any]]:
    """Finished items of earlier runs; a line that a kill cut short is passed over."""
    path = Path(done)
    found: dict[str, dict[str, Any]] = {}
    if not path.exists():
        return found
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            row = json.loads(line)
            found[row["key"]] = {"item": row["item"], "value": row["value"]}
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _append(done: str | Path, outcome: Outcome, item: Any) -> None:
    row = {"key": outcome.key, "item": fingerprint(item), "value": outcome.value}
    path = Path(done)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(end - 1, 0))
        cut = file.read(1) not in (b"", b"\n")  # by a kill, in the middle of a line
        text = ("\n" if cut else "") + json.dumps(row, ensure_ascii=False) + "\n"
        file.write(text.encode())
