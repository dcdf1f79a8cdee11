"""Random halves of samples: each value of a grid occurs independently, a random number of times.

A value with the weight z occurs m times with a probability in proportion to ``z ** m``; for
ordered samples as often as the Poisson law of mean z has. Either every level is drawn, or, where
most do not occur, a Poisson number of clusters, each a level and as many values there as the
logarithmic law has (for ordered samples one): together these occur as often (Quenouille).

Needs numpy.

References
----------
Quenouille MH. A relation between the logarithmic, Poisson, and negative binomial series.
Biometrics 1949;5:162-164.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Halves:
    """Halves of samples, each as the levels that occur in it.

    Parameters
    ----------
    sums : array, halves by 3
        Number, sum and sum of squares of each.
    starts : array, halves + 1
        Where each begins among the levels.
    levels, times : array
        Places among the values, and how often each occurs; a place can stand twice.
    """

    sums: Any
    starts: Any
    levels: Any
    times: Any

    def onto(self, table: Any, chosen: Any) -> None:
        """Add the chosen halves to a table of how often each level occurs, one half a row."""
        import numpy as np

        long = self.starts[chosen + 1] - self.starts[chosen]
        row = np.repeat(np.arange(len(chosen)), long)
        first = np.repeat(self.starts[chosen] - np.cumsum(long) + long, long)
        place = first + np.arange(len(row))
        np.add.at(table, (row, self.levels[place]), self.times[place])


def by_level(source: Any, z: Any, values: Any, count: int, ordered: bool) -> Halves:
    """So many halves, every level of each drawn.

    Parameters
    ----------
    source : numpy.random.Generator
    z : array of float
        Weights of the values; below 1 but for ordered samples.
    values : array of int
    count : int
    ordered : bool

    Examples
    --------
    >>> import numpy as np
    >>> half = by_level(np.random.default_rng(1), np.array([0.5, 0.1]), np.array([2, 3]), 4, False)
    >>> [number * 2 <= total <= number * 3 for number, total, _ in half.sums.tolist()]
    [True, True, True, True]
    """
    import numpy as np

    times = np.empty((count, len(z)), np.int64)
    for i, weight in enumerate(z):
        if ordered:
            times[:, i] = source.poisson(weight, count)
        else:
            times[:, i] = source.geometric(1 - weight, count) - 1
    row, level = np.nonzero(times)
    return _gathered(row, level, times[row, level], values, count)


def by_cluster(source: Any, z: Any, values: Any, count: int, ordered: bool) -> Halves:
    """The same, as long as the halves and not as the levels are many.

    Examples
    --------
    >>> import numpy as np
    >>> z, values = np.full(5000, 1e-3), np.arange(5000)
    >>> half = by_cluster(np.random.default_rng(1), z, values, 10_000, False)
    >>> print(round(half.sums[:, 0].mean(), 1))  # 5000 z / (1 - z)
    5.0
    """
    import numpy as np

    rate = z if ordered else -np.log1p(-z)
    row = np.repeat(np.arange(count), source.poisson(rate.sum(), count))
    # The same as a choice for each, in a fifth of the time.
    level = np.repeat(np.arange(len(z)), source.multinomial(len(row), rate / rate.sum()))
    source.shuffle(level)
    times = np.ones(len(row), np.int64) if ordered else source.logseries(z[level])
    return _gathered(row, level, times, values, count)


def _gathered(row: Any, level: Any, times: Any, values: Any, count: int) -> Halves:
    """Halves of what occurs in each row, rows ascending."""
    import numpy as np

    each = values[level].astype(float)
    sums = np.stack([np.bincount(row, times * each**power, count) for power in range(3)], 1)
    starts = np.searchsorted(row, np.arange(count + 1))
    return Halves(np.rint(sums).astype(np.int64), starts, level, times)
