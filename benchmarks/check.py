"""How long the check of a whole paper takes: forty rows, tests of two by two tables and of means.

Run: python benchmarks/check.py
"""

from __future__ import annotations

from _timing import seconds, show

from printed.questions.check import check

PAIRS = 20


def forty_rows() -> dict[str, dict[str, object]]:
    """As many comparisons of shares as of means, each with sizes and numbers of its own."""
    items: dict[str, dict[str, object]] = {}
    for i in range(PAIRS):
        shares = {"group1": f"{3 + i}/{30 + i}", "group2": f"{9 + i}/{31 + i}", "p": "0.05"}
        first = {"n": 30, "mean": f"{20 + i}", "sd": "4"}
        means = {"group1": first, "group2": {"n": 30, "mean": "21", "sd": "2"}, "p": "0.02"}
        items |= {f"t{i}": {"kind": "table"} | shares, f"m{i}": {"kind": "ttest"} | means}
    return items


def main() -> None:
    """Print the time."""
    show("forty rows with their P", seconds(lambda: check({"items": forty_rows()}), 3))


if __name__ == "__main__":
    main()
