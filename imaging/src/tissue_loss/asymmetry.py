"""Two tracts at 3 months, as asymmetry between the sides: posterior limb and peduncle."""

from __future__ import annotations

from tissue_loss import ratio
from tissue_loss.register import posterior_limb
from tissue_loss.session import Session, side_weights
from tissue_loss.volume import Volume

MOST_FLUID = 0.05


def limb_intensity(infant: Session) -> tuple[float | None, str]:
    """Asymmetry of the posterior limb's T1-weighted intensity, which myelin brightens.

    Parameters
    ----------
    infant : Session
        At 3 months, affected side on the left.

    Returns
    -------
    tuple
        The index, or None with the reason: where a cyst reaches into the limb its darkness would
        be taken for lack of myelin.
    """
    if len(infant.channels) < 2:
        return None, ""
    left, right = side_weights(infant.t2, infant.plane)
    limb = posterior_limb(infant.placement, infant.t2, infant.brain)
    total = [max(float((limb * half).sum()), 1e-9) for half in (left, right)]
    wet = [
        1 - float((infant.tissue * limb * half).sum()) / size
        for half, size in zip((left, right), total, strict=True)
    ]
    if max(wet) > MOST_FLUID:
        return None, (
            "posterior limb: fluid reaches into it, so its brightness says nothing of myelin"
        )
    ipsi, contra = (
        float((infant.channels[1].data * limb * half).sum()) / size
        for half, size in zip((left, right), total, strict=True)
    )
    return (None if min(ipsi, contra) <= 0 else ratio.asymmetry_index(contra, ipsi)), ""


def outlined_index(outline: Volume | None, infant: Session) -> float | None:
    """Asymmetry of the volume of what was outlined on both sides; None without an outline."""
    if outline is None:
        return None
    left, right = side_weights(outline, infant.plane)
    inside = outline.data > 0
    ipsi, contra = (float((inside * half).sum()) for half in (left, right))
    return ratio.asymmetry_index(contra, ipsi)
