"""How the benchmarks measure: medians of some rounds, one line a question."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from printed import notation

ROUNDS = 5


def seconds(
    run: Callable[[], object], rounds: int = ROUNDS, before: Callable[[], object] | None = None
) -> float:
    """Median seconds of some rounds; `before` makes each a cold one and is not timed."""
    taken = []
    for _ in range(rounds):
        if before is not None:
            before()
        start = perf_counter()
        run()
        taken.append(perf_counter() - start)
    return median(taken)


def show(what: str, time: float) -> None:
    """One line: what was timed, and its milliseconds."""
    print(f"{what:66} {notation.text(1000 * time, 2):>12} ms", flush=True)


def show_ratio(slow: float, fast: float) -> None:
    """How many times faster the second is."""
    print(f"  ratio: 1 to {notation.text(slow / fast, 0)}", flush=True)
