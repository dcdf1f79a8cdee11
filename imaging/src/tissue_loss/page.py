"""One HTML page an infant to check by eye, and an index of a batch: nothing beside the file."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from tissue_loss.brain import FLUID, LESION, TISSUE
from tissue_loss.pipeline import Measurement
from tissue_loss.qc import LESION_COLOUR, PLANE_COLOUR, TISSUE_COLOUR

if TYPE_CHECKING:
    import numpy as np

    from tissue_loss.session import Session
    from tissue_loss.volume import Volume

SLICES, COLUMNS, PIXEL_MM = 10, 5, 0.8
REGION_COLOUR, FLUID_COLOUR = "#cc79a7", "#009e73"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
img { width: 100%; image-rendering: auto; } figure { margin: 1.5rem 0; }
table { border-collapse: collapse; } td, th { padding: 0.15rem 1rem 0.15rem 0; text-align: left;
vertical-align: top; } .number { text-align: right; font-variant-numeric: tabular-nums; }
.warning { border-left: 4px solid #d55e00; padding-left: 0.8rem; } .colour { padding: 0 0.6rem; }
"""
# Letters of five by seven dots, for slices that are looked at without their page.
_LETTERS = {
    "R": ("####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"),
    "L": ("#....", "#....", "#....", "#....", "#....", "#....", "#####"),
}


@dataclass(frozen=True)
class Layer:
    """What is drawn over a scan.

    Parameters
    ----------
    field : ndarray
        0 to 1.
    colour : str
        As HTML writes it.
    filled : bool
        Drawn whole, as scribbles are, and not as an outline.
    """

    field: np.ndarray
    colour: str
    filled: bool = False


def page(measurement: Measurement) -> str:
    """The page of one infant: numbers, warnings, ten slices of each scan with what was found.

    Parameters
    ----------
    measurement : Measurement
        What the pipeline found.

    Returns
    -------
    str
        HTML, with its pictures in it.
    """
    from printed import notation

    result = measurement.result
    rows = [("Tissue loss ratio, %", notation.text(result["ratio_percent"], 1)),
            ("Standard error, points", notation.text(result["ratio_se_points"], 1))]  # fmt: skip
    rows += [(f"&emsp;of which {_words(name)}", notation.text(value, 1))
             for name, value in result["ratio_se_sources"].items()]  # fmt: skip
    rows += [(f"{_words(name)}, ml", notation.text(value, 1))
             for name, value in result["volumes_ml"].items()]  # fmt: skip
    rows += [
        ("expected loss, ml", notation.text(result["expected_ml"], 1)),
        ("observed loss, ml", notation.text(result["observed_ml"], 1)),
        ("growth of the healthy side", notation.text(result["growth"], 2)),
        ("lesion, % of a hemisphere", notation.text(100 * result["lesion_fraction"], 1)),
    ]
    for kind, unit, places in (("alternatives", ", %", 0), ("asymmetry", "", 2)):
        rows += [(f"{_words(name)}{unit}", "not measured" if value is None
                  else notation.text(value, places))
                 for name, value in result[kind].items()]  # fmt: skip
    title = f"{escape(result['subject'])}: affected side {result['side']}"
    return _document(
        title,
        f"<p>{escape(result['definition']).capitalize()}. "
        f"{'Nothing unusual was found.' if not result['warnings'] else ''}</p>"
        + "".join(f'<p class="warning">{escape(line)}</p>' for line in result["warnings"])
        + _key()
        + "".join(_figures(measurement))
        + _table(rows)
        + "<h2>Files</h2>"
        + _table([(escape(row["role"]), escape(row["file"])) for row in result["inputs"]]),
    )


def index(told: Sequence[Mapping[str, Any]]) -> str:
    """The index of a batch: one row an infant, with its warnings and a link to its page.

    Parameters
    ----------
    told : sequence of mapping
        Results, or ``subject`` and ``error`` of infants that were not measured.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> "no such file" in index([{"subject": "a", "error": {"message": "no such file"}}])
    True
    """
    from printed import notation

    lines = []
    for row in told:
        name = escape(row["subject"])
        if "error" in row:
            lines.append(
                f'<tr><td>{name}</td><td colspan="4">not measured: '
                f"{escape(row['error']['message'])}</td></tr>"
            )
            continue
        warned = "<br>".join(escape(line) for line in row["warnings"])
        lines.append(
            f'<tr><td><a href="{name}/tissue_loss.html">{name}</a></td><td>{row["side"]}</td>'
            f'<td class="number">{notation.text(row["ratio_percent"], 0)}</td>'
            f'<td class="number">{notation.text(row["ratio_se_points"], 0)}</td>'
            f"<td>{warned}</td></tr>"
        )
    head = "".join(
        f"<th>{word}</th>" for word in ("infant", "side", "ratio, %", "SE, points", "warnings")
    )
    return _document("Tissue loss ratio", f"<table><tr>{head}</tr>{''.join(lines)}</table>")


def montage(scan: Volume, top: float, layers: Sequence[Layer], places: Sequence[int],
            flipped: bool) -> np.ndarray:  # fmt: skip
    """Axial slices side by side, the infant's right on the viewer's left, as every scanner shows.

    Parameters
    ----------
    scan : Volume
        What lies beneath.
    top : float
        The intensity shown as white.
    layers : sequence of Layer
        Drawn over it, the last one on top.
    places : sequence of int
        Indices of the slices.
    flipped : bool
        Whether the session was mirrored to bring the affected side to the left.

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 3)
    """
    import numpy as np

    tiles = [_tile(scan, top, layers, place, flipped) for place in places]
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % COLUMNS)
    return np.concatenate(
        [np.concatenate(tiles[n : n + COLUMNS], axis=1) for n in range(0, len(tiles), COLUMNS)]
    )


