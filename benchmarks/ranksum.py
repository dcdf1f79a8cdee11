"""How long the rank-sum searches take, beside a loop over scipy's test on the same sizes.

Run: python benchmarks/ranksum.py
"""

from __future__ import annotations

from collections.abc import Callable

import _timing
from _timing import show, show_ratio
from scipy.stats import mannwhitneyu

from printed.fit import ranksum
from printed.stats import ranks
from printed.stats.ranks import null_counts

SIZES = range(20, 40)
SAMPLED = range(0, 400, 40)  # values of U at which the loop over scipy is timed


def forget() -> None:
    """Nothing that an earlier round worked out is kept."""
    null_counts.cache_clear()
    ranks._before.clear()


def seconds(run: Callable[[], object]) -> float:
    """Median of some rounds, each from a cold cache."""
    return _timing.seconds(run, before=forget)


def with_u(u: int, n1: int, n2: int) -> tuple[list[float], list[float]]:
    """Two samples without ties whose U is the given one."""
    full, rest = divmod(u, n2)
    wins = [n2] * full + [rest] * (full < n1) + [0] * (n1 - full - 1)
    return [w - 0.5 + i / 1000 for i, w in enumerate(sorted(wins))], list(range(n2))


def scipy_loop() -> tuple[int, int]:
    """Scipy's three tests at some U of each size; how many were run, and would have been."""
    run = whole = 0
    for n2 in SIZES:
        whole += 3 * (10 * n2 + 1)
        for u in (u for u in SAMPLED if u <= 10 * n2):
            x, y = with_u(u, 10, n2)
            mannwhitneyu(x, y, method="exact")
            mannwhitneyu(x, y, method="asymptotic", use_continuity=False)
            mannwhitneyu(x, y, method="asymptotic", use_continuity=True)
            run += 3
    return run, whole


def main() -> None:
    motor = seconds(lambda: ranksum.search("0.003", 10, (20, 39)))
    show("P=0.003, n1=10, n2=20 to 39, three methods", motor)
    tied = seconds(lambda: ranksum.search("0.003", 10, (20, 39), ties="any"))
    show("the same with any ties", tied)
    run, whole = scipy_loop()
    loop = seconds(scipy_loop) * whole / run
    show(f"a loop over scipy at all {whole} U (from {run})", loop)
    show_ratio(loop, motor)
    for n in (25, 50, 100, 200):
        took = seconds(lambda n=n: ranksum.search("0.003", n, n, "exact"))
        show(f"P=0.003, n1=n2={n}, exact", took)
    for n in (10, 100, 1000, 10000):
        show(
            f"P=0.003, n1=n2={n}, asymptotic",
            seconds(lambda n=n: ranksum.search("0.003", n, n, "asymptotic")),
        )
    for n in (20, 29, 36, 39):
        one, two = (
            ranksum.group(size, text, step="0.1")
            for size, text in ((10, "0.3 [0.8]"), (n, "-0.4 [1.5]"))
        )
        show(
            f"extreme samples of -0.4 [1.5] on a 0.1 grid, n={n}",
            seconds(lambda n=n: ranksum.group(n, "-0.4 [1.5]", step="0.1")),
        )
        show(
            "  superiority from both groups' extreme samples",
            seconds(lambda one=one, two=two: ranksum.superiority_range(one, two)),
        )
        show(
            "  a witness pair with P=0.003, exact",
            seconds(lambda one=one, two=two: ranksum.witness("0.003", one, two)),
        )


if __name__ == "__main__":
    main()
