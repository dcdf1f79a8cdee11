"""One picture an operator checks: lesion, plane and tissue outlined, left and right marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tissue_loss.pipeline import Measurement
from tissue_loss.session import Session

if TYPE_CHECKING:
    import numpy as np

LESION_COLOUR, TISSUE_COLOUR, PLANE_COLOUR = "#d55e00", "#56b4e9", "#f0e442"


def draw(measurement: Measurement) -> Any:
    """The quality picture of one infant.

    Parameters
    ----------
    measurement : Measurement
        What the pipeline found.

    Returns
    -------
    matplotlib.figure.Figure
        Two rows (neonatal, 3 months), each an axial and a coronal slice through the lesion and
        one axial slice above; left and right as in the world, the head seen from below.
    """
    from matplotlib.figure import Figure

    from printed import notation

    figure = Figure(figsize=(9, 6.4), layout="constrained")
    result = measurement.result
    panels(measurement, figure.subplots(2, 3))
    figure.suptitle(
        f"{result['subject']}: affected side {result['side']}, tissue loss ratio "
        f"{notation.text(result['ratio_percent'], 0)}% (standard error "
        f"{notation.text(result['ratio_se_points'], 0)} points; operational, the project's own "
        "formula)\norange: lesion or cyst; blue: tissue counted; yellow: midsagittal plane",
        fontsize=9,
    )
    return figure


def panels(measurement: Measurement, axes: Any) -> None:
    """Fill six axes with slices: lesion, tissue and midsagittal plane outlined, sides marked.

    Parameters
    ----------
    measurement : Measurement
        What the pipeline found.
    axes : ndarray of matplotlib axes, shape (2, 3)
        Neonatal above, 3 months below.
    """
    for row, (session, name) in enumerate(
        ((measurement.newborn, "neonatal"), (measurement.infant, "3 months"))
    ):
        for column, (axis, index) in enumerate(_slices(session)):
            _panel(axes[row, column], session, axis, index, measurement.flipped)
            axes[row, column].set_anchor("N")
            axes[row, column].set_title(f"{name}, {('', 'coronal', 'axial')[axis]}", fontsize=9)


def save(measurement: Measurement, path: str | Path) -> None:
    """Write the picture as PNG, the same bytes on every run."""
    draw(measurement).savefig(path, dpi=110, metadata={"Software": None})


def _slices(session: Session) -> list[tuple[int, int]]:
    import numpy as np

    part = session.lesion if session.lesion.any() else session.tissue
    best = [
        int(part.sum(axis=tuple(a for a in range(3) if a != axis)).argmax()) for axis in range(3)
    ]
    tops = np.nonzero(session.above.any(axis=(0, 1)))[0]
    upper = int((best[2] + tops.max()) / 2)
    return [(2, best[2]), (1, best[1]), (2, upper)]


def _panel(axes: Any, session: Session, axis: int, index: int, flipped: bool) -> None:
    import numpy as np

    from tissue_loss.session import side_weights

    def cut(field: np.ndarray) -> np.ndarray:
        plane = np.take(field, index, axis=axis).T
        return plane[:, ::-1] if flipped else plane

    aspect = float(session.t2.voxel_mm[1 if axis == 2 else 2] / session.t2.voxel_mm[0])
    image = cut(session.t2.data)
    axes.imshow(
        image, cmap="gray", origin="lower", vmin=0, vmax=1.1 * session.level.fluid, aspect=aspect,
        interpolation="none",  # a voxel stays one, in a drawing of any width
    )  # fmt: skip
    counted = cut((session.tissue * session.above).astype(float))
    right = cut(np.asarray(side_weights(session.t2, session.plane)[1], dtype=float))
    for field, colour in (
        (counted, TISSUE_COLOUR),
        (cut(session.lesion.astype(float)), LESION_COLOUR),
        (right, PLANE_COLOUR),
    ):
        if field.max() > 0.5 > field.min():
            axes.contour(field, [0.5], colors=[colour], linewidths=0.9)
    wide = image.shape[1]
    # Radiological convention: the infant's right on the viewer's left.
    axes.set_xlim(wide - 0.5, -0.5)
    axes.text(0.02, 0.5, "R", transform=axes.transAxes, color="#f2f2f2", va="center")
    axes.text(0.98, 0.5, "L", transform=axes.transAxes, color="#f2f2f2", va="center", ha="right")
    axes.set_axis_off()


def what_to_draw(measurement: Measurement) -> Any:
    """Scribbles on three scans, as an example of what and how much to draw.

    Parameters
    ----------
    measurement : Measurement
        Of an infant, best a simulated one.

    Returns
    -------
    matplotlib.figure.Figure
        Newborn T2 and diffusion, T2 at 3 months; each the axial slice with most strokes.
    """
    import numpy as np
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    from tissue_loss.brain import FLUID, LESION, TISSUE

    newborn, infant = measurement.newborn, measurement.infant
    figure = Figure(figsize=(9, 3.9), layout="constrained")
    ink = ((LESION, LESION_COLOUR, "1 lesion or cyst"), (TISSUE, TISSUE_COLOUR, "2 tissue"),
           (FLUID, "#009e73", "3 fluid"))  # fmt: skip
    shown = (("newborn, T2", newborn, newborn.t2, (TISSUE, FLUID)),
             ("newborn, diffusion", newborn, newborn.channels[-1], (LESION,)),
             ("3 months, T2", infant, infant.t2, (LESION, TISSUE, FLUID)))  # fmt: skip
    for axes, (title, session, scan, labels) in zip(figure.subplots(1, 3), shown, strict=True):
        drawn = np.where(np.isin(session.labels.data, labels), session.labels.data, 0)
        kinds = sum(1000 * (drawn == label).any(axis=(0, 1)) for label in labels)
        place = int((kinds + (drawn > 0).sum(axis=(0, 1))).argmax())
        top = 1.05 * float(np.quantile(scan.data[session.brain], 0.998))
        side = slice(None) if measurement.flipped else slice(None, None, -1)
        axes.imshow(scan.data[side, :, place].T, cmap="gray", origin="lower", vmin=0, vmax=top)
        for label, colour, _ in ink:
            x, y = np.nonzero(drawn[side, :, place] == label)
            axes.plot(x, y, "s", color=colour, markersize=3.2)
        axes.set_title(title, fontsize=10)
        axes.set_axis_off()
    figure.legend(handles=[Patch(color=colour, label=word) for _, colour, word in ink],
                  loc="outside lower center", ncols=3, frameon=False)  # fmt: skip
    return figure
