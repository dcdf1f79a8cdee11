"""How typical a printed rank-sum P would be if scores had a named shape.

A P value that is compatible with the printed medians and quartile distances need not be usual
for them. Here populations with exactly these medians and quartile distances are drawn from; the
shape is an assumption, and no shape is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from printed.stats.ranks import null_counts

# Name -> shape of the treated and of the registry scores: "up" has its long tail above.
SHAPES: dict[str, tuple[str, str]] = {
    "both normal": ("normal", "normal"),
    "both with heavy tails": ("heavy", "heavy"),
    "both with a long tail above": ("up", "up"),
    "both with a long tail below": ("down", "down"),
    "treated with a long tail above, registry below": ("up", "down"),
    "treated with a long tail below, registry above": ("down", "up"),
}


@dataclass(frozen=True)
class Typical:
    """What repeated draws from populations of one shape give.

    Parameters
    ----------
    shape : str
    superiority : float
        Mean share of pairs in which the treated score is the higher.
    median_p : float
        The middle P value of the draws.
    as_small : float
        Share of draws whose P is as small as the printed one, or smaller.
    """

    shape: str
    superiority: float
    median_p: float
    as_small: float


def typical(
    medians: tuple[Fraction, Fraction],
    distances: tuple[Fraction, Fraction],
    sizes: tuple[int, int],
    p: Fraction,
    *,
    draws: int = 4000,
    seed: int = 1,
) -> list[Typical]:
    """Rank-sum P values of samples from populations of each shape.

    Parameters
    ----------
    medians, distances : pair of Fraction
        Of the treated and of the registry population.
    sizes : pair of int
    p : Fraction
        P values up to this one count as small.
    draws : int
        Pairs of samples for each shape.
    seed : int

    Returns
    -------
    list of Typical

    Examples
    --------
    >>> same = (Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))
    >>> rows = typical(*same, (10, 30), Fraction(1, 20), draws=500)
    >>> all(row.as_small < 0.1 for row in rows[:2])  # equal populations: about 1 in 20
    True
    """
    import numpy as np

    p_of_u = _p_of_u(*sizes)
    rows = []
    for index, (name, kinds) in enumerate(SHAPES.items()):
        rng = np.random.default_rng([seed, index])
        one, two = (
            _scores(rng, kind, draws, size, float(median), float(distance))
            for kind, size, median, distance in zip(kinds, sizes, medians, distances, strict=True)
        )
        u = (one[:, :, None] > two[:, None, :]).sum(axis=(1, 2))
        values = p_of_u[u]
        small = float((values <= float(p)).mean())
        share = float(u.mean()) / (sizes[0] * sizes[1])
        rows.append(Typical(name, share, float(np.median(values)), small))
    return rows


def _scores(rng: Any, kind: str, draws: int, size: int, median: float, distance: float) -> Any:
    """Samples of a population with this median and quartile distance."""
    population = _populations()[kind.replace("down", "up")]
    low, middle, high = population.ppf([0.25, 0.5, 0.75])
    standard = (population.rvs((draws, size), random_state=rng) - middle) / (high - low)
    return median + distance * (-standard if kind == "down" else standard)


def _populations() -> Mapping[str, Any]:
    from scipy import stats

    return {"normal": stats.norm(), "heavy": stats.t(3), "up": stats.gamma(1.5)}


def _p_of_u(n1: int, n2: int) -> Any:
    """The exact two-sided P of every U, without ties."""
    import numpy as np

    ways = [int(count) for count in null_counts(n1, n2)]
    total = sum(ways)
    below, values = 0, []
    for u, count in enumerate(ways):
        below += count
        above = total - below + ways[u]
        values.append(min(1.0, 2 * min(below, above) / total))
    return np.array(values)
