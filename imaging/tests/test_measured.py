"""What the command says of a few small infants, all of it, as ``measured.txt`` has it.

Numbers may move by a thousandth, words by nothing. None moves unseen; who means it writes the file
anew: ``.venv/bin/python -m imaging.tests.test_measured``.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import io
import json
import math
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import nibabel as nib
import numpy as np
import pytest
from PIL import Image

from printed.cli import main
from tissue_loss.phantom import Phantom, Recipe, build
from tissue_loss.phantom_files import save_phantom

from .generator import second_generator

FILE = Path(__file__).with_name("measured.txt")
SHARE = 1e-3
LEFT_OUT = ("sha256", "versions", "version")


def said(place: Path, *words: str, drawn: bool = False) -> dict[str, Any]:
    """What a command prints, and how it ends; folders named the same on every run.

    Pictures take as long as the rest: they are drawn where asked for.
    """
    out, err = io.StringIO(), io.StringIO()
    undrawn = {"tissue_loss.qc.save": None, "tissue_loss.page.page": ""}
    with contextlib.ExitStack() as stack:
        for name, value in ({} if drawn else undrawn).items():
            stack.enter_context(mock.patch(name, return_value=value))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(mock.patch.dict(os.environ, COLUMNS="160"))
        code = main(["tissue-loss", "--out", str(place / "out"), *words])
    shown, told = (text.getvalue().replace(str(place), "") for text in (out, err))
    try:
        shown = json.loads(shown)
    except json.JSONDecodeError:
        shown = [" ".join(re.sub("[─-╿]", " ", line).split()) for line in shown.splitlines()]
    return {"ends": code, "out": shown, "err": told.splitlines()}


def options(files: Mapping[str, str | Path]) -> list[str]:
    return [
        word for name, path in files.items() for word in (f"--{name.replace('_', '-')}", str(path))
    ]


def phantom(place: Path, **recipe: Any) -> tuple[Phantom, dict[str, Path]]:
    """An infant of the package's own, at 4 mm."""
    made = build(Recipe(voxel_mm=4.0, **recipe))
    save_phantom(made, place / "in")
    return made, {f.name.split(".")[0]: f for f in sorted((place / "in").glob("*.nii.gz"))}


def second(place: Path, kind: str, voxel: float, seed: int = 1) -> dict[str, Path]:
    """An infant of the second generator."""
    made = second_generator.make(
        place / "in", seed=seed, kind=kind, voxel=voxel, truth_images=False
    )
    return {name: Path(path) for name, path in made.files.items() if name != "neonatal_adc"}


def colours(picture: Image.Image) -> list[list[float]]:
    """Mean colour of ten strips: left and right of each of the five slices in a row."""
    strips = np.array_split(np.asarray(picture), 10, axis=1)
    return [strip.mean(axis=(0, 1)).tolist() for strip in strips]


def clean(place: Path) -> dict[str, Any]:
    """One stroke, both tracts; the page beside, its pictures by their colours."""
    _, files = phantom(place, seed=3, side="L", lesion_share=0.15, ratio_percent=90, growth=1.45)
    del files["neonatal_adc"]
    found = said(place, *options(files), "--json", drawn=True)
    found["files"] = sorted(file.name for file in (place / "out").iterdir())
    text = (place / "out" / "tissue_loss.html").read_text(encoding="utf-8")
    pictures = re.findall('base64,([^"]+)"', text)
    found["pictures"] = [
        colours(Image.open(io.BytesIO(base64.b64decode(held)))) for held in pictures
    ]
    plain = re.sub('src="[^"]*"|<style>.*?</style>', "", text, flags=re.DOTALL)
    found["page"] = re.sub("(<[^>]*>)+", " ", plain).split("\n")
    return found


def right(place: Path) -> dict[str, Any]:
    """The other side, on an ADC map, a healthy left side taken to be larger."""
    _, files = phantom(place, seed=5, side="R", lesion_share=0.2, ratio_percent=60, growth=1.5)
    for name in ("neonatal_dwi", "month3_t1", "month3_peduncles"):
        del files[name]
    return said(place, *options(files), "--json", "--left-larger", "1", "--side", "R")