def slices(session: Session) -> list[int]:
    """Ten axial slices from the brain's lower to its upper end, at equal distances.

    Parameters
    ----------
    session : Session

    Returns
    -------
    list of int
    """
    import numpy as np

    inside = np.nonzero(session.above.any(axis=(0, 1)))[0]
    low, high = int(inside.min()), int(inside.max())
    steps = np.linspace(low + 0.12 * (high - low), low + 0.94 * (high - low), SLICES)
    return sorted({int(round(step)) for step in steps})


def _tile(scan: Volume, top: float, layers: Sequence[Layer], place: int, flipped: bool) -> Any:
    import numpy as np
    from scipy import ndimage

    zoom = scan.voxel_mm[:2] / PIXEL_MM
    size = [int(n * z) for n, z in zip(scan.data.shape, zoom, strict=False)]
    i, j = (((np.arange(n) + 0.5) / z).astype(int) for n, z in zip(size, zoom, strict=True))
    nearest = np.ix_(i, j)

    def seen(flat: np.ndarray) -> np.ndarray:
        return (flat if flipped else flat[::-1]).T[::-1]

    fine = ndimage.affine_transform(
        scan.data[:, :, place], 1 / zoom, offset=0.5 / zoom - 0.5, output_shape=size, order=1,
        mode="nearest",
    )  # fmt: skip
    grey = np.clip(seen(fine) / top, 0, 1)
    shown = np.repeat((255 * grey).astype(np.uint8)[:, :, None], 3, axis=2)
    for layer in layers:
        inside = seen((layer.field[:, :, place] > 0.5)[nearest])
        if not layer.filled:
            inside &= ~ndimage.binary_erosion(inside, border_value=1)
        shown[inside] = [int(layer.colour[n : n + 2], 16) for n in (1, 3, 5)]
    middle = shown.shape[0] // 2
    for letter, column in (("R", 2), ("L", -7)):
        dots = np.array([[dot == "#" for dot in line] for line in _LETTERS[letter]])
        left = column % shown.shape[1]
        shown[middle : middle + 7, left : left + 5][dots] = 255
    return shown


def _figures(measurement: Measurement) -> list[str]:
    """Each scan with its outlines, then the scribbles on the scan they were drawn for."""
    import numpy as np

    from printed import notation
    from tissue_loss.register import posterior_limb
    from tissue_loss.session import side_weights

    made = []
    for session, age in ((measurement.newborn, "Newborn"), (measurement.infant, "3 months")):
        places = slices(session)
        heights = ", ".join(
            notation.text(session.t2.affine[2, 3] + place * session.t2.affine[2, 2], 0)
            for place in places
        )
        right = np.asarray(side_weights(session.t2, session.plane)[1])
        plane = Layer((right > 0) & (right < 1) & session.brain, PLANE_COLOUR, filled=True)
        lesion = Layer(session.lesion, LESION_COLOUR)
        drawn = [
            Layer(session.labels.data == label, colour, filled=True)
            for label, colour in (
                (TISSUE, TISSUE_COLOUR), (FLUID, FLUID_COLOUR), (LESION, LESION_COLOUR)
            )
        ]  # fmt: skip
        counted = Layer(session.tissue * session.above, TISSUE_COLOUR)
        wide = 1.1 * session.level.fluid
        shown: list[tuple[str, Volume, float, list[Layer]]] = [
            ("T2", session.t2, wide, []),
            ("T2 with tissue, lesion and plane", session.t2, wide, [counted, plane, lesion]),
            ("T2 with the scribbles", session.t2, wide, drawn),
        ]
        for channel in session.channels[1:]:
            top = 1.05 * float(np.quantile(channel.data[session.brain], 0.998))
            if age == "Newborn":
                shown.append(("diffusion with the lesion", channel, top, [lesion]))
            else:
                limb = posterior_limb(session.placement, session.t2, session.brain)
                region = Layer(limb, REGION_COLOUR)
                shown.append(("T1 with the posterior limbs", channel, top, [region]))
        for what, scan, top, layers in shown:
            picture = _picture(montage(scan, top, layers, places, measurement.flipped))
            words = f"{age}: {what}. Axial slices at {heights} mm; R and L are the infant's."
            made.append(
                f'<figure><figcaption>{words}</figcaption><img alt="{words}" '
                f'src="data:image/jpeg;base64,{picture}"></figure>'
            )
    return made


def _picture(shown: np.ndarray) -> str:
    from io import BytesIO

    from PIL import Image

    held = BytesIO()
    Image.fromarray(shown).save(held, "JPEG", quality=92, subsampling=0)
    return base64.b64encode(held.getvalue()).decode("ascii")


def _key() -> str:
    told = (
        ("lesion or cyst", LESION_COLOUR), ("tissue", TISSUE_COLOUR), ("plane", PLANE_COLOUR),
        ("posterior limb", REGION_COLOUR), ("fluid scribbled", FLUID_COLOUR),
    )  # fmt: skip
    return "<p>" + " ".join(
        f'<span class="colour" style="background:{colour}"></span> {word}' for word, colour in told
    ) + "</p>"  # fmt: skip


def _words(name: str) -> str:
    return name.replace("_month3", ", 3 months").replace("_neonatal", ", newborn").replace("_", " ")


def _table(rows: Sequence[tuple[str, str]]) -> str:
    return "<table>" + "".join(
        f'<tr><th scope="row">{name}</th><td class="number">{value}</td></tr>'
        for name, value in rows
    ) + "</table>"  # fmt: skip


def _document(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>\n"
    )
