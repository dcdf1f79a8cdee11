"""Files of data: children's records, and scans with their headers."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tissue_loss.inputs import ROLES
from tools.fuzz.contract import Case
from tools.fuzz.values import (
    ANYTHING,
    DECIMAL,
    FREE,
    ODD,
    damaged_bytes,
    encoded,
    mostly,
    read_rows,
)  # fmt: skip
from tools.fuzz.words import JSON


@cache
def made_children() -> list[list[str]]:
    """A file of made-up children that has no fault."""
    from passion.reconstruct import write

    with tempfile.TemporaryDirectory() as place:
        list(write(Path(place), 1, 1))
        (file,) = Path(place).iterdir()
        return read_rows(file.read_text(encoding="utf-8"))


@st.composite
def _children(draw: Any) -> list[list[str]]:
    head, *all_rows = (list(row) for row in made_children())
    first = draw(st.integers(0, 9))
    rows = [head, *all_rows[first : draw(st.integers(first, len(all_rows)))]]
    for _ in range(draw(st.integers(0, 3))):
        at, column = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(head) - 1))
        if draw(st.booleans()) and at:
            other = draw(st.integers(0, len(all_rows) - 1))
            rows[at][column] = all_rows[other][draw(st.integers(0, len(head) - 1))]
        elif at or draw(st.integers(0, 4)) == 0:
            rows[at][column] = draw(st.one_of(st.just("NA"), ANYTHING))
    spoil = draw(st.integers(0, 19))
    if spoil == 0:
        rows = [row[:-1] for row in rows]
    elif spoil == 1:
        rows = [[*row, draw(ANYTHING)] for row in rows]
    elif spoil == 2:
        rows[-1] = rows[-1] + [draw(ANYTHING)]
    elif spoil == 3:
        keep = draw(st.integers(0, len(head) - 1))
        rows = [row[:keep] + row[keep + 1 :] for row in rows]
    return rows


@st.composite
def records(draw: Any) -> Case:
    """A file of children's records: CSV as programs write it, or Parquet."""
    rows = draw(_children())
    form = draw(st.sampled_from([",", ",", ";", "parquet", "parquet"]))
    if form == "parquet":
        content = _parquet(rows, draw(st.booleans()))
        name = "x.parquet"
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=form, quoting=draw(st.sampled_from([0, 1]))).writerows(rows)
        content, name = encoded(text.getvalue()), "x.csv"
    if draw(st.integers(0, 3)) == 0:
        content = draw(damaged_bytes(content))
    more = draw(JSON)
    if draw(st.integers(0, 39)) == 0:
        return Case("passion", ("verify", "--records", name, *more), {name: content})
    return Case("passion", ("records", "check", name, *more), {name: content})


def _parquet(rows: list[list[str]], numbers: bool) -> bytes:
    import pyarrow as arrow
    from pyarrow import parquet

    columns: dict[str, list[Any]] = {}
    for i, name in enumerate(rows[0]):
        cells = [row[i] if i < len(row) else None for row in rows[1:]]
        values: list[Any] = [
            None if cell is None else cell.encode("utf-8", "replace").decode() for cell in cells
        ]
        if numbers:
            with contextlib.suppress(ValueError):
                values = [float(cell) if cell is not None else None for cell in values]
        columns[name.encode("utf-8", "replace").decode()] = values
    out = io.BytesIO()
    parquet.write_table(arrow.table(columns), out)
    return out.getvalue()


# -------------------------------------------------------------------------- scans

SCANS = ("neonatal_t2", "neonatal_dwi", "neonatal_seeds", "month3_t2", "month3_seeds")


@cache
def _heads() -> Mapping[str, bytes]:
    """Small scans that are NIfTI and no head: what is right in them is read, then refused."""
    import nibabel as nib
    import numpy as np

    noise = np.random.default_rng(1).integers(1, 200, (10, 10, 10))
    seeds = noise % 4
    return {
        name: nib.Nifti1Image(
            (seeds if name.endswith("seeds") else noise).astype(np.int16), np.diag([2.0, 2, 2, 1])
        ).to_bytes()
        for name in SCANS
    }


@st.composite
def scans(draw: Any) -> Case:
    """Scans of which one has a damaged header or file, or the call is odd."""
    import nibabel as nib
    import numpy as np

    content = dict(_heads())
    spoilt = draw(st.sampled_from(SCANS))
    raw = content[spoilt]
    header = np.frombuffer(raw[:348], nib.nifti1.header_dtype).copy()[0]
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(header.dtype.names))
        width = header.dtype[name].itemsize
        kind = header.dtype[name].base
        if kind.kind in "iuf":
            value = draw(st.sampled_from(
                [0, 1, -1, 2, 3, 4, 8, 16, 64, 128, 255, 512, 1024, 2048, 32767, -32768, 348, 352,
                 1e-30, 1e30, float("nan"), float("inf"), 0.5]))  # fmt: skip
            with np.errstate(all="ignore"):
                fresh = np.frombuffer(np.full(width // kind.itemsize, header[name]).tobytes(), kind)
                fresh = fresh.copy()
                number = 0 if kind.kind != "f" and value != value else value
                low, high = (
                    (np.iinfo(kind).min, np.iinfo(kind).max) if kind.kind != "f"
                    else (-np.inf, np.inf)
                )  # fmt: skip
                fresh[draw(st.integers(0, len(fresh) - 1))] = min(max(number, low), high)
            header[name] = fresh.reshape(header[name].shape) if header[name].shape else fresh[0]
        else:
            header[name] = draw(st.binary(max_size=width))
    content[spoilt] = header.tobytes() + raw[348:]
    if draw(st.integers(0, 3)) == 0:
        content[spoilt] = draw(damaged_bytes(content[spoilt]))
    packed = draw(st.booleans())
    asked: list[str] = []
    files = {}
    for name, data in content.items():
        file = f"{name}.nii.gz" if packed else f"{name}.nii"
        files[file] = gzip.compress(data, 1) if packed else data
        asked += [f"--{name.replace('_', '-')}", file]
    if draw(st.integers(0, 9)) == 0:
        asked += [
            f"--{draw(st.sampled_from([*ROLES])).replace('_', '-')}",
            draw(st.one_of(st.sampled_from([*files]), ODD)),
        ]
    for option, usual in (
        ("--side", st.sampled_from(["auto", "L", "R"])), ("--left-larger", DECIMAL),
        ("--neonatal-landmarks", st.just("0,0,0 0,9,0 0,0,9")), ("--subject", FREE),
        ("--template", st.just("none")),
    ):  # fmt: skip
        if draw(st.integers(0, 9)) == 0:
            asked.append(f"{option}={draw(mostly(usual, ANYTHING))}")
    if draw(st.integers(0, 9)) == 0:
        asked.append("--resample")
    return Case("passion", ("tissue-loss", *asked, "--out", "out", *draw(JSON)), files)
