"""The calls that were chosen, and the answer to each, as two files beside their test."""

from __future__ import annotations

import json
from collections.abc import Iterable

from passion import paths
from tools.answers.answer import answer_of
from tools.fuzz.contract import Case, run
from tools.fuzz.run import as_json, from_json

FOLDER = paths.ROOT / "tests" / "answers"
CALLS = FOLDER / "calls.jsonl"
ANSWERS = FOLDER / "answers.txt"


def calls() -> list[Case]:
    """The calls, in the order of their answers."""
    with CALLS.open(encoding="utf-8") as file:
        return [from_json(json.loads(line)) for line in file]


def write_calls(cases: Iterable[Case]) -> None:
    """Keep these calls, and no other."""
    CALLS.write_text("".join(json.dumps(as_json(case)) + "\n" for case in cases), encoding="utf-8")


def line(number: int, case: Case) -> str:
    """A call's number and command, and what it answers now."""
    return f"{number} {case.command} {answer_of(case, run(case))}"


def lines() -> list[str]:
    """The answers as they are kept."""
    return ANSWERS.read_text(encoding="utf-8").splitlines()


def write_lines() -> None:
    """Keep the answers as they are now."""
    text = "".join(f"{line(number, case)}\n" for number, case in enumerate(calls(), 1))
    ANSWERS.write_text(text, encoding="utf-8")
