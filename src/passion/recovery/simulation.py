"""Trials drawn, printed and solved: how often does the compatible set hold the truth?

The law of a trial. Group 1 has a known size. The size of group 2 is drawn evenly from `SIZES`, its
least and its most; only its most is printed. Of each outcome both groups have their own share of
events, drawn evenly from 0 to 1, and a number of events drawn by that share. An outcome without
events, or with nothing but events, is drawn again. Printed are both numbers of group 1, the whole
percentage of group 2, and P with a number of decimals. Where the denominators are "own", each
outcome of group 2 is of another number of patients, drawn anew, while the solver takes them for
one number: this is how a wrong assumption looks.

``python -m passion.recovery.simulation 300`` draws so many trials of each kind and writes the
table.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from passion.paths import DATA
from passion.recovery import printing
from printed.errors import InputError
from printed.fit import tables
from printed.tabular import read_csv

TABLE = Path("recovery") / "simulation.csv"
SEED = 1
SIZES = ((10, 20, 39), (20, 40, 79), (40, 80, 159))  # group 1; least and most of group 2
DECIMALS = (None, 2, 3, 4)  # of P; None: no P is printed
TESTS = tuple(printing.TESTS)
ANY = "any"
DENOMINATORS = ("same", "own")
MOST_OUTCOMES = 3
WORDS = {"denominators": DENOMINATORS, "used": TESTS, "assumed": (*TESTS, ANY)}
ENDS = ("single_true", "several_true", "empty", "single_false", "several_false")
COLUMNS = (
    "n1", "least", "most", "decimals", "denominators", "used", "assumed", "outcomes", "trials",
    *ENDS, "sizes_mean", "one_size_from_least",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of trial: sizes, decimals of P, the test that was used, and denominators."""

    n1: int
    least: int
    most: int
    decimals: int | None
    denominators: str
    used: str


@dataclass(frozen=True)
class Outcome:
    """A true table and what is printed of it."""

    k1: int
    k2: int
    n2: int
    share: str
    p: str | None


def kinds() -> list[Kind]:
    """Every kind of trial, in the order of the table.

    >>> len(kinds())
    72
    """
    return [
        Kind(n1, least, most, decimals, denominators, used)
        for (n1, least, most), decimals, denominators, used in product(
            SIZES, DECIMALS, DENOMINATORS, TESTS
        )
    ]


def draw(kind: Kind, law: random.Random) -> list[Outcome]:
    """A trial of a kind by the law above, and what is printed of it."""
    common = law.randint(kind.least, kind.most)
    outcomes: list[Outcome] = []
    while len(outcomes) < MOST_OUTCOMES:
        n2 = common
        if kind.denominators == "own" and outcomes:
            n2 = law.randint(kind.least, kind.most)
        k1, k2 = (
            sum(law.random() < share for _ in range(n))
            for n, share in ((kind.n1, law.random()), (n2, law.random()))
        )
        if 0 < k1 + k2 < kind.n1 + n2:
            p = None
            if kind.decimals is not None:
                value = printing.TESTS[kind.used](k1, kind.n1, k2, n2)
                p = printing.p_value(value, kind.decimals)
            outcomes.append(Outcome(k1, k2, n2, printing.percent(k2, n2), p))
    return outcomes


def fitting(kind: Kind, outcome: Outcome) -> dict[str, set[tuple[int, int]]]:
    """By each test, the counts and sizes of group 2 that the engine finds for one outcome."""
    found: dict[str, set[tuple[int, int]]] = {test: set() for test in TESTS}
    rows = tables.search(
        f"{outcome.k1}/{kind.n1}", outcome.share, n=(1, kind.most), p=outcome.p, tests=TESTS
    )
    for row in rows:
        found[row["convention"]].add((row["k2"], row["n2"]))
    return found


@dataclass(frozen=True)
class Answer:
    """What is left of a trial under one test, or under any of them, from so many outcomes."""

    assumed: str
    outcomes: int
    solutions: int
    holds: bool
    sizes: frozenset[int]
    only: tuple[tuple[int, int], ...] | None  # the tables of group 2, where they are the only ones

    @property
    def end(self) -> str:
        """One of `ENDS`."""
        if not self.solutions:
            return "empty"
        return ("single_" if self.solutions == 1 else "several_") + str(self.holds).lower()


def answers(kind: Kind, trial: Sequence[Outcome]) -> Iterator[Answer]:
    """The trial solved under each test, then without one, from its first outcome and from more.

    The denominators are taken for one number. The truth is held where every true table is.
    """
    found = [fitting(kind, outcome) for outcome in trial]
    for outcomes in range(1, len(trial) + 1):
        each = [_answer(trial[:outcomes], found, test) for test in TESTS]
        yield from each
        yield any_of(each)


