"""Volumes and ratios counted from the label images of a simulated infant."""

from __future__ import annotations

import numpy as np
from imaging.tests.generator import heads, scanner

# Codes of the truth images; STRUCK, BLOOD and SCAR are tissue of the affected side.
LEFT, RIGHT, STRUCK, SCAR, CAVITY, FLUID, BELOW, BLOOD = range(1, 9)


def codes(
    label: np.ndarray, state: np.ndarray, right: np.ndarray, lesion: np.ndarray | None
) -> np.ndarray:
    """Truth image: tissue by side, lesion, scar, cavity, fluid, brain below the tentorium.

    ``lesion`` marks the struck tissue of the newborn and is None at three months.
    """
    tissue = np.isin(label, heads.CEREBRUM)
    out = np.zeros(label.shape, np.uint8)
    out[tissue & ~right] = LEFT
    out[tissue & right] = RIGHT
    out[np.isin(label, heads.FLUID)] = FLUID
    out[np.isin(label, (heads.CEREBELLUM, heads.STEM, heads.PEDUNCLE))] = BELOW
    if lesion is None:
        out[label == scanner.CYST] = CAVITY
        out[np.isin(state, (scanner.GLIOSIS, scanner.BLEED))] = SCAR
    else:
        out[lesion] = STRUCK
        out[state == scanner.BLEED] = BLOOD
    return out


def volumes(newborn: np.ndarray, month3: np.ndarray, side: str, unit: tuple[float, float]) -> dict:
    """Volumes in ml of two truth images with voxels of ``unit`` ml, under the package's names."""
    own, other = (LEFT, RIGHT) if side == "L" else (RIGHT, LEFT)
    first = np.bincount(newborn.reshape(-1), minlength=9) * unit[0]
    last = np.bincount(month3.reshape(-1), minlength=9) * unit[1]
    return {
        "lesion_neonatal": float(first[STRUCK] + first[BLOOD]),
        "contra_neonatal": float(first[other]),
        "ipsi_neonatal": float(first[own] + first[STRUCK] + first[BLOOD]),
        "contra_month3": float(last[other]),
        "ipsi_month3": float(last[own] + last[SCAR]),
        "cyst_month3": float(last[CAVITY]),
        "gliosis_month3": float(last[SCAR]),
    }


def ratios(ml: dict[str, float]) -> dict:
    """The definition and its named alternatives, in percent; None without a lesion."""
    lesion = ml["lesion_neonatal"]
    growth = ml["contra_month3"] / ml["contra_neonatal"]
    observed, expected = ml["contra_month3"] - ml["ipsi_month3"], lesion * growth

    def percent(part: float, whole: float) -> float | None:
        return 100 * part / whole if lesion else None

    return {
        "ratio_percent": percent(observed, expected),
        "growth": growth,
        "observed_ml": observed,
        "expected_ml": expected,
        "lesion_fraction": lesion / ml["contra_neonatal"],
        "alternatives": {
            "unscaled": percent(observed, lesion),
            "own_baseline": percent(ml["ipsi_neonatal"] * growth - ml["ipsi_month3"], expected),
            "residual_lesion": percent(ml["cyst_month3"], expected),
            "residual_lesion_with_gliosis": percent(
                ml["cyst_month3"] + ml["gliosis_month3"], expected
            ),
        },
    }
