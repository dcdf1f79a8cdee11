"""GRIM on arrays, in numpy's 64-bit integers; the same arithmetic as for one pair."""

from __future__ import annotations

from typing import Any

from passion.errors import InputError

_LIMIT = 2**62
_CODE_ZERO, _CODE_NINE, _CODE_POINT, _CODE_MINUS = (ord(mark) for mark in "09.-")


def grim_fast(
    mean: Any, n: Any, items: Any, rounding: str, percent: bool, decimals: int | None
) -> Any:
    """GRIM for a whole array; None where numpy is missing or the numbers need more than 64 bits.

    Parameters
    ----------
    mean : array of str or of numbers
    n, items : int or array of int
    rounding : str
    percent : bool
    decimals : int or None
        Printed decimals of numeric means.

    Returns
    -------
    numpy.ndarray of bool, or None

    Notes
    -----
    With ``m`` the printed digits as an integer, ``u`` printed units in one and ``k = n items``, the
    mean allows the sums between ``(2 m - 1) k / 2 u`` and ``(2 m + 1) k / 2 u``: one division tells
    whether a whole number lies between them.
    """
    try:
        import numpy as np
    except ImportError:
        return None
    means = np.asarray(mean)
    if means.dtype.kind == "U":
        read = _digits(np, means)
        if read is None:
            return None
        digits, places = read
    elif means.dtype.kind in "iuf":
        if decimals is None:
            raise InputError("numeric means need decimals=, the number of printed decimals")
        if not np.isfinite(means).all():
            raise InputError("a mean is not a finite number")
        if np.abs(means).max(initial=0) * 10.0**decimals >= 2**53:
            return None
        digits, places = np.rint(means * 10.0**decimals).astype(np.int64), decimals
        if not np.allclose(digits / 10.0**decimals, means, rtol=1e-12, atol=1e-12):
            raise InputError(f"a mean has more than {decimals} decimals")
    else:
        return None
    sizes = _counts(np, n, "n") * _counts(np, items, "items")
    unit = 10 ** (places + (2 if percent else 0))
    largest = int(np.abs(digits).max(initial=0)) + 1
    if 2 * largest * int(sizes.max(initial=1)) >= _LIMIT or 2 * unit >= _LIMIT:
        return None
    if percent and digits.size and not 0 <= digits.min() <= digits.max() <= unit:
        raise InputError("a percentage lies outside 0% to 100%")
    return _holds(np, digits, sizes, unit, rounding)


def _counts(np: Any, value: Any, name: str) -> Any:
    counts = np.asarray(value)
    if counts.dtype.kind == "f" and (counts == np.floor(counts)).all():
        counts = counts.astype(np.int64)
    if counts.dtype.kind not in "iu" or (counts < 1).any():
        raise InputError(f"{name} must be whole numbers of at least 1")
    return counts.astype(np.int64)


def _holds(np: Any, digits: Any, sizes: Any, unit: int, rounding: str) -> Any:
    """Whether a multiple of 2 unit lies between the two scaled ends."""
    whole = 2 * unit
    # Negative means mirror positive ones under every rule.
    size = np.abs(digits)
    high = (2 * size + 1) * sizes
    width = 2 * sizes
    if rounding == "truncate":
        high = (2 * size + 2) * sizes
        width = np.where(size == 0, 2 * high, width)
        high_closed, low_closed = False, size > 0
    elif rounding == "either":
        high_closed = low_closed = True
    elif rounding == "half-even":
        high_closed = low_closed = size % 2 == 0
    else:
        high_closed, low_closed = False, size > 0
    # How far the last multiple not above the upper end lies below it.
    below = high % whole
    at_low = np.equal(below, width)
    if high_closed is not False:
        inside = (below < width) & ((below > 0) | high_closed)
    else:
        inside = (below < width) & (below > 0)
        # The upper end itself is out; the multiple before it may be in.
        inside |= (below == 0) & ((whole < width) | ((whole == width) & low_closed))
    if high_closed is not False and high_closed is not True:
        out = (below == 0) & ~high_closed
        inside |= out & ((whole < width) | ((whole == width) & low_closed))
    return inside | (at_low & low_closed)


def _digits(np: Any, means: Any) -> tuple[Any, int] | None:
    """Plain decimals of equal precision as integers; None for anything else."""
    if means.ndim != 1 or not means.size:
        return None
    width = means.dtype.itemsize // 4
    if width > 18:
        return None
    codes = np.ascontiguousarray(means).view(np.uint32).reshape(means.size, width)
    digits = np.zeros(means.size, dtype=np.int64)
    after = np.zeros(means.size, dtype=np.int8)
    seen = np.zeros(means.size, dtype=bool)
    figures = np.zeros(means.size, dtype=np.int8)
    negative = codes[:, 0] == _CODE_MINUS
    for column in range(width):
        code = codes[:, column]
        is_digit = (code >= _CODE_ZERO) & (code <= _CODE_NINE)
        is_point = code == _CODE_POINT
        odd = ~(is_digit | is_point | (code == 0))
        if column == 0:
            odd &= ~negative
        if odd.any() or (is_point & seen).any():
            return None
        digits = np.where(is_digit, digits * 10 + (code - np.uint32(_CODE_ZERO)), digits)
        figures += is_digit
        after += is_digit & seen
        seen |= is_point
    places = int(after[0])
    if (after != places).any() or (figures == 0).any():
        return None
    return np.where(negative, -digits, digits), places
