"""How much bias would explain a difference between groups that chance did not form.

Each function gives the size of one bias at which the difference is no longer told from none: the
P value reaches the threshold, or the interval of a ratio reaches 1. It says nothing of whether
there was such a bias.
"""

from __future__ import annotations

import math
from typing import Any

from passion.evidence.effects import RankSum
from passion.evidence.evidence import Evidence
from passion.evidence.robustness import ALPHA, steps_to
from passion.evidence.standardised import cohens_d_of_student, student_d
from printed.errors import InputError
from printed.fit.tables import Table
from printed.sets import Range
from printed.stats import Estimate, end_place
from printed.stats.ranks import exact_p

# --------------------------------------------------------------------------- children of a table


def misread(table: Table, group: str = "registry", alpha: float = ALPHA) -> int | None:
    """The children whose sign must have been misread until Fisher's P value reaches alpha.

    Parameters
    ----------
    table : Table
        The treated group has the sign less often.
    group : {"registry", "treated"}
        Registry children read as having it who had not, or treated children the other way.
    alpha : float

    Returns
    -------
    int or None
        None where no number is enough.

    Examples
    --------
    >>> misread(Table(4, 10, 29, 36)), misread(Table(4, 10, 29, 36), "treated")
    (2, 1)
    """
    k1, n1, k2, n2 = table
    if group == "registry":
        return steps_to(alpha, (Table(k1, n1, k, n2) for k in range(k2, -1, -1)))
    return steps_to(alpha, (Table(k, n1, k2, n2) for k in range(k1, n1 + 1)))


def added(table: Table, limit: int = 500, alpha: float = ALPHA) -> int | None:
    """The registry children without the sign who must have gone uncounted.

    Parameters
    ----------
    table : Table
    limit : int
        The most that are tried.
    alpha : float

    Examples
    --------
    >>> added(Table(4, 10, 29, 36)), added(Table(1, 10, 22, 36)) > 3
    (2, True)
    """
    k1, n1, k2, n2 = table
    return steps_to(alpha, (Table(k1, n1, k2, n2 + more) for more in range(limit + 1)))


def removed(table: Table, alpha: float = ALPHA) -> int | None:
    """The registry children with the sign who must not belong to the comparison.

    Examples
    --------
    >>> removed(Table(4, 10, 29, 36))
    6
    """
    k1, n1, k2, n2 = table
    fewer = range(min(k2, n2 - 1) + 1)
    return steps_to(alpha, (Table(k1, n1, k2 - less, n2 - less) for less in fewer))


# --------------------------------------------------------------------------- unmeasured factors


def e_value(ratio: float) -> float:
    """The E-value: how strong an unmeasured factor must be to explain a risk ratio away.

    Parameters
    ----------
    ratio : float
        A risk ratio, in either direction.

    Returns
    -------
    float
        The least risk ratio that the factor must have both with the group and with the outcome,
        beyond what is adjusted for; 1 where there is nothing to explain.

    Notes
    -----
    VanderWeele and Ding, Ann Intern Med 2017;167:268-274. R: ``EValue::evalues.RR``. It assumes
    the worst: a factor present in one group as often as can be.

    Examples
    --------
    >>> from printed import notation
    >>> notation.text(e_value(3.9), 2), notation.text(e_value(1 / 3.9), 2)
    ('7.26', '7.26')
    """
    if not ratio >= 0:
        raise InputError(f"a risk ratio is not negative, so not {ratio}")
    away = ratio if ratio >= 1 else math.inf if ratio == 0 else 1 / ratio
    return away + math.sqrt(away * (away - 1)) if math.isfinite(away) else math.inf


def nearest_to_none(found: Estimate) -> float:
    """The end of a ratio's interval that lies nearer to 1; 1 where the interval holds it.

    >>> nearest_to_none(Estimate(0.5, 0.2, 0.9, "koopman"))
    0.9
    """
    if found.low <= 1 <= found.high:
        return 1.0
    return found.high if found.high < 1 else found.low


