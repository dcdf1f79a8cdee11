"""What is left of a standardised difference: bounds no sample leaves, and Student's by scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from passion import evidence
from passion.evidence import standardised
from passion.records import Records

PRINTED = {"treated": ((0.25, 0.35), (0.75, 0.85)), "registry": ((-0.45, -0.35), (1.45, 1.55))}


@pytest.fixture(scope="module")
def found():
    return evidence.load(records=None)


def d_of(one, two):
    squares = ((one - one.mean()) ** 2).sum() + ((two - two.mean()) ** 2).sum()
    return (one.mean() - two.mean()) / np.sqrt(squares / (len(one) + len(two) - 2))


def within(values, name):
    """How far a sample is inside the printed median and interquartile range, by numpy."""
    (low, high), (least, most) = PRINTED[name]
    first, middle, third = np.quantile(values, [0.25, 0.5, 0.75])
    return np.array([middle - low, high - middle, third - first - least, most - third + first])


@pytest.mark.parametrize("n2", [5, 8])
def test_no_sample_that_a_search_finds_leaves_the_bounds_and_some_come_near(found, n2):
    span = standardised.cohens_d(found, "motor", n2)
    random = np.random.default_rng(n2)
    best = {1: -np.inf, -1: -np.inf}
    for _ in range(4):
        for sign in best:
            start = np.concatenate([
                0.3 + 0.6 * np.sort(random.normal(size=10)), -0.4 + np.sort(random.normal(size=n2))
            ])  # fmt: skip
            done = optimize.minimize(
                lambda x, sign=sign: -sign * d_of(x[:10], x[10:]),
                start,
                method="SLSQP",
                constraints={
                    "type": "ineq",
                    "fun": lambda x: np.concatenate(
                        [within(x[:10], "treated"), within(x[10:], "registry")]
                    ),
                },
                options={"maxiter": 300},
            )
            margins = np.concatenate(
                [within(done.x[:10], "treated"), within(done.x[10:], "registry")]
            )
            if margins.min() > -1e-6:
                best[sign] = max(best[sign], sign * d_of(done.x[:10], done.x[10:]))
    assert best[1] <= span.high + 1e-4 and best[-1] <= -span.low + 1e-4
    assert best[1] >= 0.8 * span.high and best[-1] >= 0.8 * -span.low


@pytest.mark.parametrize("n2", [5, 20, 39])
def test_students_test_by_scipy(n2):
    """R: t.test(x, y, var.equal = TRUE)."""
    random = np.random.default_rng(n2)
    one, two = random.normal(0.8, size=10), random.normal(size=n2)
    other = stats.ttest_ind(one, two)
    assert standardised.student_p(d_of(one, two), 10, n2) == pytest.approx(other.pvalue)
    assert standardised.student_d(other.pvalue, 10, n2) == pytest.approx(abs(d_of(one, two)))


def test_d_behind_the_printed_p_by_scipy(found):
    for n2 in (5, 36):
        span = standardised.cohens_d_of_student(found, "motor", n2)
        for d, p in ((span.high, 0.0025), (span.low, 0.0035)):
            t = stats.ttest_ind_from_stats(d, 1, 10, 0, 1, n2)
            assert t.pvalue == pytest.approx(p)


def test_students_d_has_the_sign_of_the_medians(found):
    treated, registry = found.pair("motor", 20)  # the treated have the higher median
    p = found.register.find("motor", "p_value", "both").interval()
    one, other = treated.cohens_d_of_student(registry, p), registry.cohens_d_of_student(treated, p)
    assert 0 < one.low < one.high and one.attained is (p.closed == (True, True))
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low))


def test_means_are_open_without_records_and_one_value_with_them(found):
    assert standardised.difference_of_means(found, "motor").text() == "unbounded"
    random = np.random.default_rng(1)
    one, two = random.normal(0.8, size=10), random.normal(size=20)
    groups = ["treated"] * len(one) + ["registry"] * len(two)
    frame = pd.DataFrame({"cohort": groups, "motor_z": np.concatenate([one, two])})
    seen = evidence.load(records=Records(frame))
    span = standardised.difference_of_means(seen, "motor")
    assert span.single and span.low == pytest.approx(one.mean() - two.mean())
    span = standardised.difference_of_means(seen, "motor", in_registry_sd=True)
    assert span.low == pytest.approx((one.mean() - two.mean()) / two.std(ddof=1))
    for bound in (standardised.cohens_d, standardised.cohens_d_of_student):
        assert bound(seen, "motor", 20).low == pytest.approx(d_of(one, two))