def _answer(
    trial: Sequence[Outcome], found: Sequence[dict[str, set[tuple[int, int]]]], test: str
) -> Answer:
    """What these outcomes leave under one test."""
    left = [one[test] for one, _ in zip(found, trial, strict=False)]
    sizes = frozenset.intersection(*(frozenset(n for _, n in one) for one in left))
    solutions = sum(math.prod(sum(n == size for _, n in one) for one in left) for size in sizes)
    holds = len({one.n2 for one in trial}) == 1 and all(
        (outcome.k2, outcome.n2) in one for outcome, one in zip(trial, left, strict=True)
    )
    only = None
    if solutions == 1:
        only = tuple(table for one in left for table in one if table[1] in sizes)
    return Answer(test, len(trial), solutions, holds, sizes, only)


def any_of(each: Sequence[Answer]) -> Answer:
    """What is left where nothing says which of the tests was used.

    Solutions that two tests share are counted once where they are single, which is all that matters
    here: one, none, or several.
    """
    some = [answer for answer in each if answer.solutions]
    same = len({answer.only for answer in some}) == 1 and some[0].only is not None
    return Answer(
        ANY,
        each[0].outcomes,
        1 if same else sum(answer.solutions for answer in some),
        any(answer.holds for answer in each),
        frozenset().union(*(answer.sizes for answer in each)),
        some[0].only if same else None,
    )


def trial(kind: Kind, number: int, seed: int = SEED) -> list[Outcome]:
    """The trial of that number: the same on every machine."""
    return draw(kind, random.Random(f"{seed} {kind} {number}"))


def count(kind: Kind, numbers: Iterable[int], seed: int = SEED) -> list[dict[str, Any]]:
    """Rows of the table for the trials of one kind.

    Examples
    --------
    >>> rows = count(Kind(10, 20, 39, 2, "same", "fisher"), range(20))
    >>> [row["empty"] for row in rows if row["assumed"] == "fisher"]
    [0, 0, 0]
    """
    tallies: dict[tuple[str, int], Counter[str]] = {}
    for number in numbers:
        for answer in answers(kind, trial(kind, number, seed)):
            tally = tallies.setdefault((answer.assumed, answer.outcomes), Counter())
            tally.update([answer.end, "trials"])
            tally["sizes"] += len(answer.sizes)
            within = sum(size >= kind.least for size in answer.sizes)
            tally["one_size_from_least"] += within == 1
    return [
        {
            **vars(kind),
            "assumed": test,
            "outcomes": outcomes,
            "trials": tally["trials"],
            **{end: tally[end] for end in ENDS},
            "sizes_mean": tally["sizes"] / tally["trials"],
            "one_size_from_least": tally["one_size_from_least"],
        }
        for (test, outcomes), tally in tallies.items()
    ]


def table(file: Path | None = None) -> list[dict[str, Any]]:
    """The committed table, one row a kind of trial, test assumed and number of outcomes.

    Raises
    ------
    InputError
        If a cell is not what its column holds.
    """
    place = file or DATA / TABLE
    rows = read_csv(place.read_bytes(), place.name, COLUMNS)
    return [
        {column: _cell(text, column, place.name, row) for column, text in cells.items()}
        for row, cells in enumerate(rows, start=2)
    ]


def _cell(text: str, column: str, name: str, row: int) -> Any:
    if column in WORDS:
        if text in WORDS[column]:
            return text
        wanted = " or ".join(WORDS[column])
        raise InputError(f"{text!r} is not {wanted}", file=name, row=row, column=column)
    if column == "decimals" and not text:
        return None
    try:
        return float(text) if column == "sizes_mean" else int(text)
    except ValueError:
        raise InputError(f"{text!r} is no number", file=name, row=row, column=column) from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw trials of each kind and write the table; 0 done, 2 a bad call."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) != 1 or not words[0].isdigit() or not int(words[0]):
        print("usage: python -m passion.recovery.simulation TRIALS_OF_EACH_KIND", file=sys.stderr)
        return 2
    rows: list[dict[str, Any]] = []
    for done, kind in enumerate(kinds(), start=1):
        rows += count(kind, range(int(words[0])))
        print(f"{done} of {len(kinds())} kinds", file=sys.stderr)
    write(rows, DATA / TABLE)
    return 0


def write(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """A table as a file, complete or not at all."""
    if not rows:
        raise InputError("nothing was drawn: no table is written", file=file.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    partial.replace(file)


if __name__ == "__main__":
    sys.exit(main())
