"""The tissue loss ratio by kind of stroke and scan, on infants of the second generator.

Writes data/imaging/kinds.csv (with --write), one row a case, and prints the table by kind.
Resumable: finished cases are kept in _build/ until the imaging source changes.

The generator (imaging/tests/generator) was written from the definition and the options alone. Each
case is measured as an operator would, with brain masks; the kind "skull" also without any. The
truth is the tissue lost against the same infant without a stroke (causal), as for the package's own
phantoms; what the formula itself gives on the true volumes stands beside it. Scans of a skull are
measured once more with all that lies outside the masks taken away: the rest is what a skull adds.

    python benchmarks/imaging_kinds.py [--write] [--jobs 1] [--seeds 1,2] [--heads formula,atlas]

The folder of the infant atlas is given by the variable PASSION_ATLAS.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np

from passion import paths

sys.path.insert(0, str(paths.ROOT))  # the generator imports itself by its place in the project

from imaging.tests.generator import second_generator  # noqa: E402

from printed import batch, notation  # noqa: E402
from printed.errors import InputError  # noqa: E402
from tissue_loss.inputs import SCANS  # noqa: E402
from tissue_loss.pipeline import Inputs, measure  # noqa: E402
from tissue_loss.recovery import by_kind, source_hash  # noqa: E402

TABLE = paths.ROOT / "data" / "imaging" / "kinds.csv"
ATLAS = Path(os.environ.get("PASSION_ATLAS", paths.ROOT.parent / "shared" / "imaging"))
HEADS = {"formula": "formula"} | ({"atlas": str(ATLAS)} if ATLAS.is_dir() else {})
VOXEL_MM = 2.0


def case(item: Mapping[str, Any]) -> dict[str, Any]:
    """Make one infant, measure it, compare."""
    with tempfile.TemporaryDirectory() as place:
        made = second_generator.make(
            place, seed=item["seed"], kind=item["kind"], head=HEADS[item["head"]],
            voxel=VOXEL_MM, truth_images=False,
        )  # fmt: skip
        files = {
            name: str(path)
            for name, path in made.files.items()
            if name != "neonatal_adc" and (item["masks"] or not name.endswith("mask"))
        }
        truth = made.truth
        row: dict[str, Any] = {
            "kind": item["kind"] if item["masks"] else f"{item['kind']}, no mask",
            "head": item["head"],
            "seed": item["seed"],
            "side": truth["side"],
            "lesion_fraction": truth["lesion_fraction"],
            "causal_percent": truth["causal_percent"],
            "formula_percent": truth["ratio_percent"],
            "true_growth": truth["growth"],
            "true_lesion_ml": truth["volumes_ml"]["lesion_neonatal"],
        }
        try:
            found = measure(Inputs(subject="case", **files)).result
        except InputError as error:
            return row | {"refused": error.message, "warned": 0}
        bare = None
        if item["kind"] == "skull":
            take_away_all_but_the_brain(files)
            bare = measure(Inputs(subject="case", **files)).result["ratio_percent"]
    value = found["ratio_percent"]
    row |= {
        "refused": "",
        "warned": len(found["warnings"]),
        "side_found": found["side"],
        "ratio_percent": value,
        "ratio_se_points": found["ratio_se_points"],
        **{f"se_{name}": part for name, part in found["ratio_se_sources"].items()},
        "growth": found["growth"],
        "lesion_ml": found["volumes_ml"]["lesion_neonatal"],
        "warnings": "; ".join(found["warnings"]),
        "without_skull_percent": bare,
    }
    if truth["causal_percent"] is not None:
        row["error_points"] = value - truth["causal_percent"]
        row["formula_error_points"] = value - truth["ratio_percent"]
    return row


def take_away_all_but_the_brain(files: Mapping[str, str]) -> None:
    """Write each scan anew with 0 outside its session's mask."""
    for name, path in files.items():
        if name not in SCANS:
            continue
        image = nib.load(path)
        mask = np.asarray(nib.load(files[f"{name.split('_')[0]}_mask"]).dataobj) > 0
        data = np.where(mask, np.asarray(image.dataobj), 0).astype(np.float32)
        nib.save(nib.Nifti1Image(data, image.affine), path)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--write", action="store_true")
    words.add_argument("--jobs", type=int, default=1)
    words.add_argument("--seeds", default="1")
    words.add_argument("--heads", default=",".join(HEADS))
    asked = words.parse_args()
    state = source_hash()
    items = {
        f"{kind}-{head}-{seed}-{masks}": {"kind": kind, "head": head, "seed": seed, "masks": masks}
        for seed in map(int, asked.seeds.split(","))
        for head in asked.heads.split(",")
        for kind in second_generator.KINDS
        for masks in ((True, False) if kind == "skull" else (True,))
    }
    rows: dict[str, dict[str, Any]] = {}
    done = paths.ROOT / "_build" / "imaging" / f"kinds-{state}.jsonl"
    for outcome in batch.run(items, case, jobs=asked.jobs, done=done):
        if outcome.error is not None:
            print(f"{outcome.key}: {outcome.error['message']}", file=sys.stderr)
            return 1
        rows[outcome.key] = {"source": state, **outcome.value}
        print(f"{len(rows)}/{len(items)} {outcome.key}", file=sys.stderr)
    ordered = [rows[key] for key in items]
    names = ["bias", "sd", "worst", "covered", "warned", "silent"]
    for told in by_kind([row for row in ordered if row["refused"] or "error_points" in row]):
        shown = [f"{n} {notation.brief(told[n])}" for n in names if told[n] is not None]
        print(told["kind"], f"{told['cases']} cases, {told['refused']} refused;", ", ".join(shown))
    if asked.write:
        TABLE.parent.mkdir(parents=True, exist_ok=True)
        columns = list(dict.fromkeys(name for row in ordered for name in row))
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(ordered)
    return 0


if __name__ == "__main__":
    sys.exit(main())
