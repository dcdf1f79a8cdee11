"""How well the tissue loss ratio is recovered: thirty phantoms, and the infant atlas where it is.

Writes data/imaging/phantoms.csv (with --write), and prints bias, spread, coverage and overlap.
Resumable: finished phantoms are kept in _build/ until the imaging source changes.

The folder of the infant atlas is given by --atlas or by the variable PASSION_ATLAS.

    python benchmarks/imaging_phantoms.py [--write] [--jobs 2] [--atlas DIR] [--count 30]
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import sys
from pathlib import Path

from passion import paths
from printed import batch, notation
from tissue_loss.recovery import SEEDS, recover, source_hash, summary

TABLE = paths.ROOT / "data" / "imaging" / "phantoms.csv"
ATLAS = Path(os.environ.get("PASSION_ATLAS", paths.ROOT.parent / "shared" / "imaging"))


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--write", action="store_true")
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--atlas", default=str(ATLAS) if ATLAS.is_dir() else None)
    words.add_argument("--count", type=int, default=len(SEEDS))
    asked = words.parse_args()
    state = source_hash()
    items = {
        f"{head}-{seed}": {"recipe": {"seed": seed, "voxel_mm": 2.0}, "template": folder}
        for head, folder in (("mni", None), ("atlas", asked.atlas))
        if head == "mni" or folder
        for seed in SEEDS[: asked.count]
    }
    done = paths.ROOT / "_build" / "imaging" / f"phantoms-{state}.jsonl"
    rows: dict[str, dict] = {}
    for outcome in batch.run(items, recover, jobs=asked.jobs, done=done):
        if outcome.error is not None:
            print(f"{outcome.key}: {outcome.error['message']}", file=sys.stderr)
            return 1
        rows[outcome.key] = {"source": state, **outcome.value}
        print(f"{len(rows)}/{len(items)} {outcome.key}", file=sys.stderr)
    ordered = [rows[key] for key in items]
    for head in dict.fromkeys(row["head"] for row in ordered):
        found = summary([row for row in ordered if row["head"] == head])
        print(head, ", ".join(f"{name} {notation.brief(value)}" for name, value in found.items()))
    spread = [abs(row["error_points"]) for row in ordered if row["lesion_fraction"] < 0.07]
    if spread:
        print("median error of lesions under 7%", notation.brief(statistics.median(spread)))
    if asked.write:
        TABLE.parent.mkdir(parents=True, exist_ok=True)
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(ordered[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(ordered)
    return 0


if __name__ == "__main__":
    sys.exit(main())
