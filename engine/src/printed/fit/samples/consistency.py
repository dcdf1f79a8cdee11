"""GRIM, GRIMMER and DEBIT, exactly: could any sample have this mean (and SD)?

Notes
-----
Values are multiples of 1/items, so the sample is n whole numbers with sum S and sum of squares Q.

*GRIM*: some whole S has S / (n items) in the interval of the printed mean.

*GRIMMER*: for some such S some Q has its SD in the interval of the printed SD, and n whole numbers
with that S and Q exist. Q and S have the same parity, and Q is at least that of n values as equal
as S allows; from n = 5 on this is enough. (Among five values, ``D = 5 Q - S ** 2 >= 7`` leaves a
fifth value of the parity for which Cauchy's lemma gives the other four; a larger Q is reached by
five of the n values alone.) For n = 4 and an even sum, ``Q - (S / 2) ** 2`` must be a sum of three
squares; smaller n are tried out.

*DEBIT*: some count k of ones among n has k / n and its SD in both intervals.

Everything is integers and fractions: an edge is inside exactly when the rounding rule says so.

References
----------
Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci 2017;8:363-369.
Anaya J. The GRIMMER test. PeerJ Preprints 2016;4:e2400v1.
Heathers JAJ, Brown NJL. DEBIT. 2019, https://osf.io/5vb3u.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from printed import notation
from printed.errors import InputError
from printed.fit.samples.constraints import Interval, bounds_of, squares, whole

_LIMIT = 2**62
_BLOCK = 1 << 15  # pairs whose columns fit in a processor's cache
_CODE_ZERO, _CODE_POINT, _CODE_MINUS = (ord(mark) for mark in "0.-")


def grim(
    mean: Any,
    n: Any,
    items: Any = 1,
    rounding: str = "half-up",
    percent: bool = False,
    decimals: int | None = None,
) -> Any:
    """Whether n whole numbers can have the printed mean.

    Parameters
    ----------
    mean : str or array of str, or array of numbers with ``decimals``
        As printed, trailing zeros included.
    n : int or array of int
        Sample size.
    items : int or array of int
        Items averaged into each value.
    rounding : {"half-up", "half-even", "either", "truncate"}
    percent : bool
        The mean is a percentage of ones; a string with a percent sign says so itself.
    decimals : int, optional
        Printed decimals, where means are numbers.

    Returns
    -------
    bool or array of bool

    Raises
    ------
    InputError
        If a mean is no printed number, or n or items is not a positive whole number.

    Notes
    -----
    Arrays run in numpy's 64-bit integers where they are large enough for the numbers, about
    20 nanoseconds a pair, and one by one otherwise; both are the same arithmetic.

    Examples
    --------
    >>> grim("5.19", 28), grim("5.18", 28)
    (False, True)
    >>> grim("3.55", 20, rounding="half-up"), grim("40%", 10)
    (True, True)
    """
    notation.check_rule(rounding, notation.ROUNDINGS, "rounding")
    if _is_array(mean) or _is_array(n) or _is_array(items):
        found = grim_fast(mean, n, items, rounding, percent, decimals)
        if found is not None:
            return found
    return _each(
        lambda m, size, k: _grim(_text(m, decimals), size, k, rounding, percent), mean, n, items
    )


def grimmer(
    mean: Any,
    sd: Any,
    n: Any,
    items: Any = 1,
    rounding: str = "half-up",
    ddof: int = 1,
) -> Any:
    """Whether n whole numbers can have the printed mean and SD.

    Parameters
    ----------
    mean, sd : str or array of str
    n, items : int or array of int
    rounding : {"half-up", "half-even", "either", "truncate"}
    ddof : {1, 0}

    Returns
    -------
    bool or array of bool

    Examples
    --------
    >>> grimmer("5.21", "1.6", 28), grimmer("3.44", "2.47", 18)
    (True, False)
    """
    notation.check_rule(rounding, notation.ROUNDINGS, "rounding")
    return _each(lambda m, s, size, k: _grimmer(m, s, size, k, rounding, ddof), mean, sd, n, items)


def debit(mean: Any, sd: Any, n: Any, rounding: str = "half-up", ddof: int = 1) -> Any:
    """Whether n zeros and ones can have the printed mean and SD.

    Parameters
    ----------
    mean, sd : str or array of str
    n : int or array of int
    rounding : {"half-up", "half-even", "either", "truncate"}
    ddof : {1, 0}

    Returns
    -------
    bool or array of bool

    Examples
    --------
    >>> debit("0.53", "0.50", 1683), debit("0.19", "0.35", 1683)
    (True, False)
    """
    notation.check_rule(rounding, notation.ROUNDINGS, "rounding")
    return _each(lambda m, s, size: _debit(m, s, size, rounding, ddof), mean, sd, n)


# --------------------------------------------------------------------------- one pair


def _sums(mean: Any, n: int, items: int, rounding: str, percent: bool) -> tuple[int, int]:
    """The sums, in units of 1/items, that the printed mean allows."""
    value = notation.parse(mean, rounding)
    if value.kind == "p_value":
        value = notation.parse(mean, rounding, kind="number")
    if value.parts:
        raise InputError(f"mean {mean!r} must be one printed number")
    bounds = Interval(value.lower, value.upper, value.closed)
    if percent or value.kind == "percent":
        if not 0 <= value.value <= 100:
            raise InputError(f"{mean!r} lies outside 0% to 100%")
        bounds = bounds.scaled(Fraction(1, 100))
    low, high = bounds.scaled(Fraction(n * items)).integers()
    if low is None or high is None:
        raise InputError(f"mean {mean!r} must be printed without a relation sign")
    return low, high


def _grim(mean: Any, n: Any, items: Any, rounding: str, percent: bool) -> bool:
    low, high = _sums(mean, whole(n, "n", 1), whole(items, "items", 1), rounding, percent)
    return low <= high


def variance_interval(sd: str, n: int, ddof: int, rounding: str) -> Interval:
    """The interval of the variance behind a printed SD."""
    if whole(ddof, "ddof", 0) > 1:
        raise InputError(f"ddof must be 1 or 0, not {ddof}")
    if n <= ddof:
        raise InputError(f"an SD of n={n} with ddof={ddof} does not exist")
    return squares(bounds_of(sd, "SD", rounding), f"SD {sd}")


def _grimmer(mean: Any, sd: Any, n: Any, items: Any, rounding: str, ddof: int) -> bool:
    n, items = whole(n, "n", 1), whole(items, "items", 1)
    sums = _sums(mean, n, items, rounding, percent=False)
    variance = variance_interval(sd, n, ddof, rounding)
    return whole_numbers_exist(n, sums, variance.scaled(Fraction(n * (n - ddof) * items**2)))


def whole_numbers_exist(n: int, sums: tuple[int, int], deviation: Interval) -> bool:
    """Whether n whole numbers have a sum in the range and ``n Q - S ** 2`` in the interval."""
    least, most = deviation.integers()
    if most is None:
        most = max(n * n, 2 * (least or 0) + n * n)  # large enough for any parity
    return any(
        deviation_exists(n, total, least or 0, most) for total in range(sums[0], sums[1] + 1)
    )


def deviation_exists(n: int, total: int, least: int, most: int) -> bool:
    """Whether n whole numbers with this sum have ``n Q - S ** 2`` between two whole numbers.

    >>> deviation_exists(2, 1, 1, 1), deviation_exists(2, 1, 2, 8)
    (True, False)
    """
    extra = total % n
    smallest = -(-(max(least, extra * (n - extra)) + total * total) // n)  # sums of squares
    largest = (most + total * total) // n
    smallest += (smallest - total) % 2
    if n >= 5 or smallest > largest:
        return smallest <= largest
    return any(_realised(n, total, q) for q in range(smallest, largest + 1, 2))


def _realised(n: int, total: int, q: int) -> bool:
    """Whether n <= 4 whole numbers have this sum and sum of squares of the same parity."""
    deviation = n * q - total * total
    if deviation < 0:
        return False
    if n == 1:
        return deviation == 0
    if n == 2:
        return math.isqrt(deviation) ** 2 == deviation
    if n == 4:
        if total % 2:
            return True  # Cauchy's lemma
        rest = q - (total // 2) ** 2
        while rest and rest % 4 == 0:
            rest //= 4
        return rest % 8 != 7  # Legendre: a sum of three squares
    reach = math.isqrt(2 * deviation)  # |3 x - total| <= sqrt(2 deviation)
    first, last = -((reach - total) // 3), (total + reach) // 3
    return any(_realised(2, total - x, q - x * x) for x in range(first, last + 1))


def _debit(mean: Any, sd: Any, n: Any, rounding: str, ddof: int) -> bool:
    n = whole(n, "n", 1)
    centre = bounds_of(mean, "mean", rounding)
    if centre.meet(Interval(Fraction(0), Fraction(1), (True, True))).empty:
        raise InputError(f"the mean of zeros and ones lies between 0 and 1, not {mean}")
    variance = variance_interval(sd, n, ddof, rounding)
    sums = _sums(mean, n, 1, rounding, percent=False)
    return ones_exist(n, sums, variance.scaled(Fraction(n * (n - ddof))))


def ones_exist(n: int, sums: tuple[int, int], deviation: Interval) -> bool:
    """Whether some k of n ones lies in the range with ``k (n - k)`` in the interval."""
    least, most = deviation.integers()
    low, high = max(sums[0], 0), min(sums[1], n)
    middle = n // 2  # k (n - k) rises up to it and falls after it
    return any(
        _stretch(n, a, b, least or 0, n * n if most is None else most)
        for a, b in ((low, min(high, middle)), (max(low, middle), high))
    )


def _stretch(n: int, low: int, high: int, least: int, most: int) -> bool:
    """Whether some k on one side of n / 2 has ``least <= k (n - k) <= most``."""
    if low > high or most < 0:
        return False
    if low * (n - low) > high * (n - high):
        low, high = n - high, n - low
    if most < low * (n - low) or high * (n - high) < least:
        return False
    first, last = low, high  # the largest k with k (n - k) <= most
    while first < last:
        k = (first + last + 1) // 2
        first, last = (k, last) if k * (n - k) <= most else (first, k - 1)
    k = first
    return least <= k * (n - k) <= most


# --------------------------------------------------------------------------- many pairs


def _is_array(value: Any) -> bool:
    return not isinstance(value, (str, bytes)) and hasattr(value, "__len__")


def _text(value: Any, decimals: int | None) -> Any:
    """A number as it was printed with so many decimals."""
    if isinstance(value, str) or decimals is None:
        return str(value) if type(value).__name__ == "str_" else value
    return notation.text(value, decimals)


def _each(test: Callable[..., bool], *columns: Any) -> Any:
    """The test on scalars, or on every row of columns of equal length."""
    lengths = {len(column) for column in columns if _is_array(column)}
    if not lengths:
        return test(*columns)
    if len(lengths) > 1:
        raise InputError(f"columns differ in length: {', '.join(map(str, sorted(lengths)))}")
    (length,) = lengths
    rows = zip(
        *(column if _is_array(column) else [column] * length for column in columns), strict=True
    )
    known: dict[tuple, bool] = {}
    found = []
    for row in rows:
        key = tuple(str(cell) if isinstance(cell, str) else cell for cell in row)
        if key not in known:
            known[key] = test(*key)
        found.append(known[key])
    try:
        import numpy as np
    except ImportError:
        return found
    return np.array(found, dtype=bool)


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
