"""What a paper prints of a table: scipy tests it, `decimal` rounds it, nothing is the engine's.

A fault of the engine cannot hide here, since not one line is shared with it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

from scipy import stats

# A float is trusted to so many digits: where a P value lies on an edge of rounding, scipy's last
# bits must not decide on which side.
TRUSTED = Context(prec=12)


def fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    """Fisher's exact test, two-sided, as scipy has it.

    >>> round(fisher(4, 10, 29, 36), 4)
    0.0197
    """
    return float(stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)


def pearson(k1: int, n1: int, k2: int, n2: int) -> float:
    """The chi-square test without correction.

    >>> round(pearson(4, 10, 29, 36), 4)
    0.0117
    """
    return float(stats.chi2_contingency([[k1, n1 - k1], [k2, n2 - k2]], correction=False).pvalue)


def yates(k1: int, n1: int, k2: int, n2: int) -> float:
    """The chi-square test with Yates's correction.

    scipy corrects by less where the difference is less than a half; then the statistic is zero.

    >>> round(yates(4, 10, 29, 36), 4)
    0.0338
    """
    return float(stats.chi2_contingency([[k1, n1 - k1], [k2, n2 - k2]], correction=True).pvalue)


TESTS: dict[str, Callable[[int, int, int, int], float]] = {
    "fisher": fisher,
    "pearson": pearson,
    "yates": yates,
}


def percent(k: int, n: int) -> str:
    """A share as a whole percentage, halves away from zero.

    >>> percent(29, 36), percent(1, 8)
    ('81%', '13%')
    """
    return f"{(Decimal(100 * k) / n).quantize(Decimal(1), ROUND_HALF_UP)}%"


def p_value(value: float, decimals: int) -> str:
    """A P value with so many decimals; ``<`` the smallest that can be printed where it is less.

    >>> p_value(0.0197, 2), p_value(0.0004, 3), p_value(0.015, 2), p_value(0.0049, 2)
    ('0.02', '<0.001', '0.02', '<0.01')
    """
    step = Decimal(1).scaleb(-decimals)
    rounded = TRUSTED.create_decimal_from_float(value).quantize(step, ROUND_HALF_UP)
    return f"{rounded}" if rounded else f"<{step}"
