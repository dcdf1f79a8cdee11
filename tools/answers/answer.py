"""What a call answers, as it is kept: its exit code, its first line, a digest of all it says."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from tools.fuzz.contract import Case, Outcome

DIGITS = 6  # of a number in an answer: the last ones are those of one machine
NOTHING = 1e-9
SHOWN = 70


def answer_of(case: Case, done: Outcome) -> str:
    """One line: exit code, digest, and how the answer begins.

    >>> answer_of(Case("printed", ()), Outcome(0, "81% is 9/11", "", "", 0.1, ()))
    '0 b40fe65e 81% is 9/11'

    Nor does it matter how fast a machine is:

    >>> slow = "printed: checking x.yaml (Ctrl-C stops it)\\nprinted: x.yaml: is empty\\n"
    >>> answer_of(Case("printed", ()), Outcome(2, "", slow, "", 1.5, ()))
    '2 1beb3e4b printed: x.yaml: is empty'
    >>> quick = slow.partition("\\n")[2]
    >>> answer_of(Case("printed", ()), Outcome(2, "", quick, "", 0.1, ()))
    '2 1beb3e4b printed: x.yaml: is empty'
    """
    said = done.out
    if in_json(case):
        said = json.dumps(_short(json.loads(said)), sort_keys=True, ensure_ascii=False)
    whole = "\n".join((str(done.code), said, *done.told, *done.left))
    first = _first(case, done)
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{done.code} {digest} {first}".rstrip()


def in_json(case: Case) -> bool:
    """Whether it answers in JSON."""
    return case.program == "page" or "--json" in case.words


def _first(case: Case, done: Outcome) -> str:
    """The beginning of an answer, on one line."""
    said = " ".join(done.told) if done.code == 2 else done.out
    if case.program == "page":
        said = done.out
    elif in_json(case) and done.code != 2:
        said = json.dumps(json.loads(done.out).get("results"), ensure_ascii=False)
    return re.sub(r"[^ -~]+|\s+", " ", said).strip()[:SHOWN].rstrip()


def _short(value: Any) -> Any:
    """Numbers with the digits that every machine agrees on.

    >>> _short({"p": [0.1234567891, 1e-17, 3]})
    {'p': [0.123457, 0.0, 3]}
    """
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if abs(value) > NOTHING else 0.0
    if isinstance(value, dict):
        return {key: _short(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value]
    return value