def bias_factor(strength: float, registry: float, treated: float) -> float:
    """How far a factor raises the registry's risk over the treated group's.

    Parameters
    ----------
    strength : float
        The factor's risk ratio for the outcome.
    registry, treated : float
        The share of children with the factor.

    Notes
    -----
    Bross 1966; the array approach of Schneeweiss, Pharmacoepidemiol Drug Saf 2006;15:291-303.

    Examples
    --------
    >>> bias_factor(2.0, 1.0, 0.0), bias_factor(2.0, 0.4, 0.4)
    (2.0, 1.0)
    """
    return (1 + registry * (strength - 1)) / (1 + treated * (strength - 1))


def most_treated(ratio: float, strength: float, registry: float = 1.0) -> float | None:
    """The largest share of treated children with a factor at which it still explains a ratio.

    Parameters
    ----------
    ratio : float
        A risk ratio of treated over registry below 1.
    strength : float
        The factor's risk ratio for the outcome.
    registry : float
        The share of registry children with it.

    Returns
    -------
    float or None
        None where not even a factor that no treated child has is enough.

    Examples
    --------
    >>> from printed import notation
    >>> notation.text(most_treated(0.8, 2.0), 2), most_treated(0.4, 2.0)
    ('0.60', None)
    """
    share = (ratio * (1 + registry * (strength - 1)) - 1) / (strength - 1)
    return share if share >= 0 else None


# --------------------------------------------------------------------------- scores


def tipping_shift(evidence: Evidence, comparison: str, n2: int, **limits: Any) -> Range:
    """The shift of all registry scores at which the exact rank-sum P reaches 0.05.

    Parameters
    ----------
    evidence, comparison, n2
        As in `passion.evidence.standardised.cohens_d`.
    **limits
        What a score can be, in the words of ``ranksum.group``.

    Returns
    -------
    Range
        In the unit of the scores, over all samples with the printed medians and quartile
        distances and a printed P below 0.05. Scores can lie as near to each other as one likes,
        so that nothing above 0 bounds it from below. It grows with every treated score and falls
        with every registry one, so that the most pairs a highest with a lowest sample; the rank
        sum is not held, which makes it an outer bound.

    Notes
    -----
    It is the lower end of the exact interval of a shift: one of the ordered differences.

    Examples
    --------
    >>> from passion.evidence import load
    >>> limits = {"minimum": -4, "maximum": 4, "step": "0.1"}
    >>> tipping_shift(load(records=None), "motor", 36, **limits).text(1)
    'between 0.0 and 1.1'
    """
    treated, registry = evidence.pair(comparison, n2)
    return treated.tipping_shift(registry, **limits)


def untested(found: RankSum, limit: int = 500, alpha: float = ALPHA) -> int | None:
    """The registry children scoring above all treated who must have gone untested.

    Parameters
    ----------
    found : RankSum
    limit : int
        The most that are tried.
    alpha : float

    Examples
    --------
    >>> from fractions import Fraction
    >>> untested(RankSum(Fraction(288), 10, 36, "exact"))
    6
    """
    for more in range(limit + 1):
        sizes = [1] * (found.n1 + found.n2 + more)
        if exact_p(int(2 * found.u), found.n1, sizes) >= alpha:
            return more
    return None


def shift_of(one: Any, two: Any) -> float:
    """The shift of the second sample at which the exact rank-sum P reaches 0.05.

    Examples
    --------
    >>> shift_of([3, 4, 5, 6], [0, 1, 2, 2.5])
    0.5
    """
    import numpy as np

    differences = np.subtract.outer(*(np.array(list(map(float, s))) for s in (one, two))).ravel()
    place = end_place(len(one), len(two))
    return float(np.partition(differences, place - 1)[place - 1]) if place else -math.inf


def tipping_shift_of_student(evidence: Evidence, comparison: str, n2: int) -> Range:
    """The same in pooled standard deviations, had the printed P come from Student's t test.

    Parameters are those of `tipping_shift`.

    Examples
    --------
    >>> from passion.evidence import load
    >>> tipping_shift_of_student(load(records=None), "motor", 36).text(2)
    'between 0.38 and 0.43'
    """
    d = cohens_d_of_student(evidence, comparison, n2)
    least = student_d(ALPHA, *(group.n for group in evidence.pair(comparison, n2)))
    return Range(d.low - least, d.high - least)
