"""``python -m tools.fuzz.run --cases 20000``: the long run; a second call goes on from its log."""

from __future__ import annotations

import argparse
import base64
import faulthandler
import json
import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tools.fuzz.cases import CASES
from tools.fuzz.contract import Case, faults, run

CHUNK = 200  # calls of a kind, one line of the log
TOGETHER = 7  # chunks in one process: a fresh one forgets what the last one held
STUCK = 900  # seconds after which a call that Python cannot stop takes its process along


def chunk(kind: str, number: int, count: int, now: Path | None = None) -> dict[str, Any]:
    """Run some calls of a kind; what they did, and each fault with its call.

    Parameters
    ----------
    kind : str
    number : int
        The seed.
    count : int
    now : Path, optional
        Where the call that runs is written down, for whoever outlives it.
    """
    told: list[dict[str, Any]] = []
    stopped: list[dict[str, Any]] = []
    codes: Counter[str] = Counter()
    slowest = 0.0
    started = time.process_time()

    @seed(number)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(CASES[kind][0])
    def try_all(case: Case) -> None:
        nonlocal slowest
        if now is not None:
            now.write_text(json.dumps(as_json(case)), encoding="utf-8")
            faulthandler.dump_traceback_later(STUCK, exit=True)
        done = run(case)
        codes[str(done.code)] += 1
        slowest = max(slowest, done.seconds)
        stopped.extend([as_json(case)] * done.stopped)
        told.extend({"fault": fault, **as_json(case)} for fault in faults(case, done))

    try:
        try_all()
    finally:
        faulthandler.cancel_dump_traceback_later()
    return {
        "kind": kind, "seed": number, "cases": sum(codes.values()), "codes": codes,
        "seconds": round(time.process_time() - started), "slowest": round(slowest, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "faults": told,
        "stopped": stopped,
    }  # fmt: skip


def as_json(case: Case) -> dict[str, Any]:
    """A call as the log holds it."""
    files = {name: base64.b64encode(content).decode() for name, content in case.files.items()}
    given = base64.b64encode(case.given).decode()
    return {"program": case.program, "words": case.words, "files": files, "given": given}


def from_json(told: Mapping[str, Any]) -> Case:
    """A call from the log.

    >>> case = Case("printed", ("read", "-"), {}, b"81%")
    >>> from_json(as_json(case)) == case
    True
    """
    files = {name: base64.b64decode(content) for name, content in told["files"].items()}
    words = tuple(told["words"])
    return Case(told["program"], words, files, base64.b64decode(told["given"]))


def write(chunks: Sequence[tuple[str, int]], log: Path) -> None:
    """Run chunks and append what they did to the log."""
    for kind, number in chunks:
        row = chunk(kind, number, CHUNK, log.with_suffix(".now"))
        append(row, log)
        print(f"{kind} {number}: {row['seconds']} s, {len(row['faults'])} faults", file=sys.stderr)


def append(row: Mapping[str, Any], log: Path) -> None:
    """Add a line to the log."""
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def rows_of(log: Path) -> list[dict[str, Any]]:
    """The lines of the log, none where there is none yet."""
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Run what the log does not hold yet, one process at a time; 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--log", type=Path, default=Path("_build/fuzz.jsonl"))
    parser.add_argument("--kind", choices=CASES, action="append")
    parser.add_argument("--first", type=int, default=0, help="seed of the first chunk")
    asked = parser.parse_args()
    asked.log.parent.mkdir(parents=True, exist_ok=True)
    wanted = [
        (kind, asked.first + number)
        for kind in asked.kind or CASES
        for number in range(max(1, round(asked.cases * CASES[kind][1] / CHUNK)))
    ]
    wanted.sort(key=lambda one: one[1])  # some of every kind first
    while left := _left(wanted, asked.log):
        # Not forked: threads of libraries do not survive that.
        process = multiprocessing.get_context("spawn").Process(
            target=write, args=(left[:TOGETHER], asked.log.resolve())
        )
        process.start()
        process.join()
        if process.exitcode:
            kind, number = _left(wanted, asked.log)[0]
            call = json.loads(asked.log.with_suffix(".now").read_text(encoding="utf-8"))
            ended = {"fault": f"ended with {process.exitcode}", **call}
            append(
                {"kind": kind, "seed": number, "codes": {}, "faults": [ended], "stopped": []},
                asked.log,
            )
    return summary(rows_of(asked.log))


def _left(wanted: Sequence[tuple[str, int]], log: Path) -> list[tuple[str, int]]:
    known = {(row["kind"], row["seed"]) for row in rows_of(log)}
    return [one for one in wanted if one not in known]


def summary(rows: Sequence[Mapping[str, Any]]) -> int:
    """Print the counts by kind; 1 if there is a fault."""
    for kind in CASES:
        of = [row for row in rows if row["kind"] == kind]
        codes: Counter[str] = Counter()
        for row in of:
            codes.update(row["codes"])
        slowest, peak = (
            max((row.get(name, 0) for row in of), default=0) for name in ("slowest", "peak_mb")
        )
        print(
            f"{kind:10} {sum(codes.values()):6} calls, exit codes {dict(sorted(codes.items()))}, "
            f"slowest {slowest} s, peak {peak} MB, "
            f"{sum(len(row['stopped']) for row in of)} stopped at the limit of time, "
            f"{sum(len(row['faults']) for row in of)} faults"
        )
    return int(any(row["faults"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
