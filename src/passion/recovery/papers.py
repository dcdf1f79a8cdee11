"""Abstracts solved, and held against the tables of their own papers.

``examples/recovery`` holds what 25 abstracts print and what their full texts print, each
transcribed twice; which outcomes are asked was committed before anything was solved
(``scoring.md``). ``python -m passion.recovery.papers`` writes what came out.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby, product
from pathlib import Path
from typing import Any

from passion.paths import DATA, ROOT
from passion.recovery.simulation import write
from printed import notation
from printed.fit import means, tables
from printed.fit.sides import read_side
from printed.stats import unconditional
from printed.stats.tables import CONVENTIONS, table_p
from printed.tabular import read_csv

PLACE = ROOT / "examples" / "recovery"
TABLE = Path("recovery") / "papers.csv"
READINGS = ("whole arms", "up to the arms")
TESTS = tuple(name for name in CONVENTIONS if name not in unconditional.TESTS)
MOST_PAIRS = 2_000_000
MOST_ROWS = 1_000_000
TOGETHER = "all outcomes together"
COLUMNS = (
    "paper", "source", "outcome", "kind", "reading", "truth", "left", "only", "held", "why",
    "tests_that_fit", "test_named", "test_found",
)  # fmt: skip
OF_SIZES = "as its outcomes"
Table = tuple[int, ...]  # k1, n1, k2, n2 of shares; n1, n2 of means
Left = Mapping[str, set[Table]] | None  # by each test; none where it was not tried
Sizes = tuple[range, range, int | None]  # of group 1, of group 2, and both together at the most


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Question:
    """One outcome of one abstract."""

    paper: str
    outcome: str
    kind: str
    groups: tuple[str, str]
    truth: Table
    named: frozenset[str]
    source: str

    @cached_property
    def printed(self) -> dict[tuple[str, str, str], str]:
        """What the abstract prints, by outcome, group and kind."""
        return {
            (row["outcome"], row["group"], row["kind"]): row["value"].replace("< ", "<")
            for row in rows(PLACE / "abstract" / f"{self.paper}.csv")
        }

    def value(self, group: str, kind: str) -> str | None:
        """What is printed of this outcome in a group."""
        return self.printed.get((self.outcome, group, kind)) or None

    @property
    def p(self) -> str | None:
        """The printed P value; none where only "not significant" is printed."""
        return self.value("both", "p") or self.value("compared", "p")

    @property
    def arms(self) -> tuple[int | None, int | None]:
        """The printed sizes of both arms."""
        found = (
            self.printed.get(("arm", group, "n")) or self.printed.get(("arm", "each", "n"))
            for group in self.groups
        )
        one, two = (int(text) if text else None for text in found)
        return one, two

    @property
    def total(self) -> int | None:
        """The largest printed number of patients in both arms."""
        sizes = [
            int(text)
            for (_, group, kind), text in self.printed.items()
            if (group, kind) == ("both", "n")
        ]
        return max(sizes, default=None)

    def sizes(self, reading: str) -> Sizes | None:
        """The sizes to search; none where nothing printed says how large they may be."""
        own = [self.value(group, "n") for group in self.groups]
        if own[0] and own[1]:  # denominators that are printed hold under both readings
            first, second = (range(int(n), int(n) + 1) for n in own if n)
            return first, second, None
        one, two = self.arms
        if one and two:
            low = reading == READINGS[0]
            return range(one if low else 1, one + 1), range(two if low else 1, two + 1), None
        if self.total is None:
            return None
        return range(1, self.total), range(1, self.total), self.total

    def left(self, reading: str) -> Left:
        """By each test the tables, or pairs of sizes, that fit; none where it was not tried."""
        sizes = self.sizes(reading)
        if sizes is None:
            return None
        exactly = reading == READINGS[0]
        found = (self._means if self.kind == "means" else self._shares)(sizes, exactly)
        if found is None or sizes[2] is None:
            return found

        def allowed(table: Table) -> bool:
            together = table[-1] + table[-3 if len(table) > 2 else 0]
            return together == sizes[2] if exactly else together <= (sizes[2] or 0)

        return {test: set(filter(allowed, kept)) for test, kept in found.items()}

    def _side(self, group: str) -> tuple[str, int | None, int | None]:
        """The share that is printed of a group, its count and its own denominator."""
        percent, count, n = (self.value(group, kind) for kind in ("percent", "count", "n"))
        k, size = (int(text) if text else None for text in (count, n))
        text = f"{percent}%" if percent else f"{k}/?"
        return text, k, size

    def _shares(self, sizes: Sizes, exactly: bool) -> dict[str, set[Table]] | None:
        texts, known = [], []
        spans = []
        for group, span in zip(self.groups, sizes[:2], strict=True):
            text, k, n = self._side(group)
            texts.append(text)
            known.append(k)
            spans.append((n, n) if n else (span[0], span[-1]))
        candidates = [
            len(read_side(text).candidates(span, "half-up"))
            for text, span in zip(texts, spans, strict=True)
        ]
        total = sizes[2] if exactly else None
        if total is None and candidates[0] * candidates[1] > MOST_PAIRS:
            return None
        # Where no P is printed no test matters.
        found: dict[str, set[Table]] = {test: set() for test in (TESTS if self.p else TESTS[:1])}
        answer = tables.search(
            *texts, n1=spans[0], n=spans[1], p=self.p, tests=tuple(found), total=total,
            max_results=MOST_ROWS,
        )  # fmt: skip
        if answer.truncated:
            return None
        for row in answer:
            table = row["k1"], row["n1"], row["k2"], row["n2"]
            if all(k in (None, own) for k, own in zip(known, table[::2], strict=True)):
                found[row["convention"]].add(table)
        return found

    def _means(self, sizes: Sizes, exactly: bool) -> dict[str, set[Table]] | None:
        one, two = (
            f"{self.value(group, 'mean')}±{self.value(group, 'sd')}" for group in self.groups
        )
        if self.p is None or not exactly and sizes[2] is not None:
            return None  # without a P value all sizes fit; with too many pairs it takes hours
        pairs: Iterable[Table] = (
            ((n, sizes[2] - n) for n in range(2, sizes[2] - 1))
            if sizes[2] is not None
            else ((a, b) for a, b in product(*sizes[:2]) if min(a, b) > 1)
        )
        found: dict[str, set[Table]] = {test: set() for test in means.TESTS}
        for n1, n2 in pairs:
            for row in means.ttest(f"{one}/{n1}", f"{two}/{n2}", p=self.p).results:
                if row["fits"]:
                    found[row["test"]].add((n1, n2))
        return found


def sources() -> dict[str, str]:
    """The DOI of each paper, or its number in PubMed Central where no DOI was at hand."""
    return {row["id"]: row["doi"] or row["pmc"] for row in rows(PLACE / "papers.csv")}


def questions() -> tuple[list[Question], dict[str, str]]:
    """What is asked, and the papers of which nothing is asked, with the reason."""
    asked, left_out = [], {}
    known = sources()
    for row in rows(PLACE / "questions.csv"):
        if row["kind"] == "none":
            left_out[row["id"]] = row["left_out"]
            continue
        truth = {one["id"]: one["value"] for one in rows(PLACE / "truth" / f"{row['id']}.csv")}
        columns = ("n1", "n2") if row["kind"] == "means" else ("k1", "n1", "k2", "n2")
        table = tuple(
            sum(int(truth[one]) for one in row[name].split("+")) for name in columns if row[name]
        )
        asked.append(
            Question(
                row["id"],
                row["outcome"],
                row["kind"],
                (row["group1"], row["group2"]),
                table,
                frozenset(row["test"].split()),
                known[row["id"]],
            )
        )
    return asked, left_out


def judged(question: Question, reading: str, left: Left) -> dict[str, Any]:
    """A row of the table: what is left, and whether it holds the truth."""
    fits = [test for test, kept in left.items() if kept] if left is not None else []
    every = set().union(*left.values()) if left else set()
    complete = len(question.truth) == (2 if question.kind == "means" else 4)
    held = yes(complete and question.truth in every) if left is not None else ""
    return {
        "paper": question.paper,
        "source": question.source,
        "outcome": question.outcome,
        "kind": question.kind,
        "reading": reading,
        "truth": told(question.truth),
        "left": len(every) if left is not None else "not tried",
        "only": told(next(iter(every))) if len(every) == 1 else "",
        "held": held,
        "why": why(question, reading) if held == "no" else "",
        "tests_that_fit": " ".join(fits) if question.p else "",
        "test_named": " ".join(sorted(question.named)),
        "test_found": yes(bool(question.named & set(fits)))
        if question.named and question.p and left is not None
        else "",
    }


def why(question: Question, reading: str) -> str:
    """What of the print the true table breaks, where a set does not hold it."""
    sizes = question.sizes(reading)
    if sizes is None:
        return ""
    n1, n2 = size_of(question.truth)
    told_sizes = f"counted were {n1} and {n2}"
    if n1 not in sizes[0] or n2 not in sizes[1]:
        return told_sizes
    if sizes[2] is not None and reading == READINGS[0] and n1 + n2 != sizes[2]:
        return told_sizes
    if question.kind == "means":
        return f"by no t test tried is P {question.p}: another test was used"
    broken = []
    for group, k, n in zip(question.groups, question.truth[::2], (n1, n2), strict=True):
        percent = question.value(group, "percent")
        if percent is None or notation.parse(f"{percent}%").contains(Fraction(100 * k, n)):
            continue
        cut = notation.parse(f"{percent}%", "truncate").contains(Fraction(100 * k, n))
        shown = notation.text(Fraction(100 * k, n), 2)
        broken.append(f"{k}/{n} is {shown}%, printed {percent}%{', cut off' if cut else ''}")
    if question.p is not None:
        k1, _, k2, _ = question.truth
        fits = {
            rule: [
                test
                for test in TESTS
                if tables.read_p(question.p, p_rule=rule).contains(table_p(k1, n1, k2, n2, test))
            ]
            for rule in ("nearest", "truncate")
        }
        if not fits["nearest"]:
            by = f"; cut off, by {' '.join(fits['truncate'])}" if fits["truncate"] else ""
            broken.append(f"by no test is P {question.p} with the true table{by}")
    return "; ".join(broken)


def told(table: Table) -> str:
    """A table, or two sizes, as they are written.

    >>> told((4, 10, 29, 36)), told((21, 21))
    ('4/10 v 29/36', '21 v 21')
    """
    if len(table) == 4:
        return "{}/{} v {}/{}".format(*table)
    return " v ".join(map(str, table))


def yes(true: bool) -> str:
    """How the table says it."""
    return "yes" if true else "no"


def size_of(table: Table) -> tuple[int, int]:
    """Both sizes of a table, or of means.

    >>> size_of((4, 10, 29, 36)), size_of((21, 21))
    ((10, 36), (21, 21))
    """
    return (table[1], table[3]) if len(table) == 4 else (table[0], table[-1])


def together(asked: list[Question], left: list[Left]) -> dict[str, Any] | None:
    """Two sizes that are printed nowhere, from all outcomes of a paper."""
    first = asked[0]
    sizes = first.sizes(READINGS[0])
    solved = [set().union(*one.values()) for one in left if one is not None]
    if len(solved) < 2 or sizes is None or sizes[2] is None:
        return None
    kept = set.intersection(*({size_of(table) for table in tables} for tables in solved))
    truth = {size_of(one.truth) for one in asked}
    return {
        **judged(first, READINGS[0], None),
        "outcome": TOGETHER,
        "kind": "sizes",
        "truth": " or ".join(map(told, sorted(truth))),
        "left": len(kept),
        "only": told(next(iter(kept))) if len(kept) == 1 else "",
        "held": yes(len(truth) == 1 and truth <= kept),
        "why": "" if len(truth) == 1 and truth <= kept else OF_SIZES,
        "tests_that_fit": "",
        "test_named": "",
        "test_found": "",
    }


def results() -> Iterator[dict[str, Any]]:
    """Every row: each outcome under both readings, then sizes from all outcomes together."""
    asked, left_out = questions()
    for _, of_paper in groupby(asked, lambda one: one.paper):
        these = list(of_paper)
        whole = []
        for question in these:
            for reading in READINGS:
                left = question.left(reading)
                yield judged(question, reading, left)
                if reading == READINGS[0]:
                    whole.append(left)
        joint = together(these, whole)
        if joint:
            yield joint
    for paper, reason in left_out.items():
        yield {**dict.fromkeys(COLUMNS, ""), "paper": paper, "kind": "none", "why": reason} | {
            "source": sources()[paper]
        }


def table(file: Path | None = None) -> list[dict[str, str]]:
    """The committed table of real abstracts."""
    place = file or DATA / TABLE
    return read_csv(place.read_bytes(), place.name, COLUMNS)


def main() -> int:
    """Solve every abstract and write the table."""
    made = []
    for row in results():
        print(
            row["paper"], row["outcome"], row["reading"], row["left"], row["held"], file=sys.stderr
        )
        made.append(row)
    write(made, DATA / TABLE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
