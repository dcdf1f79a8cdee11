"""How long exact power takes, beside enumerating the same results with scipy's test.

Run: python benchmarks/power.py
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import _timing
import numpy as np
from _timing import show, show_ratio
from scipy import stats

from printed import notation
from printed.stats.power import power, required_size
from printed.stats.rejection import rejection

RATES = np.linspace(0.005, 0.995, 100)
SIZES = range(10, 110)
LIMIT = 2.0  # seconds for ten thousand designs


def seconds(run: Callable[[], object]) -> float:
    """Median of some rounds, each from a cold cache."""
    return _timing.seconds(run, before=rejection.cache_clear)


def one_size(test: str) -> None:
    """Ten thousand pairs of rates for one size."""
    power(81, 81, RATES[:, None], RATES[None, :], test)


def many_sizes(test: str) -> None:
    """A hundred sizes with a hundred treated rates each."""
    for n in SIZES:
        power(n, n, RATES, 0.43, test)


def scipy_loop(n: int = 20) -> int:
    """Every result of one small design by scipy's test, one by one; how many there are."""
    for a, b in itertools.product(range(n + 1), repeat=2):
        stats.fisher_exact([[a, b], [n - a, n - b]])
    return (n + 1) ** 2


def main() -> None:
    taken = {}
    for test in ("fisher", "boschloo"):
        for name, surface in (("one size", one_size), ("a hundred sizes", many_sizes)):
            taken[name, test] = seconds(lambda run=surface, test=test: run(test))
            show(f"10000 designs, {name}, {test}", taken[name, test])
        show(
            f"size of each arm for 0.26 against 0.13, {test}",
            seconds(lambda test=test: required_size(0.13, 0.26, test=test)),
        )
    print(f"slowest surface to its limit: {notation.text(max(taken.values()) / LIMIT, 2)}")
    results = sum((n + 1) ** 2 for n in SIZES)
    loop = seconds(scipy_loop) * results / scipy_loop()
    show(f"a loop over scipy at all {results} results (from a sample)", loop)
    show_ratio(loop, taken["a hundred sizes", "fisher"])


if __name__ == "__main__":
    main()
