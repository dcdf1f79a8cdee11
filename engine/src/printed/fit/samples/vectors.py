"""GRIM on arrays, in numpy's 64-bit integers; the same arithmetic as for one pair."""

from __future__ import annotations

from typing import Any

from printed.errors import InputError

_LIMIT = 2**62
_BLOCK = 1 << 15  # pairs whose columns fit in a processor's cache
_CODE_ZERO, _CODE_POINT, _CODE_MINUS = (ord(mark) for mark in "0.-")


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
        scaled = means * 10.0**decimals
        digits, places = np.rint(scaled).astype(np.int64), decimals
        if np.abs(scaled - digits).max(initial=0) > 1e-3:
            raise InputError(f"a mean has more than {decimals} decimals")
    else:
        return None
    sizes, averaged = _counts(np, n, "n"), _counts(np, items, "items")
    if sizes.ndim and averaged.ndim and sizes.shape != averaged.shape:
        raise InputError("n and items must be columns of equal length")
    sizes = sizes * averaged
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
    """Whether a multiple of 2 unit lies between the two scaled ends, block by block in cache."""
    found = np.empty(max(digits.shape, sizes.shape, key=len), dtype=bool)
    if found.ndim != 1 or {digits.shape, sizes.shape} - {(), (1,), found.shape}:
        raise InputError("means, n and items must be columns of equal length")
    sizes = np.broadcast_to(sizes, found.shape)
    digits = np.broadcast_to(digits, found.shape)
    for start in range(0, len(found), _BLOCK):
        block = slice(start, start + _BLOCK)
        # Negative means mirror positive ones under every rule.
        top, span = _ends(np, np.abs(digits[block]), sizes[block], rounding)
        found[block] = top - top // (2 * unit) * (2 * unit) <= span
    return found


def _ends(np: Any, size: Any, k: Any, rounding: str) -> tuple[Any, Any]:
    """The last whole number inside the scaled interval, and how far below it the first lies."""
    top, span = (2 * size + 1) * k, 2 * k
    if rounding == "either":
        return top, span
    if rounding == "half-even":
        odd = size % 2
        return top - odd, span - 2 * odd
    zero = size == 0  # rounds from both sides
    if rounding == "truncate":
        return top + k - 1, span - 1 + zero * (2 * k - 1)
    return top - 1, span - 1 - zero


def _digits(np: Any, means: Any) -> tuple[Any, int] | None:
    """Plain decimals of equal precision as integers; None for anything else."""
    width = means.dtype.itemsize // 4
    if means.ndim != 1 or not means.size or not 0 < width <= 18:
        return None
    codes = np.ascontiguousarray(means).view(np.uint32).reshape(means.size, width)
    digits = np.empty(means.size, dtype=np.int64)
    places: int | None = None
    for start in range(0, means.size, _BLOCK):
        read = _digits_of(np, codes[start : start + _BLOCK].T.astype(np.int32))
        if read is None or places not in (None, read[1]):
            return None
        digits[start : start + _BLOCK], places = read
    return digits, places or 0


def _digits_of(np: Any, columns: Any) -> tuple[Any, int] | None:
    """The same for a block, a row of it for each character; numbers of one shape at a time."""
    found = _digits_alike(np, columns)
    if found is not None:
        return found
    negative = columns[0] == _CODE_MINUS
    shape = 2 * (columns != 0).sum(axis=0, dtype=np.int8) + negative
    value = np.empty(columns.shape[1], dtype=np.int64)
    places: int | None = None
    for one in np.flatnonzero(np.bincount(shape)):
        length, minus = int(one) // 2, int(one) % 2
        alike = shape == one
        whole = bool(alike.all())
        read = _digits_alike(np, columns[minus:length] if whole else columns[minus:length, alike])
        if read is None or places not in (None, read[1]):
            return None
        digits, places = read
        value[alike] = -digits if minus else digits
    return None if places is None else (value, places)


def _digits_alike(np: Any, columns: Any) -> tuple[Any, int] | None:
    """Numbers of one length: the point in one place, digits everywhere else."""
    points = [i for i, code in enumerate(columns) if code[0] == _CODE_POINT]
    first = points[0] if points else len(columns)
    value = np.zeros(columns.shape[1], dtype=np.int64)
    for i, row in enumerate(columns - _CODE_ZERO):
        if i == first:
            if (columns[i] != _CODE_POINT).any():
                return None
        elif row.min() < 0 or row.max() > 9:
            return None
        else:
            value = value * 10 + row
    return (value, max(0, len(columns) - first - 1)) if len(columns) > bool(points) else None
