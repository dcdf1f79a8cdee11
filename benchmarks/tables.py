"""How long searches for tables take, beside a loop over scipy's test in the same run.

Run: python benchmarks/tables.py [--plot growth.png]
"""

from __future__ import annotations

import random
import sys

from _timing import seconds, show, show_ratio
from scipy.stats import fisher_exact

from passion import paths
from printed import problem
from printed.fit import tables
from printed.problem.items import table as table_item
from printed.stats import table_p

GROWTH = (50, 100, 200, 500, 1000, 2000)
SAMPLED = 1000  # tables at which the loop over scipy is timed
REGISTER = paths.ROOT / "problems" / "passion_2025.yaml"
JOINT = {
    "unknowns": {"n": [1, 39]},
    "items": {
        "plic": {"kind": "table", "group1": "4/10", "group2": "81% of n", "p": "0.02"},
        "peduncle": {"kind": "table", "group1": "1/10", "group2": "61% of n", "p": "0.01"},
    },
}


def unknown_side(largest: int) -> int:
    """Every k/n up to a largest n that gives P=0.02 against 4/10; how many there are."""
    found = tables.search("4/10", "?", n=(1, largest), p="0.02", tests=["fisher"],
                          max_results=1_000_000)  # fmt: skip
    return len(found.results)


def sampled_loop(largest: int) -> float:
    """Seconds that scipy's test takes at every table of the search, from a sample of them."""
    draw = random.Random(1)
    sizes = draw.choices(range(1, largest + 1), weights=range(2, largest + 2), k=SAMPLED)
    chosen = [(draw.randint(0, n), n) for n in sizes]
    for k, n in chosen[:50]:
        ours, theirs = table_p(4, 10, k, n, "fisher"), fisher_exact([[4, 6], [k, n - k]]).pvalue
        assert abs(ours - theirs) < 1e-9
    whole = largest * (largest + 3) // 2
    taken = seconds(lambda: [fisher_exact([[4, 6], [k, n - k]]) for k, n in chosen], 1)
    return taken * whole / SAMPLED


def forget() -> None:
    """Nothing that an earlier round worked out is kept."""
    for kept in (table_item._candidates, table_item._few_tables, table_item._p_values):
        kept.cache_clear()


def plot(path: str) -> None:
    """Time against the largest denominator."""
    import matplotlib.pyplot as plt

    times = [1000 * seconds(lambda n=n: unknown_side(n), 3) for n in GROWTH]
    figure, axis = plt.subplots(figsize=(4, 3), layout="constrained")
    axis.loglog(GROWTH, times, marker="o")
    axis.set(xlabel="largest denominator", ylabel="time of the search, ms")
    figure.savefig(path, dpi=150)


def main() -> None:
    unknown_side(10)  # numpy is loaded
    for n in GROWTH:
        show(f"4/10 against unknown k/n up to {n}, P=0.02", seconds(lambda n=n: unknown_side(n)))
    loop, ours = sampled_loop(500), seconds(lambda: unknown_side(500))
    show(f"a loop over scipy.stats.fisher_exact up to 500 (from {SAMPLED})", loop)
    show_ratio(loop, ours)
    one = {"conventions": {"table": ["fisher"], "rounding": ["half-up"], "p_rule": ["nearest"]}}
    show("both asymmetries jointly, one convention",
         seconds(lambda: problem.solve({**JOINT, **one}), before=forget))  # fmt: skip
    show("both asymmetries jointly, every convention",
         seconds(lambda: problem.solve(JOINT), before=forget))  # fmt: skip
    show("the register's problem, as shipped",
         seconds(lambda: problem.solve(REGISTER), before=forget))  # fmt: skip
    if "--plot" in sys.argv:
        plot(sys.argv[sys.argv.index("--plot") + 1])


if __name__ == "__main__":
    main()
