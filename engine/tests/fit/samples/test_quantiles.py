"""Quantiles by each rule against numpy's (Hyndman and Fan 1996) and Tukey's hinges by hand."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

import numpy as np
import pytest

from printed.fit.samples.quantiles import quantile

METHODS = {
    "type-1": "inverted_cdf",
    "type-2": "averaged_inverted_cdf",
    "type-3": "closest_observation",
    "type-4": "interpolated_inverted_cdf",
    "type-5": "hazen",
    "type-6": "weibull",
    "type-7": "linear",
    "type-8": "median_unbiased",
    "type-9": "normal_unbiased",
}
SHARES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1, 10), Fraction(7, 8))
# Squares: no two neighbours lie equally far apart, so a wrong rank or weight shows.
SAMPLES = {n: [x * x for x in range(1, n + 1)] for n in range(1, 41)}


@pytest.mark.parametrize("rule", METHODS)
def test_numpy(rule):
    for values in SAMPLES.values():
        for share in SHARES:
            wanted = np.quantile(values, float(share), method=METHODS[rule])
            found = quantile(values, share, rule)
            assert float(found) == pytest.approx(float(wanted)), (len(values), share)


def test_tukeys_hinges_are_medians_of_halves():
    for n, values in SAMPLES.items():
        half = (n + 1) // 2  # the middle value belongs to both
        assert quantile(values, Fraction(1, 4), "tukey") == median(values[:half])
        assert quantile(values, Fraction(3, 4), "tukey") == median(values[-half:])
