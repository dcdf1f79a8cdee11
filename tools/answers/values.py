"""What single calls of the engine's Python functions give, as the command's answers are kept.

The command never asks for much of what the book's pages compute: power, pooled rates, rejection,
superiority, ties. Arguments are made from the function's own name, so that they are always the
same, and lie at the edges (none, all, one) as often as between them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from passion import paths
from printed import notation
from printed.errors import InputError
from printed.fit import counts, means, nearest, ranksum, sides, tables, two_samples, variances
from printed.fit.samples import consistency, sample_set
from printed.stats import (
    crosstabs,
    effects,
    fast,
    intervals,
    laws,
    many,
    minlike,
    pairs,
    pooling,
    power,
    power_ranks,
    ranks,
    rates,
    rejection,
    small_group,
    standardised,
    student,
    unconditional,
)
from printed.stats import tables as exact_tables
from printed.stats.superiority import end_place, shift, superiority, superiority_interval

VALUES = paths.ROOT / "tests" / "answers" / "values.txt"
DIGITS = 8  # of a float: the last ones are those of one machine
SHOWN = 100
Arguments = tuple[tuple[Any, ...], Mapping[str, Any]]
Maker = Callable[[random.Random], Any]
LEVELS = (0.95, 0.9, 0.99)
DEVIATES = ("exact", 1.96)
SIDES = (None, "less", "greater")
QUICK_TESTS = tuple(
    name for name in exact_tables.CONVENTIONS if name not in exact_tables.UNCONDITIONAL
)
EVERY_TEST = (*exact_tables.CONVENTIONS, *exact_tables.FURTHER)


# ------------------------------------------------------------------ arguments


def of(n: Callable[[random.Random], int]) -> Maker:
    """A count of so many: none, all, or any."""
    return lambda r: (lambda most: (r.choice((0, most, r.randint(0, most), r.randint(0, most))),
                                    most))(n(r))  # fmt: skip


def whole(least: int, most: int) -> Callable[[random.Random], int]:
    """A whole number between two ends."""
    return lambda r: r.randint(least, most)


def table(r: random.Random, most: int = 40) -> tuple[int, ...]:
    """Counts and sizes of two groups."""
    group = of(whole(1, most))
    return (*group(r), *group(r))


def one(*choices: Any) -> Maker:
    """One of several."""
    return lambda r: r.choice(choices)


def share(r: random.Random) -> float:
    """A share, at two decimals."""
    return r.choice((0.0, 1.0, r.randint(1, 99) / 100, r.randint(1, 99) / 100))


def inside(r: random.Random) -> float:
    """A share between 0 and 1."""
    return r.randint(1, 99) / 100


def size(r: random.Random) -> float:
    """A number at two decimals."""
    return r.randint(-400, 400) / 100


def values(most: int = 8) -> Maker:
    """Some values, several of them equal."""
    return lambda r: [r.randint(0, 9) / 2 for _ in range(r.randint(1, most))]


def decimal(least: int, most: int, places: int) -> Maker:
    """A number as printed."""
    return lambda r: f"{r.randint(least, most) / 10**places:.{places}f}"


def small_sample(r: random.Random) -> Any:
    """The samples of a few ratings with a printed mean and SD."""
    n = r.randint(3, 8)
    rated = [r.randint(1, 7) for _ in range(n)]
    return sample_set(
        n, mean=notation.text(Fraction(sum(rated), n), 2), min=1, max=7, step=1,
        sd=notation.text(float(np.std(rated, ddof=1)), 2),
    )  # fmt: skip


def small_group_of(r: random.Random) -> Any:
    """The samples of one group with a printed median, quartiles or ends."""
    n = r.randint(3, 9)
    rated = sorted(r.randint(20, 60) for _ in range(n))
    low, middle, high = (np.quantile(rated, share) for share in (0.25, 0.5, 0.75))
    ends: dict[str, Any] = r.choice(({}, {"step": 1}))
    ends |= r.choice(({}, {"minimum": 10, "maximum": 70}))
    return ranksum.group(
        n, notation.text(float(middle), 0), r.choice((None, f"{low:.0f}:{high:.0f}")), **ends
    )


# ------------------------------------------------------------------ functions


def _with(*makers: Maker, spread: int = 1, **named: Maker) -> Callable[[random.Random], Arguments]:
    """Arguments, of which the first so many are made together."""

    def made(r: random.Random) -> Arguments:
        first = [one for maker in makers[:spread] for one in maker(r)]
        rest = [maker(r) for maker in makers[spread:]]
        return (*first, *rest), {name: maker(r) for name, maker in named.items()}

    return made


_each = partial(_with, spread=0)


def _methods(names: Iterable[str]) -> Maker:
    return one(*names)


def _contrast(methods: Sequence[str]) -> Callable[[random.Random], Arguments]:
    return _with(table, _methods(methods), one(*LEVELS), one(*DEVIATES))


def _arrays(r: random.Random) -> tuple[Any, ...]:
    return tuple(np.array(column) for column in zip(*(table(r, 30) for _ in range(6)), strict=True))


def _read(text: str, rounding: str) -> Any:
    return vars(notation.parse(text, rounding))


def _nearest_text(value: float, printed: str) -> str:
    return nearest.text(value, notation.parse(printed))


def _tables(k1: int, n1: int, percent: int, p: str, test: str) -> Any:
    return tables.search(f"{k1}/{n1}", f"{percent}%", n=(1, 30), p=p, tests=test).results


def _rank_sums(p: str, n1: int, n2: int, method: str, ties: str) -> Any:
    return ranksum.search(p, n1, n2, method, ties).results


def _joint(p: str, first: Any, second: Any, method: str) -> Any:
    return ranksum.joint(p, first, second, method).results


def _two(first: Any, second: Any, p: str) -> Any:
    return two_samples.search(first, second, p).results


def _bounds(*given: Any) -> Any:
    *_, last = unconditional.bounds(*given)
    return last


FUNCTIONS: dict[str, tuple[Callable[..., Any], Callable[[random.Random], Arguments], int]] = {
    "effects.risk_difference": (
        effects.risk_difference, _contrast(effects.DIFFERENCE_METHODS), 60),
    "effects.risk_ratio": (effects.risk_ratio, _contrast(effects.RATIO_METHODS), 60),
    "effects.efficacy": (effects.efficacy, _contrast(effects.EFFICACY_METHODS), 60),
    "effects.number_needed": (effects.number_needed, _contrast(effects.DIFFERENCE_METHODS), 40),
    "effects.odds_ratio": (
        effects.odds_ratio,
        _contrast((*effects.ODDS_METHODS, *effects.FURTHER_ODDS_METHODS)), 90),
    "effects.restricted_shares": (
        effects.restricted_shares, _with(table, lambda r: r.randint(-99, 99) / 100), 20),
    "tables.table_p": (
        exact_tables.table_p, _with(table, _methods(EVERY_TEST), one(*SIDES)), 150),
    "tables.table_p_exact": (
        exact_tables.table_p_exact,
        _with(table, _methods(exact_tables.INTEGER_CONVENTIONS), one(*SIDES)), 50),
    "tables.chi_square": (
        exact_tables.chi_square,
        _with(table, one("pearson", "yates", "n-1", "lr", "wald", "wald-difference")), 30),
    "tables.chosen_by_expected": (exact_tables.chosen_by_expected, _with(table), 15),
    "tables.sample_odds_ratio": (exact_tables.sample_odds_ratio, _with(table), 15),
    "fast.table_p": (
        fast.table_p, _with(_arrays, _methods(QUICK_TESTS)), 40),
    "many.table_p": (
        many.table_p,
        _with(partial(table, most=30_000), _methods(exact_tables.INTEGER_CONVENTIONS),
              one(*SIDES)), 30),
    "minlike.minlike_interval": (minlike.minlike_interval, _with(table, one(*LEVELS)), 20),
    "unconditional.bounds": (
        _bounds, _with(table, _methods(unconditional.TESTS), one(*SIDES)), 60),
    "intervals.proportion": (
        intervals.proportion,
        _with(of(whole(1, 60)), _methods(intervals.PROPORTION_METHODS), one(*LEVELS), one(1, 2)),
        80),
    "intervals.mean_interval": (
        intervals.mean_interval,
        _each(size, share, whole(2, 40), _methods(intervals.MEAN_METHODS), one(*LEVELS)), 20),
    "laws.t_deviate": (laws.t_deviate, _each(inside, one(1, 2, 5, 30.5, 400)), 25),
    "laws.f_tail": (laws.f_tail, _each(inside, whole(1, 9), whole(1, 90)), 25),
    "laws.chi2_tail": (laws.chi2_tail, _each(share, whole(1, 9)), 25),
    "student.beta_cdf": (student.beta_cdf, _each(share, whole(1, 40), whole(1, 40)), 25),
    "student.upper_tail": (student.upper_tail, _each(size, whole(1, 40)), 25),
    "student.quantile": (student.quantile, _each(inside, whole(1, 40)), 25),
    "student.beta_quantile": (
        student.beta_quantile, _each(inside, whole(1, 40), whole(1, 40)), 25),
    "crosstabs.crosstab_p": (
        crosstabs.crosstab_p,
        _each(lambda r: tuple(tuple(r.randint(0, 6) for _ in range(3)) for _ in range(2)),
              _methods(crosstabs.TESTS)), 50),
    "pairs.mcnemar_p": (
        pairs.mcnemar_p, _each(whole(0, 12), whole(0, 12), _methods(pairs.TESTS)), 30),
    "pooling.pool": (
        pooling.pool,
        _each(lambda r: [of(whole(1, 60))(r) for _ in range(r.randint(1, 5))], one(*LEVELS)), 40),
    "power.power": (
        power.power,
        _each(whole(1, 20), whole(1, 20), share, share, _methods(QUICK_TESTS),
              one(0.05, 0.01)), 40),
    "power.arms": (
        power.arms, _each(whole(1, 90), inside, one(0, 0.1, 0.3), one(1, 2, 0.5)), 30),
    "power.required_size": (
        power.required_size, _each(inside, inside, one(0.8, 0.5), one("fisher", "yates"),
                                   largest=one(20, 40)), 15),
    "power.expected_width": (
        power.expected_width, _each(whole(1, 20), whole(1, 20), share, share, one(*LEVELS)), 20),
    "power_ranks.ranksum_power": (
        power_ranks.ranksum_power, _each(whole(1, 30), whole(1, 30), share, one(0.05, 0.01)), 30),
    "ranks.ranksum_p": (
        ranks.ranksum_p, _each(values(), values(), _methods(ranks.ALL_METHODS)), 60),
    "ranks.ranksum_u": (ranks.ranksum_u, _each(values(), values()), 20),
    "ranks.exact_p": (
        ranks.exact_p,
        _each(whole(0, 24), whole(2, 4), lambda r: [r.randint(1, 3) for _ in range(4)],
              one("exact", "exact-central")), 30),
    "rates.rate_limits": (
        rates.rate_limits, _each(whole(0, 40), _methods(rates.RATE_METHODS), one(*LEVELS)), 30),
    "rates.rate_ratio_limits": (
        rates.rate_ratio_limits,
        _each(whole(0, 30), whole(0, 30), _methods(rates.RATIO_METHODS), one(*LEVELS)), 40),
    "rates.rates_p": (
        rates.rates_p, _each(whole(0, 30), whole(0, 30), inside, _methods(rates.RATE_TESTS)), 50),
    "rejection.rejection": (
        rejection.rejection,
        _each(whole(1, 12), whole(1, 12), _methods(rejection.TESTS), one(0.05, 0.2)), 30),
    "small_group.fewest_to_differ": (
        small_group.fewest_to_differ,
        _with(of(whole(1, 40)), whole(1, 20), one("fisher", "pearson"), one(0.05, 0.01)), 30),
    "small_group.chance_at_most": (
        small_group.chance_at_most,
        lambda r: ((*of(whole(1, 20))(r), *of(whole(1, 40))(r), r.choice(LEVELS)), {}), 30),
    "standardised.standardised": (
        standardised.standardised,
        _each(size, inside, whole(2, 40), inside, whole(2, 40), _methods(standardised.METHODS)),
        30),
    "standardised.standardised_limits": (
        standardised.standardised_limits,
        _each(size, whole(2, 40), whole(2, 40), _methods(standardised.INTERVALS), one(*LEVELS)),
        25),
    "superiority.superiority_interval": (
        lambda part, n1, n2, level: superiority_interval(part * n1 * n2, n1, n2, level),
        _each(share, whole(1, 30), whole(1, 30), one(*LEVELS)), 30),
    "superiority.superiority": (
        superiority, _each(values(), values(), one("newcombe"), one(*LEVELS)), 15),
    "superiority.shift": (
        shift, _each(values(12), values(12), one(*LEVELS)), 25),
    "superiority.end_place": (
        end_place, _each(whole(1, 20), whole(1, 20), one(*LEVELS)), 20),
    "consistency.grim": (
        consistency.grim,
        _each(decimal(0, 500, 2), whole(2, 60), one(1, 3), _methods(notation.ROUNDINGS)), 50),
    "consistency.grimmer": (
        consistency.grimmer,
        _each(decimal(100, 500, 2), decimal(0, 200, 2), whole(3, 25), one(1, 2),
              _methods(notation.ROUNDINGS)), 60),
    "consistency.debit": (
        consistency.debit,
        _each(decimal(0, 100, 2), decimal(0, 55, 2), whole(3, 40), _methods(notation.ROUNDINGS)),
        40),
    "counts.from_percent": (
        lambda *given: counts.from_percent(*given).results,
        _each(lambda r: f"{r.randint(0, 1000) / 10:g}%", one((1, 30), (7, 7), (20, 45)),
              _methods(notation.ROUNDINGS)), 30),
    "sides.read_side": (
        sides.read_side,
        _each(one("4/10", "?/10", "4/?", "?", "81%", "81%/36", "4 (40%)", "4/10 (40%)",
                  "4/10 (41%)", "11/10", "0/0", "101%", "-1/3", "", "4.5/10", "<5%/40")), 30),
    "tables.search": (
        _tables,
        _with(of(whole(2, 20)), whole(0, 100), one("0.02", "0.5", "<0.1", ">0.2", "1.0"),
              _methods(QUICK_TESTS)), 50),
    "ranksum.search": (
        _rank_sums,
        _each(one("0.02", "0.5", "<0.1", "1.0", "0.3"), whole(1, 7), whole(1, 7),
              _methods(ranks.ALL_METHODS), one("none", "none", "any")), 50),
    "ranksum.superiority_range": (
        ranksum.superiority_range, _each(small_group_of, small_group_of), 25),
    "ranksum.envelope": (ranksum.envelope, _each(small_group_of), 20),
    "ranksum.count_below": (
        ranksum.count_below, _each(small_group_of, whole(20, 60), one(True, False)), 30),
    "ranksum.joint": (
        _joint, _each(one("0.02", "0.5", "<0.1", "0.3"), small_group_of, small_group_of,
                      _methods(ranks.METHODS)), 25),
    "ranksum.witness": (
        ranksum.witness, _each(one("0.5", ">0.1", "0.3"), small_group_of, small_group_of), 20),
    "two_samples.moments": (two_samples.moments, _each(small_sample), 15),
    "two_samples.p_range": (
        two_samples.p_range,
        _each(small_sample, small_sample, _methods(two_samples.TESTS)), 20),
    "two_samples.search": (
        _two, _each(small_sample, small_sample, one("0.3", "<0.05", ">0.5")), 20),
    "means.ttest": (
        means.ttest,
        lambda r: (tuple(f"{r.randint(10, 30)}±{r.randint(1, 9)}/{r.randint(2, 40)}"
                         for _ in range(2)),
                   {r.choice(("p", "t", "difference")): f"{r.randint(1, 99) / 100}"}), 40),
    "means.paired": (
        means.paired,
        lambda r: ((r.randint(2, 40), {"mean": f"{r.randint(1, 90) / 10}",
                                       r.choice(("sd", "p", "t")): f"{r.randint(1, 99) / 100}"}),
                   {}), 25),
    "variances.f_range": (
        variances.f_range,
        lambda r: (([r.randint(2, 20) for _ in range(3)],
                    [(m := r.randint(10, 20), m + r.choice((0, 1))) for _ in range(3)],
                    [(s := r.randint(1, 9), s + r.choice((0, 1))) for _ in range(3)]), {}), 25),
    "nearest.text": (
        _nearest_text,
        lambda r: ((r.choice((-1, 1)) * r.random() * 10 ** r.randint(-9, 9),
                    r.choice(("0.05", "1.4", "12", "81%", "0.0001"))), {}), 30),
    "notation.parse": (
        _read,
        _each(one("0.05", "12", "81%", "<0.001", ">0.9", "-3.20", "1.2e-3", "≤0.05", "1,234",
                  "–7.5", "0", "100%", "P = 0.03", "abc", "1.0E5", ".05", "5.", "0.050%"),
              _methods(notation.ROUNDINGS)), 60),
}  # fmt: skip


# ------------------------------------------------------------------ what is kept


def lines(names: Iterable[str] = FUNCTIONS) -> Iterator[str]:
    """Each call of these functions with what it gives."""
    for name in names:
        function, make, number = FUNCTIONS[name]
        source = random.Random(name)
        for _ in range(number):
            given, named = make(source)
            yield f"{name}({_written(given, named)}) {_given(function, given, named)}"


def _written(given: Sequence[Any], named: Mapping[str, Any]) -> str:
    parts = [_shown(one) for one in given]
    return ", ".join([*parts, *(f"{key}={_shown(one)}" for key, one in named.items())])


def _given(function: Callable[..., Any], given: Sequence[Any], named: Mapping[str, Any]) -> str:
    try:
        return _shown(function(*given, **named))
    except InputError as error:
        return f"refused: {error.message}"


def _shown(value: Any) -> str:
    text = str(_plain(value))
    if len(text) <= SHOWN:
        return text
    return f"{text[: SHOWN // 2]}... {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _plain(value: Any) -> Any:
    """Parts that can be written, floats with the digits that every machine agrees on.

    >>> _plain({"p": (0.123456789012, Fraction(1, 3))})
    {'p': (0.12345679, '1/3')}
    """
    if hasattr(value, "json"):
        value = value.json()
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if abs(value) > 1e-12 else 0.0
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        parts = [_plain(one) for one in value]
        return parts if isinstance(value, list) else tuple(parts)
    if isinstance(value, ranksum.Group):
        return [value.n, _plain(value.highest), _plain(value.lowest), value.attained]
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name))
                for field in dataclasses.fields(value)}  # fmt: skip
    if hasattr(value, "stated"):
        return _plain(value.stated)
    return value


def write() -> None:
    """Keep the values as they are now."""
    VALUES.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
