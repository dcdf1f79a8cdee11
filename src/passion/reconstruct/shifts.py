"""The shift that would explain a difference of scores, in samples constructed to fit print."""

from __future__ import annotations

from passion.evidence import Evidence, Range
from passion.evidence.bias import shift_of, tipping_shift
from passion.reconstruct.scores import UNITS, Printing, pair
from printed.errors import InputError


def constructed_shifts(
    evidence: Evidence, comparison: str, n2: int, *, pairs: int = 40, seed: int = 1
) -> Range:
    """Smallest and largest tipping shift among constructed pairs of samples.

    Parameters
    ----------
    evidence, comparison, n2
        As in `tipping_shift`.
    pairs : int
        Samples constructed, each from one of four shapes and a rank sum that fits.
    seed : int

    Returns
    -------
    Range
        More samples would widen it, up to `passion.evidence.bias.tipping_shift`; nothing in it is
        likelier than another. With records: their own shift.

    Raises
    ------
    InputError
        If no rank sum fits a registry group of this size.

    Examples
    --------
    >>> from passion.evidence import load
    >>> found = constructed_shifts(load(records=None), "motor", 36, pairs=5)
    >>> 0 < found.low < found.high < 1.1
    True
    """
    import numpy as np

    widest = tipping_shift(evidence, comparison, n2)
    if widest.single:  # the scores are known: none are to be constructed
        return widest
    row = next((row for row in evidence.rank_sums(comparison) if row["n2"] == n2), None)
    if row is None:
        raise InputError(f"no rank sum fits a registry group of {n2}")
    low, high = row["u_high"] or row["u_low"]
    find = evidence.register.find
    one, two = (
        Printing(n, *(find(comparison, kind, name).interval() for kind in ("median", "iqr")))
        for name, n in (("treated", row["n1"]), ("registry", n2))
    )
    rng = np.random.default_rng([seed, n2])
    fitting = rng.integers(int(low), int(high) + 1, pairs).tolist()
    return Range.over(shift_of(*pair(rng, one, two, u)) / UNITS for u in fitting)
