"""How long counting, listing, drawing and bounding samples takes, beside plainer ways in one run.

Run: python benchmarks/samples.py [--plot growth.png]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable

import numpy as np
from _timing import seconds, show, show_ratio

from printed import notation
from printed.fit.samples import grim, sample_set

PAIRS = 1_000_000
SIXTY = {"mean": "3.1", "sd": "2.1", "min": 1, "max": 10, "step": 1, "rounding": "either"}
TWENTY = {"mean": "3.5", "sd": "1.2", "min": 1, "max": 7, "step": 1, "rounding": "either"}
PAPER = {"mean": "89", "sd": "21", "min": 0, "max": 200, "step": 1}
MOTOR = {"median": "0.3", "iqr": "0.8", "min": -4, "max": 4, "step": "0.1"}
LARGE = {"mean": "50.0", "sd": "20.0", "min": 0, "max": 100, "step": 1}  # of 500: 10^104 samples
GROWTH = (10, 20, 40, 80, 160)


def dictionary_count() -> int:
    """The same programme the plain way: a dictionary of (placed, sum, sum of squares)."""
    n, states = 20, Counter({(0, 0, 0): 1})
    for v in range(-2, 5):
        after: Counter = Counter()
        for (k, s, q), ways in states.items():
            for m in range(n - k + 1):
                squares = q + m * v * v
                if squares > 40:
                    break
                after[k + m, s + m * v, squares] += ways
        states = after
    return sum(
        ways
        for (k, s, q), ways in states.items()
        if k == n and 9 <= s <= 11 and 380 * 1.15**2 <= n * q - s * s <= 380 * 1.25**2
    )


def draws_of_sixty() -> float:
    """1,000 draws once the count is there."""
    samples = sample_set(60, **SIXTY)
    samples.count()
    return seconds(lambda: samples.draws(1000, seed=1))


def one_by_one(means: np.ndarray, sizes: np.ndarray) -> list[bool]:
    """GRIM by rounding candidate means, on a thousandth of the pairs."""
    found = []
    for mean, n in zip(means[:1000].tolist(), sizes[:1000].tolist(), strict=True):
        near = int(float(mean) * n)
        found.append(any(notation.text(k / n, 2) == mean for k in (near - 1, near, near + 1)))
    return found


def all_bounds(n: int, asked: dict) -> Callable[[], object]:
    names = ("mean", "sd", "median", "q1", "q3", "min", "max", "share<100", "t:100")

    def run() -> None:
        samples = sample_set(n, **asked)
        for name in names:
            samples.bounds(name)

    return run


def plot(path: str) -> None:
    """Time against n and against the number of values on the grid."""
    import matplotlib.pyplot as plt

    by_n = [seconds(lambda n=n: sample_set(n, **SIXTY).count(), 3) for n in GROWTH]
    steps = ("10", "5", "4", "2", "1")
    by_step = [
        seconds(lambda step=step: sample_set(10, **{**PAPER, "step": step}).count(), 3)
        for step in steps
    ]
    figure, axes = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    for axis, x, y, label in (
        (axes[0], GROWTH, by_n, "n (ten values)"),
        (axes[1], [130 / int(step) for step in steps], by_step, "values on the grid (n = 10)"),
    ):
        axis.loglog(x, [1000 * time for time in y], marker="o")
        axis.set(xlabel=label, ylabel="time to count, ms")
    figure.savefig(path, dpi=150)


def main() -> None:
    count = seconds(lambda: sample_set(60, **SIXTY).count())
    assert sample_set(60, **SIXTY).count() == 6_854_464
    show("count, n=60, mean 3.1, SD 2.1, range 1-10 (6,854,464)", count)
    show("then 1,000 exactly uniform draws", draws_of_sixty())
    assert len(sample_set(20, **TWENTY).members()) == dictionary_count() == 283
    show(
        "count and list, n=20, mean 3.5, SD 1.2, range 1-7 (283)",
        seconds(lambda: sample_set(20, **TWENTY).members()),
    )
    small, plain = seconds(lambda: sample_set(20, **TWENTY).count()), seconds(dictionary_count)
    show("  count alone", small)
    show("  count by a plain dictionary programme", plain)
    show_ratio(plain, small)
    show("count, n=10, mean 89, SD 21, 0-200", seconds(lambda: sample_set(10, **PAPER).count()))
    show("  nine bounds of it", seconds(all_bounds(10, PAPER)))
    show("count, n=10, median 0.3, distance 0.8", seconds(lambda: sample_set(10, **MOTOR).count()))
    bounds = seconds(all_bounds(500, LARGE), 1)
    show("nine sharp bounds, n=500, mean 50.0, SD 20.0, 0-100", bounds)
    show_ratio(bounds, seconds(all_bounds(10, PAPER), 1))
    drawn = seconds(lambda: sample_set(500, **LARGE).draws(1000, seed=1), 1)
    show("  1,000 draws by matched halves", drawn)
    about = seconds(lambda: sample_set(500, **LARGE).about(), 1)
    show("  its number by the integral and by the estimate", about)
    show_ratio(drawn, about)
    generator = np.random.default_rng(1)
    digits = generator.integers(100, 700, PAIRS)
    means, sizes = np.char.mod("%.2f", digits / 100), generator.integers(5, 200, PAIRS)
    vector = seconds(lambda: grim(means, sizes))
    show("GRIM on a million printed means", vector)
    show("  on a million numbers with two decimals",
         seconds(lambda: grim(digits / 100, sizes, decimals=2)))  # fmt: skip
    loop = 1000 * seconds(lambda: one_by_one(means, sizes), 1)
    show("  one by one by rounding (a thousandth of them, scaled up)", loop)
    show_ratio(loop, vector)
    if "--plot" in sys.argv:
        plot(sys.argv[sys.argv.index("--plot") + 1])


if __name__ == "__main__":
    main()
