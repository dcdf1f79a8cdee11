"""How long a large file of records and many reconstructed cohorts take, and how much memory.

Run: python benchmarks/records.py
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from passion import claims, reconstruct, records, verdicts
from passion.records import COLUMNS

CHILDREN = 100_000
COHORTS = 1_000
MEGABYTE = 2**10  # ru_maxrss counts in KB
# What a user calls: once the check, once the ledger, each in a process of its own.
HEADLINE = """
import sys
from passion import records, verdicts
judged = verdicts.judge(records=records.load(sys.argv[1]), alternatives=False)
print(len(list(judged.values())))
"""


def large_file(path: Path, children: int = CHILDREN, seed: int = 1) -> None:
    """Records of many children, a fifth of them treated, with every column filled."""
    rng = np.random.default_rng(seed)
    treated = rng.random(children) < 0.2
    palsy = rng.random(children) < 0.2
    made: dict[str, list[str]] = {
        "child": [f"c{i}" for i in range(children)],
        "cohort": np.where(treated, "treated", "registry").tolist(),
        "birth_year": np.where(
            treated, rng.integers(2020, 2022, children), rng.integers(1994, 2023, children)
        )
        .astype(str)
        .tolist(),
        "cerebral_palsy": np.where(palsy, "yes", "no").tolist(),
        "gmfcs": np.where(palsy, rng.integers(1, 6, children).astype(str), "NA").tolist(),
        "tissue_loss_ratio": [f"{x:.1f}" for x in rng.normal(89, 21, children)],
        "gestational_age": [f"{x:.1f}" for x in rng.uniform(36, 42, children)],
        "motor_z": [f"{x:.2f}" for x in rng.normal(0, 1, children)],
        "cognitive_z": [f"{x:.2f}" for x in rng.normal(0, 1, children)],
    }
    for known in COLUMNS:
        if known.optional or known.name in made:
            continue
        choices = known.choices or ("Bayley",)
        made[known.name] = rng.choice(choices, children).tolist()
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(made)
        writer.writerows(zip(*made.values(), strict=True))


def timed(*command: str) -> float:
    """Seconds that a command takes, whatever it finds."""
    start = perf_counter()
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return perf_counter() - start


def peak() -> float:
    """The largest memory of any process that was waited for, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE


def many_cohorts(cohorts: int = COHORTS) -> tuple[float, float]:
    """Seconds for reconstructing cohorts, each verified, and for verifying alone."""
    start = perf_counter()
    made = [reconstruct.cohort(seed) for seed in range(1, cohorts + 1)]
    together = perf_counter() - start
    if len({found.checksum for found in made}) < cohorts:
        raise SystemExit("two cohorts are the same")
    start = perf_counter()
    register = claims.load()
    for found in made:
        judged = verdicts.judge(register, found, alternatives=False)
        if verdicts.failing(judged):
            raise SystemExit(f"{found.name} does not print every number")
    return together, perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "children.csv"
        large_file(path)
        size = path.stat().st_size / 2**20
        print(f"a file of {CHILDREN} children, {size:.1f} MB")
        empty = timed("-c", "from passion import records, verdicts")
        check = timed("-m", "passion.cli", "records", "check", str(path))
        print(f"  records check               {check:6.2f} s  (imports alone {empty:.2f} s)")
        headline = timed("-c", HEADLINE, str(path))
        print(f"  read, check, judge          {headline:6.2f} s  (headline conventions)")
        everything = timed("-m", "passion.cli", "verify", "--records", str(path))
        print(f"  passion verify              {everything:6.2f} s  (all conventions)")
        print(f"  most memory                 {peak():6.0f} MB")
        print(f"  all conventions / headline  {everything / headline:6.2f}")
        plain = perf_counter()
        with path.open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.reader(file))
        plain = perf_counter() - plain
        print(f"  check / reading the cells   {check / plain:6.2f}  ({rows - 1} rows)")
        faults = records.check(path)[1]
        if faults:
            raise SystemExit(f"the file has faults: {faults[0]}")
    together, alone = many_cohorts()
    print(f"{COHORTS} cohorts reconstructed     {together:6.2f} s, each verified")
    print(f"  verifying / reconstructing  {alone / together:6.2f}")


if __name__ == "__main__":
    main()
