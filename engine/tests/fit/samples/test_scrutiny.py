"""GRIM, GRIMMER and DEBIT: values that scrutiny and rsprite2 (R) state, and exhaustive oracles."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest

from printed import notation
from printed.errors import InputError
from printed.fit.samples import debit, grim, grimmer
from printed.fit.samples.consistency import deviation_exists


@pytest.mark.parametrize(
    ("mean", "n", "items", "holds"),
    [
        ("5.19", 28, 1, False),  # rsprite2 GRIM_test(5.19, 28)
        ("5.18", 14, 2, True),  # rsprite2 GRIM_test(5.18, 14, n_items = 2)
        ("-1.3", 3, 1, True),  # rsprite2 GRIM_test(-1.3, 3)
        ("0.00001", 10_000, 1, False),  # rsprite2 GRIM_test(1e-5, 10000)
        ("2", 10**9, 1, True),  # rsprite2 GRIM_test(2, 1e9, m_prec = 0)
        ("4.74", 25, 1, False),  # scrutiny audit_seq(grim_map_seq(pigs1))
        ("5.23", 29, 1, False),
    ],
)
def test_grim_of_rsprite2_and_scrutiny(mean, n, items, holds):
    assert grim(mean, n, items) is holds


@pytest.mark.parametrize(
    ("mean", "sd", "n", "items", "holds"),
    [
        # rsprite2 GRIMMER_test(mean, sd, n, n_items = items)
        ("5.21", "1.60", 28, 1, True),
        ("3.44", "2.47", 18, 1, False),
        ("1.33", "0.00", 3, 3, True),
        ("1.1", "0", 10, 1, True),
        ("1.5", "0.00", 8, 1, False),
        ("-1.5", "0", 8, 1, False),
        ("1.5", "0.00", 8, 2, True),
        ("2.5", "0", 10, 1, False),
        ("1.44", "0.17", 9, 1, False),
        ("-1.44", "0.17", 9, 1, False),
    ],
)
def test_grimmer_of_rsprite2(mean, sd, n, items, holds):
    assert grimmer(mean, sd, n, items) is holds


def test_an_sd_on_the_edge_needs_the_rule_that_takes_both():
    # rsprite2 GRIMMER_test(1.83, .2, 9, n_items = 2) rounds up or down: the SD is 0.25 exactly.
    assert grimmer("1.83", "0.2", 9, 2, rounding="either")
    assert not grimmer("1.83", "0.2", 9, 2)


def test_debit_of_scrutiny():
    # scrutiny debit_map(pigs3)
    means = ["0.53", "0.44", "0.77", "0.19", "0.34", "0.93", "0.12"]
    sds = ["0.50", "0.50", "0.42", "0.35", "0.47", "0.25", "0.33"]
    expected = [True, True, True, False, True, True, True]
    assert [debit(mean, sd, 1683) for mean, sd in zip(means, sds, strict=True)] == expected
    # scrutiny tests/testthat/test-debit.R
    assert debit("0.50", "0.503", 100) and debit("0.05", "0.22", 20)
    assert not debit("0.05", "0.21", 20) and not debit("0.00", "0.50", 50)
    assert debit("0.00", "0.00", 50) and debit("1.000", "0.000", 5)


@pytest.mark.parametrize("n", [7, 13])
def test_debit_passes_exactly_the_samples_of_zeros_and_ones(n):
    real = set()
    for k in range(n + 1):
        variance = Fraction(k * (n - k), n * (n - 1))
        for i in range(60):
            low, high = max(Fraction(2 * i - 1, 200), Fraction(0)), Fraction(2 * i + 1, 200)
            if low**2 <= variance < high**2:
                real.add((notation.text(Fraction(k, n), 2), f"{i / 100:.2f}"))
    pairs = [(f"{i / 100:.2f}", f"{j / 100:.2f}") for i in range(101) for j in range(0, 60, 3)]
    means, sds = zip(*pairs, strict=True)
    assert list(debit(means, sds, n)) == [pair in real for pair in pairs]
    assert all(debit(mean, sd, n) for mean, sd in real)


@pytest.mark.parametrize("n", range(1, 8))
def test_grimmer_asks_for_whole_numbers_that_exist(n):
    """Sum and sum of squares against every sample of whole numbers near 0."""
    reach = 6 if n < 5 else 3
    have = {
        (sum(values), sum(x * x for x in values))
        for values in combinations_with_replacement(range(-reach, reach + 1), n)
    }
    for total in range(n):
        for squares in range(reach * reach + 1):  # no value can be larger than reach
            deviation = n * squares - total * total
            exists = deviation >= 0 and deviation_exists(n, total, deviation, deviation)
            assert exists == ((total, squares) in have), (n, total, squares)


@pytest.mark.parametrize("rounding", notation.ROUNDINGS)
def test_grim_is_division_of_every_sum(rounding):
    """Each sum divided and compared with the interval, as scrutiny's oracle does."""
    for n in (3, 12, 20, 40, 100, 200):
        for mean in ("-2.5", "-0.1", "0.0", "0.1", "4.2", "1.99", "0.24", "5.19"):
            value = notation.parse(mean, rounding)
            holds = any(value.contains(Fraction(total, n)) for total in range(-3 * n, 6 * n))
            assert grim(mean, n, rounding=rounding) == holds, (mean, n)


@pytest.mark.parametrize("rounding", notation.ROUNDINGS)
def test_arrays_and_single_pairs_agree(rounding):
    numpy = pytest.importorskip("numpy")
    random.seed(3)
    sizes = [random.choice([1, 2, 4, 5, 8, 20, 40, 50, 100, 200, 333]) for _ in range(400)]
    items = [random.choice([1, 1, 2, 5]) for _ in sizes]
    for decimals in (0, 1, 2, 3):
        drawn = [Fraction(random.randint(-999, 12000), 1000) for _ in sizes]
        means = [notation.text(value, decimals) for value in drawn]
        one = [grim(m, n, i, rounding) for m, n, i in zip(means, sizes, items, strict=True)]
        assert grim(numpy.array(means), sizes, items, rounding).tolist() == one
        assert grim(means, sizes, items, rounding).tolist() == one
        numbers = numpy.array(means, dtype=float)
        assert grim(numbers, sizes, items, rounding, decimals=decimals).tolist() == one
    shares = [str(random.randint(0, 100)) for _ in sizes]
    one = [grim(m, n, percent=True) for m, n in zip(shares, sizes, strict=True)]
    assert grim(numpy.array(shares), sizes, percent=True).tolist() == one


def test_percentages():
    assert grim("81%", 36) and not grim("81%", 30)
    assert grim("81", 36, percent=True) is True
    with pytest.raises(InputError, match="0% to 100%"):
        grim("120%", 36)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: grim("5.19", 0), "n must be a whole number"),
        (lambda: grim("nan", 10), "not a printed number"),
        (lambda: grim(5.19, 10), "quote it"),
        (lambda: grim("5.19", 10, items=0), "items must be"),
        (lambda: grim(["5.1", "x"], 10), "not a printed number"),
        (lambda: grim(["5.1", "5.2"], [10, 11, 12]), "equal length"),
        (lambda: grimmer("3.1", "-1", 10), "negative"),
        (lambda: grimmer("3.1", "1", 1), "does not exist"),
        (lambda: grimmer("3.1", "1", 10, ddof=2), "ddof must be"),
        (lambda: debit("1.50", "0.50", 10), "between 0 and 1"),
    ],
)
def test_bad_input_gets_one_line(call, message):
    with pytest.raises(InputError, match=message):
        call()