def outlines(place: Path) -> dict[str, Any]:
    """Nothing is scribbled; as a reader sees it."""
    made, files = phantom(place, seed=4, side="L", lesion_share=0.2, ratio_percent=80, growth=1.4)
    drawn = {
        "neonatal_lesion": made.fractions["lesion"] > 0.5,
        "neonatal_tissue": made.fractions["tissue_neonatal"] > 0.5,
        "month3_tissue": made.fractions["tissue_month3"] > 0.5,
        "month3_lesion": nib.load(files["month3_seeds"]).get_fdata() == 1,
    }
    given = {name: files[name] for name in ("neonatal_t2", "month3_t2", "month3_t1")}
    for name, field in drawn.items():
        given[name] = place / "in" / f"own_{name}.nii.gz"
        affine = made.images[f"{name.split('_')[0]}_t2"].affine
        nib.save(nib.Nifti1Image(field.astype(np.uint8), affine), given[name])
    return said(place, *options(given))


def skull(place: Path) -> dict[str, Any]:
    """With masks measured; without refused, and with a mask of another place."""
    files = second(place, "skull", 4.0)
    bare = {name: path for name, path in files.items() if not name.endswith("mask")}
    image = nib.load(files["neonatal_mask"])
    elsewhere = np.zeros(image.shape, np.uint8)
    elsewhere[tuple(slice(n // 2 - 4, n // 2 + 4) for n in image.shape)] = 1
    beside = files | {"neonatal_mask": place / "in" / "beside.nii.gz"}
    nib.save(nib.Nifti1Image(elsewhere, image.affine), beside["neonatal_mask"])
    return {
        name: said(place, *options(given), "--json")
        for name, given in (("masks", files), ("bare", bare), ("beside", beside))
    }


def batch(place: Path) -> dict[str, Any]:
    """A small stroke with its warnings, an infant without a scan; the table that is written."""
    files = second(place, "mca-small", 4.0)
    table = place / "batch.csv"
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["subject", *files])
        writer.writerow(["small", *(path.relative_to(place) for path in files.values())])
        writer.writerow(["lost", *(f"no/{path.name}" for path in files.values())])
    found = said(place, "--batch", str(table), "--json")
    with (place / "out" / "tissue_loss.csv").open(newline="") as file:
        found["table"] = list(csv.DictReader(file))
    index = (place / "out" / "index.html").read_text(encoding="utf-8")
    found["index"] = re.sub("<style>.*?</style>|(<[^>]*>)+", " ", index, flags=re.DOTALL).split(
        "\n"
    )
    return found


def of(kind: str, voxel: float) -> Callable[[Path], dict[str, Any]]:
    """An infant of the second generator, measured with its masks."""
    return lambda place: said(place, *options(second(place, kind, voxel)), "--json")


CASES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "clean": clean,
    "right": right,
    "outlines": outlines,
    "skull": skull,
    "batch": batch,
    "emboli": of("emboli", 4.0),
    "coil": of("coil-bias", 4.0),
    "bleeding": of("haemorrhage", 3.0),
    "thick": of("thick", 2.0),
}


def lines(value: Any, name: str) -> Iterator[str]:
    """Each leaf of a result with its place in it."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in LEFT_OUT:
                yield from lines(part, f"{name}.{key}")
    elif isinstance(value, (list, tuple)):
        for number, part in enumerate(value, start=1):
            yield from lines(part, f"{name}.{number}")
        if not value:
            yield f"{name}: none"
    else:
        number = as_number(value)
        yield f"{name}: {value if number is None else format(number, '.6g')}"


def as_number(value: Any) -> float | None:
    with contextlib.suppress(TypeError, ValueError):
        return None if isinstance(value, bool) else float(value)
    return None


def same(held: str, found: str) -> bool:
    """Whether two lines say the same: words and names do, numbers do nearly."""
    if held == found:
        return True
    (name, _, one), (other, _, two) = held.partition(": "), found.partition(": ")
    before, after = as_number(one), as_number(two)
    if name != other or before is None or after is None:
        return False
    return math.isclose(before, after, rel_tol=SHARE, abs_tol=SHARE**2)


def now(name: str) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        return list(lines(CASES[name](Path(place)), name))


@pytest.mark.parametrize("name", CASES)
def test_what_the_command_says_moves_not_unseen(name):
    held = [line for line in FILE.read_text("utf-8").splitlines() if line.startswith(f"{name}.")]
    found = now(name)
    moved = [pair for pair in zip(held, found, strict=False) if not same(*pair)]
    assert moved == [] and len(held) == len(found), (
        "if meant: python -m imaging.tests.test_measured"
    )


if __name__ == "__main__":
    told = [line for name in CASES for line in now(name)]
    FILE.write_text("\n".join(told) + "\n", encoding="utf-8")
