"""``make mutants``: every mutant tried, two at a time; a table, a score, and a receipt."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from passion import paths
from printed.book.execute import KERNELS, tenths
from printed.book.faults import RECEIPT, state
from printed.errors import InputError
from tools.mutation.copies import Checks, Reply, copy
from tools.mutation.edits import Inapplicable
from tools.mutation.suite import Mutant, load

USAGE = "usage: python -m tools.mutation.run [PART OF A NAME]..."
FAILED = 1  # pytest's exit code when tests ran and some failed; others are no finding


@dataclass(frozen=True)
class Row:
    """One line of the table: what became of a mutant, or of the suite itself."""

    mutant: str
    check: str
    result: str
    seconds: float

    @property
    def killed(self) -> bool:
        """Whether the check found the fault."""
        return self.result == "killed"


def verdict(reply: Reply, check: str) -> str:
    """What the reply of a check in a mutated copy means.

    >>> verdict(Reply(1, {"t.py::a": "failed"}), "t.py::a")
    'killed'
    >>> verdict(Reply(0, {"t.py::a": "passed"}), "t.py::a")
    'SURVIVED'
    >>> verdict(Reply(2, {}, "1 error in 0.1s"), "t.py::a")
    'BROKEN: 1 error in 0.1s'
    """
    outcomes = reply.of(check)
    if reply.exit == FAILED and "failed" in outcomes:
        return "killed"
    if reply.exit == 0 and "passed" in outcomes:
        return "SURVIVED"
    trouble = reply.trouble.strip().splitlines()
    return f"BROKEN: {trouble[-1] if trouble else f'exit {reply.exit}, {sorted(outcomes)}'}"


def sound(reply: Reply, check: str) -> str:
    """Why a check is of no use: what it says of the repository as it is; empty if it passes."""
    outcomes = reply.of(check)
    if "passed" in outcomes and outcomes <= {"passed", "skipped"}:
        return ""
    trouble = reply.trouble.strip().splitlines()
    told = ", ".join(sorted(outcomes)) or (trouble[-1] if trouble else "no such test")
    return f"BROKEN: the check without the fault: {told}"


def try_all(
    mutants: Sequence[Mutant], root: Path, report: Callable[[Row], Any] = lambda row: None
) -> list[Row]:
    """Try each mutant in a copy of its own; each check once in a copy without a fault.

    Parameters
    ----------
    mutants : sequence of Mutant
    root : Path
        The repository; nothing in it is changed.
    report : callable
        Takes each row as it comes.

    Returns
    -------
    list of Row
        In the order given.
    """
    (root / "_build").mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="mutants-", dir=root / "_build") as work,
        Checks(root) as checks,
        ThreadPoolExecutor(KERNELS) as pool,
    ):
        faults = _without_faults(mutants, root, Path(work), checks, pool)
        one = partial(_try, root=root, work=Path(work), checks=checks, faults=faults)
        rows = []
        for row in pool.map(one, enumerate(mutants)):
            report(row)
            rows.append(row)
    return rows


def _without_faults(
    mutants: Sequence[Mutant], root: Path, work: Path, checks: Checks, pool: ThreadPoolExecutor
) -> dict[str, str]:
    """What each check says of the repository as it is."""
    distinct = list(dict.fromkeys(mutant.check for mutant in mutants))

    def clean(number: int) -> dict[str, str]:
        own = distinct[number::KERNELS]
        if not own:
            return {}
        folder = work / f"clean-{number}"
        copy(root, folder)
        reply = checks.run(folder, own)
        # One name that is not there keeps pytest from running any: each alone, then.
        alone = {} if reply.outcomes else {check: checks.run(folder, [check]) for check in own}
        return {check: sound(alone.get(check, reply), check) for check in own}

    return {
        check: fault
        for found in pool.map(clean, range(KERNELS))
        for check, fault in found.items()
    }


def _try(
    numbered: tuple[int, Mutant], *, root: Path, work: Path, checks: Checks, faults: dict[str, str]
) -> Row:
    number, mutant = numbered
    started = time.monotonic()
    folder = work / str(number)
    result = faults[mutant.check]
    if not result:
        copy(root, folder)
        try:
            mutant.apply(folder)
            reply = checks.run(folder, [mutant.check], checksums=mutant.checksums)
            result = verdict(reply, mutant.check)
        except Inapplicable as error:
            result = f"BROKEN: cannot be applied: {error}"
        shutil.rmtree(folder)
    return Row(mutant.name, mutant.check, result, time.monotonic() - started)


def main(words: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Try all mutants, or those whose names hold a word; 0 all killed, 1 not, 2 a bad list."""
    asked = list(sys.argv[1:] if words is None else words)
    root = root or paths.ROOT
    try:
        mutants = load(root)
    except InputError as error:
        print(f"mutants: {error}", file=sys.stderr)
        return 2
    chosen = [m for m in mutants if not asked or any(word in m.name for word in asked)]
    if not chosen:
        print(USAGE, file=sys.stderr)
        return 2
    wide = max(len(mutant.name) for mutant in chosen)
    before, started = state(root), time.monotonic()

    def report(row: Row) -> None:
        print(
            f"{row.mutant:{wide}}  {row.result:8}  {tenths(row.seconds):>6}  {row.check}",
            flush=True,
        )

    rows = try_all(chosen, root, report)
    killed = sum(row.killed for row in rows)
    print(f"mutants: {killed} of {len(rows)} killed, {tenths(time.monotonic() - started)}")
    if not asked and state(root) == before:  # a part of the list is no score
        receipt = {
            "of": before,
            "mutants": len(rows),
            "killed": killed,
            "rows": [asdict(row) for row in rows],
        }
        text = json.dumps(receipt, indent=1, ensure_ascii=False) + "\n"
        (root / RECEIPT).write_text(text, encoding="utf-8")
    return 0 if killed == len(rows) else 1


if __name__ == "__main__":
    # A polite kill ends like Ctrl-C does: no copy is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
