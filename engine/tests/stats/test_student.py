"""Student's t on the standard library against scipy."""

from __future__ import annotations

import pytest
from scipy import special, stats

from printed.errors import InputError
from printed.stats.student import beta_cdf, beta_quantile, quantile, upper_tail


@pytest.mark.parametrize("df", [1, 2, 3.5, 9, 38, 1000, 1e6])
def test_tails_and_quantiles_are_scipys(df):
    # R: pt(2.5, 9, lower.tail = FALSE) is 0.01693064
    for t in (-30, -2.5, -0.1, 0, 0.3, 2.5, 9, 40):
        assert upper_tail(t, df) == pytest.approx(stats.t.sf(t, df), rel=1e-8, abs=1e-300)
    for share in (1e-6, 0.025, 0.4, 0.5, 0.9, 0.975, 0.9995):
        assert quantile(share, df) == pytest.approx(stats.t.ppf(share, df), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("a, b", [(0.5, 0.5), (1, 10), (30, 2), (400, 600), (0.1, 20)])
def test_the_beta_law_is_scipys(a, b):
    for x in (0, 1e-9, 0.01, 0.3, 0.5, 0.77, 0.999, 1):
        assert beta_cdf(x, a, b) == pytest.approx(special.betainc(a, b, x), rel=1e-10, abs=1e-300)


@pytest.mark.parametrize("a, b", [(0.5, 0.5), (1, 10), (30, 2), (400, 600)])
def test_the_quantiles_of_a_beta_law_are_scipys(a, b):
    for share in (1e-6, 0.025, 0.5, 0.975, 0.9999):
        known = special.betaincinv(a, b, share)
        assert beta_quantile(share, a, b) == pytest.approx(known, rel=1e-8)


def test_what_has_no_value_is_refused():
    for share, df in ((0, 3), (1, 3), (0.5, 0), (0.5, -1)):
        with pytest.raises(InputError):
            quantile(share, df)
    with pytest.raises(InputError):
        beta_cdf(0.5, 0, 1)
