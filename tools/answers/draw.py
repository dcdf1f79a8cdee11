"""Calls to choose from: the examples, made up ones, and problems of which every number is true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from passion import paths
from tools.answers.asked import asked
from tools.answers.questions import true_questions
from tools.fuzz.cases import CASES
from tools.fuzz.contract import Case, run

EXAMPLES = paths.ROOT / "examples"
SHARES: Mapping[str, int] = {
    "words": 6, "problems": 5, "texts": 2, "tables": 3, "registers": 1
}  # fmt: skip
ENDS = ("low", "high")
NUMBER = re.compile(r"(?:(?<!\d)[-\u2212])?\d+(?:\.\d+)?")  # a dash after a digit is no sign
ROUNDS = 3  # a number that is made true can make another false


def drawn(count: int) -> list[Case]:
    """Calls of all kinds, the same each time.

    Parameters
    ----------
    count : int
        How many of them are made up.
    """
    made_up = [case for kind, share in SHARES.items()
               for case in made(CASES[kind][0], count * share // sum(SHARES.values()))]  # fmt: skip
    problems = [case for case in made_up if case.words[1:2] == ("x.yaml",)]
    true = [one for case in problems for one in made_true(case)]
    calls = [*examples(), *true_questions(count), *made_up, *true]
    return [*calls, *(one for case in calls for one in asked(case))]


def made(strategy: st.SearchStrategy[Case], count: int) -> list[Case]:
    """What a strategy draws from the first seed on.

    >>> made(st.just(Case("printed", ("kinds",))), 2)[0].command
    'kinds'
    """
    cases: list[Case] = []

    @seed(0)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(case: Case) -> None:
        cases.append(case)

    collect()
    return cases


def examples() -> Iterator[Case]:
    """Each paper, text and register of the project, read and checked."""
    problems = paths.ROOT / "problems"
    for path in sorted([*problems.glob("*.yaml"), *EXAMPLES.glob("papers/*.yaml")]):
        files = {"x.yaml": path.read_bytes()}
        for words in (("check", "x.yaml"), ("check", "x.yaml", "--json"), ("solve", "x.yaml"),
                      ("solve", "x.yaml", "--json"), ("lint", "x.yaml"),
                      ("check", "x.yaml", "--report", "report.html")):  # fmt: skip
            yield Case("printed", words, files)
    for path in sorted(EXAMPLES.glob("abstracts/*.txt")):
        files = {"x.txt": path.read_bytes()}
        for words in (
            ("read", "x.txt"), ("read", "x.txt", "--json"), ("lint", "x.txt"),
            ("check", "x.txt", "--yes"), ("check", "x.txt", "--yes", "--json"),
        ):  # fmt: skip
            yield Case("printed", words, files)
    for folder in sorted(EXAMPLES.glob("registers/*")):
        files = {f"r/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}
        for more in ((), ("--json",)):
            yield Case("printed", ("verify", "r", *more), files)


def made_true(case: Case) -> Iterator[Case]:
    """The problem of a call with each number that does not fit put right, checked and solved."""
    problem = _put_right(case)
    if problem is not None:
        text = json.dumps(problem, ensure_ascii=False).encode("utf-8", "surrogatepass")
        for words in (("check", "x.yaml"), ("solve", "x.yaml", "--json")):
            yield Case("printed", words, {"x.yaml": text})


def _put_right(case: Case) -> dict[str, Any] | None:
    content = case.files["x.yaml"]
    changed = False
    for _ in range(ROUNDS):
        done = run(Case("printed", ("solve", "x.yaml", "--json"), {"x.yaml": content}))
        if done.escaped or done.code == 2:
            return None
        problem = yaml.safe_load(content)
        rows = json.loads(done.out)["results"]["rows"]
        false = [row for row in rows if row["verdict"] == "does_not_fit" and row["nearest"]]
        if not any([_put(problem["items"], row) for row in false]):
            return problem if changed else None
        changed = True
        content = json.dumps(problem, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return problem


def _put(items: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Write the nearest value in the place of a printed one; whether that changed anything."""
    parts: list[str] = [row["item"], *row["quantity"].split(".")]
    path, last = parts[:-1], parts[-1]
    nearest = row["nearest"][0]["text"].split(" ")[0]
    place: Any = items
    for part in path[:-1] if last in ENDS else path:
        place = place.get(part) if isinstance(place, dict) else None
    key = path[-1] if last in ENDS else last
    before = place.get(key) if isinstance(place, dict) else None
    if not isinstance(before, (str, int, float)):
        return False
    if last in ENDS:
        ends = list(NUMBER.finditer(str(before)))
        if len(ends) != 2:
            return False
        start, end = ends[-ENDS.index(last)].span()
        nearest = str(before)[:start] + nearest + str(before)[end:]
    place[key] = nearest
    return nearest != str(before)
