"""The files of one infant: which there are, what each must be, which are needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Each with the words that the command's help and the batch table use.
ROLES = {
    "neonatal_t2": "T2-weighted scan of the newborn, brain only or with a mask.",
    "neonatal_dwi": "Diffusion-weighted scan (trace, b about 1000), lesion bright.",
    "neonatal_adc": "ADC map, lesion dark; instead of the DWI.",
    "neonatal_seeds": "Scribbles on the newborn's T2 grid: 1 lesion, 2 tissue, 3 fluid; 0 nothing.",
    "neonatal_lesion": "Your own outline of the whole lesion; then no diffusion is needed.",
    "neonatal_tissue": "Your own mask of tissue, lesion included, fluid not; no scribbles needed.",
    "neonatal_mask": "Brain mask; needed where the scan shows more than the brain.",
    "month3_t2": "T2-weighted scan at 3 months, brain only or with a mask.",
    "month3_t1": "T1-weighted scan at 3 months.",
    "month3_seeds": "Scribbles on the 3-month T2 grid: 1 cyst if there is one, 2 tissue, 3 fluid.",
    "month3_lesion": "Your own outline of the lesion still seen then; gives residual_lesion.",
    "month3_tissue": "Your own mask of tissue at 3 months; then no scribbles are needed.",
    "month3_mask": "Brain mask; needed where the scan shows more than the brain.",
    "month3_peduncles": "Both cerebral peduncles outlined on an axial slice; gives their index.",
}
SCANS = ("neonatal_t2", "neonatal_dwi", "neonatal_adc", "month3_t2", "month3_t1")
LANDMARKS = ("neonatal_landmarks", "month3_landmarks")


@dataclass(frozen=True)
class Inputs:
    """The files of one infant, named as the command's options.

    Parameters
    ----------
    subject : str
        Name in the output.
    neonatal_t2, month3_t2 : str
        T2-weighted scans.
    neonatal_seeds, month3_seeds : str, optional
        Scribbles drawn on them; an own outline can stand in their place.
    neonatal_dwi, neonatal_adc : str, optional
        Diffusion; needed unless the lesion is outlined.
    neonatal_lesion, month3_lesion : str, optional
        The operator's outlines of the lesion.
    neonatal_tissue, month3_tissue : str, optional
        The operator's masks of tissue.
    month3_t1 : str, optional
        T1-weighted scan at 3 months.
    neonatal_mask, month3_mask : str, optional
        Brain masks; needed where the scan shows more than the brain.
    month3_peduncles : str, optional
        Outline of both cerebral peduncles.
    side : str
        Affected side: "auto", "L" or "R".
    template : str, optional
        Folder of the infant atlas.
    neonatal_landmarks, month3_landmarks : sequence of points, optional
        Three midline points in world mm, instead of a registered plane.
    resample : bool
        Whether diffusion and T1 are laid onto the T2 scan by rigid registration.
    left_larger : float
        By how many percent a healthy left hemisphere is taken to be the larger one.
    """

    subject: str
    neonatal_t2: str
    neonatal_seeds: str | None = None
    month3_t2: str = ""
    month3_seeds: str | None = None
    neonatal_dwi: str | None = None
    neonatal_adc: str | None = None
    neonatal_lesion: str | None = None
    neonatal_tissue: str | None = None
    month3_t1: str | None = None
    neonatal_mask: str | None = None
    month3_mask: str | None = None
    month3_lesion: str | None = None
    month3_tissue: str | None = None
    month3_peduncles: str | None = None
    side: str = "auto"
    template: str | None = None
    neonatal_landmarks: Sequence[Sequence[float]] | None = None
    month3_landmarks: Sequence[Sequence[float]] | None = None
    resample: bool = False
    left_larger: float = 0.0


def missing(given: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first file that is needed and not there, with what to do about it.

    Parameters
    ----------
    given : mapping
        Files by role.

    Returns
    -------
    tuple of str, or None
        Role and message.

    Examples
    --------
    >>> missing({"neonatal_t2": "a.nii.gz", "neonatal_dwi": "b.nii.gz"})[0]
    'neonatal_seeds'
    >>> missing({"neonatal_t2": "a", "neonatal_lesion": "b", "neonatal_tissue": "c",
    ...          "month3_t2": "d", "month3_tissue": "e"}) is None
    True
    """
    for age in ("neonatal", "month3"):
        scan, seeds, tissue = f"{age}_t2", f"{age}_seeds", f"{age}_tissue"
        if not given.get(scan):
            return scan, f"--{option(scan)} is needed"
        if not given.get(seeds) and not given.get(tissue):
            return seeds, f"--{option(seeds)} is needed (or --{option(tissue)})"
    if given.get("neonatal_lesion"):
        return None
    if not given.get("neonatal_seeds"):
        return "neonatal_seeds", "--neonatal-seeds is needed (or --neonatal-lesion)"
    if not given.get("neonatal_dwi") and not given.get("neonatal_adc"):
        return "neonatal_dwi", (
            "--neonatal-dwi or --neonatal-adc is needed: on T2 alone unmyelinated white matter "
            "looks like lesion; without diffusion, outline the whole lesion and give it as "
            "--neonatal-lesion"
        )
    return None


def option(role: str) -> str:
    """A role as the command spells it.

    Examples
    --------
    >>> option("neonatal_t2")
    'neonatal-t2'
    """
    return role.replace("_", "-")
