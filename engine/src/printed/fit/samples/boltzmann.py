"""Samples too many for the programme: drawn by matching two halves, counted by an integral.

Let every value x of the grid occur independently, m times with a probability in proportion to
``z(x) ** m`` where ``z(x) = exp(a + b x + c x ** 2)``. A sample of size n, sum S and sum of squares
Q then has a probability in proportion to ``exp(a n + b S + c Q)``: given these three all samples
are equally likely, whatever a, b and c, which are chosen so that n, S and Q are as printed on
average. (For ordered samples the number of times is Poisson with mean z.)

*Draws.* The even and the odd places of the grid are drawn N times each, and every pair of halves
that together has n, S and Q as printed is found by sorting (of many sums, every k-th one from a
random one on). Pairs are thinned by
``exp(-b S - c Q)``, which varies within the printed range. A batch of K pairs is taken with
probability K / cap and gives a few of them at random: a draw is then uniform but for batches with
K above the cap, which lies 8 standard deviations above the mean. The total variation from the
uniform law is at most E max(K - cap, 0) / E K, and that is at most cv / 32 where cv is the
coefficient of variation of K (for a variable of mean 0, E max(X - t, 0) <= Var X / 4 t). Draws of
one batch may share a half, so only few are taken from each.

*Counts.* Pairs per N ** 2 trials estimate the number of samples without bias. Independently of
draws, the probability of the printed range is the integral of the characteristic function around
its peak, by the trapezoid rule in coordinates in which the peak is round. Of many sums that are
possible, neighbours are taken together at the middle one.

Needs numpy.

References
----------
Duchon P, Flajolet P, Louchard G, Schaeffer G. Boltzmann samplers for the random generation of
combinatorial structures. Comb Probab Comput 2004;13:577-625.
Barvinok A, Hartigan JA. Maximum entropy Gaussian approximations for the number of integer points
and volumes of polytopes. Adv Appl Math 2010;45:252-289.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from printed.fit.samples.grid import Grid
from printed.fit.samples.halves import Halves, by_cluster, by_level
from printed.fit.samples.programme import TooLarge
from printed.fit.samples.squares import parity_cut

MOST_N, MOST_SUMS = 5_000, 10_000
FEW_SUMS = 32  # of a batch: every k-th sum, from a random one on; more where halves are long
HALVES = (20_000, 160_000)  # of either kind in a batch, at the least and at the most
MOST_LEVELS = 4_000_000  # that occur in the halves of either kind
MATCHED = 400  # pairs of a batch, for which halves are doubled
PILOTS = 8  # batches that tell the cap and the estimate
SHARED = 500  # halves for each draw of a batch
FREE, EACH = 10, 0.01  # so many times MOST_LEVELS may be drawn, and more for each draw
AT_ONCE = 200_000  # places of pairs that are written out: a processor's cache holds them
SPREADS = 8  # standard deviations from the mean number of pairs to the cap
NARROW, WIDE, STEP = 9.0, 11.0, 0.5  # radii and step of the integral
NEGLIGIBLE = math.exp(-36.0)  # what is left out of it
STRATA = 400  # sums of the integral, each for its neighbours
BLOCK = 64  # levels whose characteristic functions are multiplied at once


@dataclass(frozen=True)
class About:
    """A number of samples that is not exact.

    Parameters
    ----------
    method : {"integral", "estimate"}
    log10 : float
    error : float
        Relative: of the integral the change on a wider mesh, which is no bound (at a few thousand
        million samples of 10 it was a sixth of the true error); of the estimate one standard error.
    """

    method: str
    log10: float
    error: float


@dataclass(frozen=True)
class Drawn:
    """Draws and their law.

    Parameters
    ----------
    samples : list of list of int
        Ascending, in grid units.
    batches : int
        Draws of different batches are independent.
    bias : float
        No set of samples is more, or less, likely by more than this.
    """

    samples: list[list[int]]
    batches: int
    bias: float


class Boltzmann:
    """Random halves of the samples of a grid.

    Parameters
    ----------
    grid : Grid
        With samples: find a witness first.
    ordered : bool
        Weigh every multiset by its number of orderings.

    Raises
    ------
    TooLarge
        Without numpy, or when the printed numbers leave too many sums.
    """

    def __init__(self, grid: Grid, ordered: bool = False) -> None:
        try:
            import numpy
        except ImportError:
            raise TooLarge("not tried: needs numpy") from None
        levels = grid.high - grid.low + 1
        if grid.n > MOST_N or levels > MOST_N:
            raise TooLarge(f"too large: {grid.n} values on {levels}, at most {MOST_N} of either")
        self.np: Any = numpy
        self.grid, self.ordered = grid, ordered
        n, least, most = grid.n, *(grid.sums or (grid.n * grid.low, grid.n * grid.high))
        self.moments = 3 if grid.deviation is not None else 2 if grid.sums is not None else 1
        if self.moments > 1 and most - least > MOST_SUMS:
            raise TooLarge(f"too large: {most - least + 1} sums are possible")
        self.centre = (least + most) // (2 * n)
        self.values = numpy.arange(grid.low, grid.high + 1) - self.centre
        self.halves = min(HALVES[0], MOST_LEVELS // self._long)
        powers = [self.values**0, self.values, self.values**2]
        self.powers = numpy.stack(powers[: self.moments], 1).astype(numpy.int64)
        if self.moments == 1:
            self.cells = [(0, 0, 0)]
        else:
            self.cells = [
                (total - n * self.centre, *window)
                for total in range(least, most + 1)
                if (window := self._window(total)) is not None
            ]
        self._fit()

    def _window(self, total: int) -> tuple[int, int] | None:
        """The sums of squares of centred values at this sum, by print and parity."""
        if self.moments < 3:
            return 0, 0
        n, centre = self.grid.n, self.centre
        moved = 2 * centre * total - n * centre * centre
        first, last = (end - moved for end in self.grid.squares_at(total))
        return parity_cut(total - n * centre, first, last)

    # ------------------------------------------------------------------ the law

    def _fit(self) -> None:
        """The a, b and c with the printed n, S and Q on average, by damped Newton steps."""
        np = self.np
        sums, firsts, lasts = (np.array(column, float) for column in zip(*self.cells, strict=True))
        target = np.array([self.grid.n, sums.mean(), (firsts + lasts).mean() / 2])
        reach = max(1.0, float(np.abs(self.values).max()))
        scale = np.array([1.0, 1 / reach, 1 / reach**2])[: self.moments]
        powers, target = self.powers * scale, target[: self.moments] * scale
        theta = np.zeros(self.moments)
        theta[0] = -math.log1p(len(self.values) / self.grid.n)
        now = self._potential(powers @ theta) - theta @ target
        for _ in range(300):
            mean, variance = self._occupied(powers @ theta)
            gradient = powers.T @ mean - target
            step = np.linalg.solve((powers * variance[:, None]).T @ powers, gradient)
            gain, size = float(gradient @ step), 1.0
            while size > 1e-12:
                after = theta - size * step
                new = self._potential(powers @ after) - after @ target
                if new <= now - 1e-4 * size * gain:
                    break
                size /= 2
            theta, now = after, new
            if gain < 1e-18:
                break
        self.theta = theta * scale
        self.exponents = self.powers @ self.theta
        self.potential = self._potential(self.exponents)

    def _potential(self, exponents: Any) -> float:
        """The logarithm of the total weight."""
        np = self.np
        if self.ordered:
            return float(np.exp(exponents).sum())
        return np.inf if (exponents >= -1e-12).any() else -float(np.log(-np.expm1(exponents)).sum())

    def _occupied(self, exponents: Any) -> tuple[Any, Any]:
        """Mean and variance of how often each value occurs."""
        z = self.np.exp(exponents)
        if self.ordered:
            return z, z
        return z / (1 - z), z / (1 - z) ** 2

    def _log_weight(self, sums: Any, squares: Any) -> Any:
        """``-b S - c Q`` of samples in the printed range."""
        _, b, c = [*self.theta, 0.0, 0.0][:3]
        return -b * sums - c * squares

    @cached_property
    def _top(self) -> float:
        return max(
            float(self._log_weight(total, end))
            for total, first, last in self.cells
            for end in (first, last)
        )

    # ------------------------------------------------------------------ draws

    def _batch(self, source: Any) -> tuple[Halves, Halves, Any, Any]:
        """Both kinds of halves and the pairs that are kept, as indices into them."""
        np = self.np
        even, odd = (self._halves(source, first) for first in (0, 1))
        cells = np.array(self.cells)[source.integers(self._stride) :: self._stride]
        one, two = self._pairs(even.sums, odd.sums, cells)
        both = even.sums[one] + odd.sums[two]
        weight = self._log_weight(both[:, 1], both[:, 2]) - self._top
        keep = source.random(len(one)) < np.exp(weight)
        one, two = one[keep], two[keep]
        if self.grid.orders or self.grid.below:
            each = max(1, AT_ONCE // len(self.values))
            parts = range(0, len(one), each)
            joined = (self._joined(even, odd, one[i:][:each], two[i:][:each]) for i in parts)
            agree = np.concatenate([np.zeros(0, bool), *map(self._agree, joined)])
            one, two = one[agree], two[agree]
        return even, odd, one, two

    def _halves(self, source: Any, first: int) -> Halves:
        """Halves of every second level from the first or from the second on."""
        z, values = self.np.exp(self.exponents[first::2]), self.values[first::2]
        by = by_level if len(z) <= self.grid.n else by_cluster
        return by(source, z, values, self.halves, self.ordered)

    def _pairs(self, sums1: Any, sums2: Any, cells: Any) -> tuple[Any, Any]:
        """Every pair of halves that together agrees with the printed n, sum and SD."""
        np, n = self.np, self.grid.n
        small = np.nonzero(sums2[:, 0] <= n)[0]
        small = small[np.lexsort(-sums2[small].T[::-1])]  # so that one search begins at the last
        sums2 = sums2[small]
        if self.moments < 3:
            cells[:, 1:] = 0
            sums1, sums2 = sums1 * [1, self.moments > 1, 0], sums2 * [1, self.moments > 1, 0]
        low = min(sums1[:, 1].min(), cells[:, 0].min() - sums2[:, 1].max())
        wide = int(max(sums1[:, 1].max(), cells[:, 0].max() - sums2[:, 1].min()) - low + 2)
        high = int(max(sums1[:, 2].max(), cells[:, 2].max()) + 2)
        if (n + 2) * wide * high * 2 > 2**62:
            raise TooLarge("too large: the sums of halves do not fit in 64 bits")

        def key(number: Any, total: Any) -> Any:
            return (number * wide + (total - low)) * high

        known = key(sums1[:, 0], sums1[:, 1]) + sums1[:, 2]
        order = np.argsort(known)
        known = known[order]
        ones, twos = [], []
        for total, first, last in cells:
            start = key(n - sums2[:, 0], total - sums2[:, 1])
            left, right = np.maximum(first - sums2[:, 2], 0), last - sums2[:, 2]
            begin = np.searchsorted(known, start + left, "left")
            end = np.searchsorted(known, start + right, "right")
            found = np.nonzero((right >= 0) & (end > begin))[0]
            many = end[found] - begin[found]
            twos.append(np.repeat(small[found], many))
            off = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
            ones.append(order[np.repeat(begin[found], many) + off])
        return np.concatenate(ones), np.concatenate(twos)

    def _joined(self, even: Halves, odd: Halves, one: Any, two: Any) -> Any:
        """How often each value of the grid occurs."""
        times = self.np.zeros((len(one), len(self.values)), self.np.int64)
        even.onto(times[:, 0::2], one)
        odd.onto(times[:, 1::2], two)
        return times

    def _agree(self, times: Any) -> Any:
        """Which samples agree with the printed order statistics and shares."""
        np, grid = self.np, self.grid
        below = np.cumsum(times, 1)
        agree = np.ones(len(times), bool)
        for x, fewest, most in grid.below:
            level = min(max(x - grid.low, 0), len(self.values))
            number = below[:, level - 1] if level else np.zeros(len(times), int)
            agree &= (fewest <= number) & (number <= most)
        for order in grid.orders:
            total = sum(
                weight * ((below < rank).sum(1) + grid.low) for rank, weight in order.weights
            )
            if order.lower is not None:
                agree &= total >= order.lower
            if order.upper is not None:
                agree &= total <= order.upper
        return agree

    @property
    def _long(self) -> int:
        """The most levels that occur in a half, on average."""
        return min(self.grid.n, len(self.values))

    @property
    def _stride(self) -> int:
        return -(-len(self.cells) // max(FEW_SUMS, self._long))

    @cached_property
    def _pilots(self) -> tuple[float, float]:
        """Mean and standard deviation of the pairs of some batches, always the same ones."""
        source = self.np.random.default_rng(PILOTS)
        first = len(self._batch(source)[2])
        most = min(HALVES[1], MOST_LEVELS // self._long)
        while first < MATCHED and self.halves < most:
            self.halves = min(2 * self.halves, most) if first else most
            first = len(self._batch(source)[2])
        if not first:
            raise TooLarge(f"too large: none of {self.halves} times {self.halves} halves agree")
        found = [len(self._batch(source)[2]) for _ in range(PILOTS)]
        mean = float(self.np.mean(found))
        if mean < 1:
            raise TooLarge(
                f"too large: about {mean:.2g} of {self.halves} times {self.halves} halves agree"
            )
        return mean, float(self.np.std(found, ddof=1))

    def draws(self, count: int, seed: int | None = None) -> Drawn:
        """So many samples.

        Raises
        ------
        TooLarge
            When too few halves match.
        """
        np = self.np
        found: list[list[int]] = []
        mean, spread = self._pilots
        cap, each = mean + SPREADS * spread, self.halves // SHARED
        tries = cap / mean * count / min(mean, each)
        if tries * self.halves * self._long > (FREE + EACH * count) * MOST_LEVELS:
            raise TooLarge(f"too large: about {mean:.2g} pairs of halves agree in a batch")
        source = np.random.default_rng(seed)
        batches = 0
        while len(found) < count:
            even, odd, one, two = self._batch(source)
            if source.random() * cap >= len(one):
                continue
            batches += 1
            taken = source.permutation(len(one))[: min(each, count - len(found))]
            times = self._joined(even, odd, one[taken], two[taken])
            values = np.arange(self.grid.low, self.grid.high + 1)
            found += [np.repeat(values, row).tolist() for row in times]
        return Drawn(found, batches, spread / mean / (4 * SPREADS))

    # ------------------------------------------------------------------ counts

    def estimate(self) -> About:
        """The number of multisets by the pairs of the pilot batches, with one standard error."""
        assert not self.ordered
        mean, spread = self._pilots
        share = mean * self._stride / self.halves**2
        log = math.log(share) - self.theta[0] * self.grid.n + self._top + self.potential
        error = spread / mean / math.sqrt(PILOTS)
        return About("estimate", log / math.log(10), error)

    def integral(self) -> About:
        """The number of multisets with the printed mean and SD, whatever their order statistics.

        Raises
        ------
        TooLarge
            Where the ranges are too wide for a mesh.
        """
        assert not self.ordered
        narrow, wide = self._integrals()
        return About("integral", wide / math.log(10), abs(math.expm1(narrow - wide)))

    def _integrals(self) -> list[float]:
        """The logarithm of the number, on a narrow and rough mesh and on a wide and fine one."""
        np, d = self.np, self.moments
        _, variance = self._occupied(self.exponents)
        root = np.linalg.cholesky((self.powers * variance[:, None]).T @ self.powers)
        turn = np.linalg.inv(root)
        mesh = np.arange(-WIDE, WIDE + STEP / 2, STEP)
        sums, firsts, lasts = (np.array(column, float) for column in zip(*self.cells, strict=True))
        middle = np.array([self.grid.n, sums.mean(), (firsts.min() + lasts.max()) / 2])
        most = STRATA if d > 2 else 2 * MOST_SUMS  # without squares there is time for each
        total = np.zeros(2)
        for first in mesh[len(mesh) // 2 :]:  # opposite angles have conjugate values
            point = np.stack(np.meshgrid([first], *[mesh] * (d - 1), indexing="ij"), -1)
            point = point.reshape(-1, d)
            point = point[(point**2).sum(1) <= WIDE**2]
            kept, height = self._characteristic(point @ turn)
            angle, inner = (point @ turn)[kept], (point[kept] ** 2).sum(1) <= NARROW**2
            height *= np.exp(-1j * (angle @ middle[:d]))
            fine = rough = (height * self._kernel(angle, middle, most)).real
            if len(self.cells) > most // 2:
                rough = (height * self._kernel(angle, middle, most // 2)).real
            total += (2 if first else 1) * np.array([rough[inner].sum(), fine.sum()])
        # Sum and sum of squares have one parity: the peak at (0, pi, pi) is a copy.
        total *= (2 if d > 2 else 1) * STEP**d / (2 * math.pi) ** d / abs(np.linalg.det(root))
        if not (total > 0).all():  # of far apart sums so few are looked at that the rest waves
            raise TooLarge("too large: the integral over the printed ranges does not settle")
        return [self.potential - float(self.theta @ middle[:d]) + math.log(each) for each in total]

    def _characteristic(self, angle: Any) -> tuple[Any, Any]:
        """Which angles matter, and the characteristic function of n, S and Q there."""
        np = self.np
        kept, height = np.arange(len(angle)), np.ones(len(angle), complex)
        for i in range(0, len(self.exponents), BLOCK):
            z = np.exp(self.exponents[i : i + BLOCK])
            turned = angle[kept] @ self.powers[i : i + BLOCK].T
            height *= ((1 - z) / (1 - z * np.exp(1j * turned))).prod(1)
            matters = np.abs(height) > NEGLIGIBLE  # no factor is above 1
            kept, height = kept[matters], height[matters]
        return kept, height

    def _kernel(self, angle: Any, middle: Any, strata: int) -> Any:
        """What the printed ranges of S and Q weigh at each angle, of so many strata of S."""
        np = self.np
        _, b, c = [*self.theta, 0.0, 0.0][:3]
        across = b + 1j * angle[:, 1] if len(angle.T) > 1 else 0.0
        along = c + 1j * angle[:, 2] if len(angle.T) > 2 else np.zeros(len(angle))
        ratio = np.exp(-2 * along)
        flat = np.abs(ratio - 1) < 1e-9
        kernel = np.zeros(len(angle), complex)
        for at, low, high, share in self._strata(strata):
            number = (high - low) // 2 + 1
            series = np.where(flat, number, (1 - ratio**number) / np.where(flat, 1, 1 - ratio))
            turned = across * (at - middle[1]) + along * (low - middle[2])
            kernel += share * series * np.exp(-turned)
        return kernel

    def _strata(self, most: int) -> list[tuple[int, int, int, float]]:
        """Sums, each with its sums of squares and how many times more its neighbours have."""
        wide, strata = -(-len(self.cells) // most) | 1, []  # odd: with a middle
        for i in range(0, len(self.cells), wide):
            cells = self.cells[i : i + wide]
            numbers = [(high - low) // 2 + 1 for _, low, high in cells]
            middle = len(cells) // 2
            strata.append((*cells[middle], sum(numbers) / numbers[middle]))
        return strata
