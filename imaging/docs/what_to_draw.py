"""The picture of what to draw, of a simulated infant: book/_static/what_to_draw.png.

    python imaging/docs/what_to_draw.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tissue_loss.phantom import Recipe, build
from tissue_loss.phantom_files import save_phantom
from tissue_loss.pipeline import Inputs, measure
from tissue_loss.qc import what_to_draw

PICTURE = Path(__file__).resolve().parents[2] / "book" / "_static" / "what_to_draw.png"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        files = save_phantom(build(Recipe(seed=4, voxel_mm=1.5)), Path(place) / "infant")["files"]
        figure = what_to_draw(measure(Inputs(subject="simulated", **files)))
    figure.savefig(PICTURE, dpi=110, metadata={"Software": None})
