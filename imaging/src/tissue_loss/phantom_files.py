"""Phantoms on disk: scans named as the command's options, the truth beside them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tissue_loss.output import whole
from tissue_loss.phantom import Phantom


def save_image(image: Any, path: Path) -> None:
    """Write NIfTI, compressed without a time stamp, so that one phantom has one checksum."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=4, mtime=0) as file,
    ):
        file.write(image.to_bytes())


def save_phantom(phantom: Phantom, folder: Path) -> dict[str, Any]:
    """Write one phantom, whole or not at all.

    Parameters
    ----------
    phantom : Phantom
        What was built.
    folder : Path
        Its folder; its name becomes the subject.

    Returns
    -------
    dict
        ``subject``, ``true_ratio_percent``, ``side``, ``files`` by option.
    """

    def files(place: Path) -> None:
        for name, image in phantom.images.items():
            save_image(image, place / f"{name}.nii.gz")
        text = json.dumps({"simulated": True, **phantom.truth}, indent=2)
        (place / "truth.json").write_text(text + "\n", encoding="utf-8")

    whole(folder, files)
    return {
        "subject": folder.name,
        "true_ratio_percent": phantom.truth["ratio_percent"],
        "side": phantom.truth["side"],
        "files": {name: str(folder / f"{name}.nii.gz") for name in phantom.images},
    }


def save_table(rows: Sequence[dict[str, Any]], out: Path) -> None:
    """Write ``phantoms.csv``, which ``passion tissue-loss --batch`` takes as it is."""

    def files(place: Path) -> None:
        names = ["subject", *rows[0]["files"]]
        with (place / "phantoms.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            for row in rows:
                writer.writerow(
                    {"subject": row["subject"]}
                    | {
                        name: f"{row['subject']}/{Path(path).name}"
                        for name, path in row["files"].items()
                    }
                )

    whole(out, files)
