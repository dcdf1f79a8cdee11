"""Draws and counts where the programme does not fit: their laws on small sets, both methods on
large ones."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections import Counter

import pytest

from printed.errors import InputError
from printed.fit import samples
from printed.fit.samples import boltzmann, sample_set
from printed.fit.samples import chain as chain_module
from printed.fit.samples.boltzmann import Boltzmann
from printed.fit.samples.chain import Chain, effective, r_hat, walk
from printed.fit.samples.halves import by_cluster, by_level

stats = pytest.importorskip("scipy.stats")

SPRITE = {"mean": "3.5", "sd": "1.2", "min": 1, "max": 7, "step": 1}
SMALL = [
    (20, SPRITE, 188),
    (20, {**SPRITE, "median": "3.5"}, 22),
    (20, {**SPRITE, "share": ["<3=20%"]}, None),
    (6, {"mean": "3.0", "min": 0, "max": 6, "step": 1}, None),
]


def expected(found, ordered):
    """Every member and its probability."""
    weights = {}
    for one in found.members():
        repeats = math.prod(math.factorial(times) for times in Counter(one).values())
        weights[tuple(one)] = math.factorial(len(one)) / repeats if ordered else 1
    total = sum(weights.values())
    return {one: weight / total for one, weight in weights.items()}


def p_value(drawn, law):
    """Chi-square of draws against a law; members expected less than five times are pooled."""
    assert set(drawn) <= set(law)
    number = len(drawn)
    times, rare, cells = Counter(drawn), [0.0, 0.0], []
    for one, share in law.items():
        if share * number < 5:
            rare = [rare[0] + times[one], rare[1] + share * number]
        else:
            cells.append((times[one], share * number))
    cells += [tuple(rare)] if rare[1] >= 5 else []
    seen, wanted = zip(*cells, strict=True)
    return stats.chi2.sf(
        sum((a - b) ** 2 / b for a, b in zip(seen, wanted, strict=True)), len(cells) - 1
    )


@pytest.mark.parametrize("by", [by_level, by_cluster])
@pytest.mark.parametrize("law", ["multisets", "ordered"])
@pytest.mark.parametrize(("n", "asked", "count"), SMALL)
def test_matched_halves_are_uniform(monkeypatch, n, asked, count, law, by):
    monkeypatch.setattr(boltzmann, "by_level", by)
    monkeypatch.setattr(boltzmann, "HALVES", (400, 400))
    monkeypatch.setattr(boltzmann, "SHARED", 400)  # one draw a batch: all independent
    monkeypatch.setattr(boltzmann, "AT_ONCE", 100)  # places: a few pairs
    found = sample_set(n, **asked)
    assert count in (None, found.count())
    shares = expected(found, law == "ordered")
    drawn = Boltzmann(found.grid, law == "ordered").draws(1200, seed=5)
    assert drawn.batches == 1200 and drawn.bias < 0.05
    assert p_value([tuple(one) for one in drawn.samples], shares) > 1e-3


FREE = [  # wide enough that no sample holds a chain for long
    (6, {"mean": "3.0", "min": 0, "max": 6, "step": 1}),
    (5, {"mean": "3", "sd": "2", "min": 0, "max": 8, "step": 1}),
    (5, {"median": "3", "min": 0, "max": 6, "step": 1}),
    (2, {"mean": "3", "min": 0, "max": 6, "step": 1}),
    (7, {"mean": "2", "sd": "1", "min": 0, "max": 3, "step": 1}),
]


@pytest.mark.parametrize("pairs", [False, True])
@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize(("n", "asked"), FREE)
def test_a_chain_has_the_law_as_its_limit(monkeypatch, n, asked, ordered, pairs):
    if pairs:
        monkeypatch.setattr(chain_module, "FEW_LEVELS", 0)
    found = sample_set(n, **asked)
    shares = expected(found, ordered)
    chain = Chain(found.witnesses.find(), found.grid, ordered, random.Random(7))
    assert chain.size == (2 if n == 2 or (pairs and (n, asked) != FREE[1]) else 3)
    drawn = []
    for _ in range(2000):  # so many that a law of other weights for ties is told from this one
        for _ in range(20):
            chain.step()
        drawn.append(tuple(sorted(chain.values)))
    assert p_value(drawn, shares) > 1e-3


@pytest.mark.parametrize(
    ("n", "mean", "sd", "low", "high", "exact"),
    [
        # Exact numbers by the programme, one level held at a time.
        (10, "89", "21", 0, 200, 32832766981),
        (60, "3.1", "2.1", 1, 10, None),
        (39, "37.21", "20.01", -2, 76, 31415178599623532137672977),
    ],
)
def test_integral_and_estimate_agree_with_the_exact_number(n, mean, sd, low, high, exact):
    found = sample_set(n, mean=mean, sd=sd, min=low, max=high, step=1)
    exact = exact or found.count()
    integral, estimate = found.about()
    assert integral.log10 == pytest.approx(math.log10(exact), abs=2e-3)
    assert abs(10**estimate.log10 / exact - 1) < 5 * estimate.error < 0.3


@pytest.mark.parametrize("sd", ["2", "2.04"])
def test_many_sums_are_taken_together_and_the_error_says_so(monkeypatch, sd):
    found = sample_set(40, mean="4", sd=sd, min=1, max=10, step=1)
    each = Boltzmann(found.grid).integral()  # 40 sums, one by one
    monkeypatch.setattr(boltzmann, "STRATA", 12)
    some = Boltzmann(found.grid).integral()
    away = abs(10 ** (some.log10 - each.log10) - 1)
    assert 1e-6 < away < 2 * some.error < 0.2 and each.error < away
    assert each.log10 == pytest.approx(math.log10(found.count()), abs=1e-4)


@pytest.mark.parametrize(
    ("n", "mean", "sd", "step", "law"),
    [
        (25, "5.50", "46.66", "0.1", "near-uniform"),  # more levels than values
        (300, "5", "7", "0.1", "near-uniform"),  # and thousands of sums
        (300, "50", "20", "0.01", "chain"),  # and more of both than are tried
    ],
)
def test_wide_scales_have_an_answer_whose_parts_agree(n, mean, sd, step, law):
    """By hand these took minutes, or gigabytes."""
    asked = {"mean": mean, "sd": sd, "step": step}
    result = samples.search(n, **asked, draw=4, seed=1).results
    found = sample_set(n, **asked)
    assert result["law"] == law
    assert len(result["draws"]) == 4 and all(one in found for one in result["draws"])
    if law != "chain":
        about, check = result["datasets_about"], result["datasets_about"]["check"]
        assert result["datasets_method"] == "integral" and check["method"] == "estimate"
        assert abs(10 ** (about["log10"] - check["log10"]) - 1) < 5 * check["error"] < 0.3


def test_order_statistics_are_counted_by_the_estimate():
    found = sample_set(24, **{**SPRITE, "mean": "3.8"}, median="3.5", iqr="3:5")
    (estimate,) = found.about()
    assert estimate.method == "estimate"
    assert abs(10**estimate.log10 / found.count() - 1) < 5 * estimate.error < 0.3


def test_too_large_becomes_an_answer_at_500():
    scale = {"min": 0, "max": 100, "step": 1}
    result = samples.search(500, mean="50.0", sd="20.0", **scale, draw=50, seed=1).results
    about = result["datasets_about"]
    assert result["datasets"] is None and result["datasets_method"] == "integral"
    assert about["log10"] == pytest.approx(103.8948, abs=1e-3) and about["error"] < 1e-4
    assert about["check"]["method"] == "estimate"
    assert result["law"] == "near-uniform" and result["law_details"]["bias"] < 0.01
    found = sample_set(500, mean="50.0", sd="20.0", **scale)
    assert len(result["draws"]) == 50 and all(one in found for one in result["draws"])
    assert result["witness"] in found
    assert result["draws"] == found.draws(50, seed=1) != found.draws(50, seed=2)


def test_quartiles_of_100(monkeypatch):
    monkeypatch.setattr(boltzmann, "HALVES", (20_000, 20_000))
    asked = {"mean": "50.0", "sd": "20.0", "median": "51", "iqr": "35:66", "step": 1}
    found = sample_set(100, **asked, min=0, max=100)
    drawn, told = found.drawn(2, seed=1)
    assert told["law"] == "near-uniform" and all(one in found for one in drawn)


def test_what_only_a_chain_draws_tells_how_well_it_mixes(monkeypatch):
    """Quartiles far from those of most samples with this mean and SD."""
    monkeypatch.setattr(boltzmann, "HALVES", (2000, 2000))
    asked = {"mean": "50.0", "sd": "20.0", "median": "40", "iqr": "30:70", "step": 1}
    found = sample_set(60, **asked, min=0, max=100)
    drawn, told = found.drawn(8, seed=1)
    assert told["law"] == "chain" and told["connected"] is None
    assert told["steps"] > 0 and told["between"] > 0 and told["mixed"] in (True, False)
    assert "halves agree" in told["reason"]
    assert all(one in found for one in drawn)


def test_two_draws_of_one_start_do_not_pass_for_mixed():
    assert r_hat([[1.0, 1.1, 0.9, 1.0], [9.0, 9.1, 8.9, 9.0]]) > 5
    source = random.Random(1)
    white = [[source.gauss(0, 1) for _ in range(400)] for _ in range(4)]
    slow = []
    for _ in range(4):
        chain = [0.0]
        for _ in range(399):
            chain.append(0.9 * chain[-1] + source.gauss(0, 1))
        slow.append(chain)
    # An AR(1) series of coefficient 0.9 is worth (1 - 0.9) / (1 + 0.9) of its length.
    assert r_hat(white) < 1.02 and effective(white) > 1200
    assert 40 < effective(slow) < 160


def test_a_short_chain_repeats_by_seed():
    found = sample_set(20, **SPRITE)
    start = [found.witnesses.find()]
    one, two = (walk(start, found.grid, 20, seed=3, seconds=60) for _ in range(2))
    assert one == two and len(one.samples) == 20
    assert all(values in found for values in one.samples)


def test_no_sample_is_counted_and_not_drawn_at_any_size():
    found = sample_set(500, mean="50.0", sd="60.0", min=0, max=100, step=1)
    assert found.count() == 0
    with pytest.raises(InputError, match="nothing to draw"):
        found.draws(1)


WITHOUT = """
import sys
for name in ("numpy", "scipy", "pandas"):
    sys.modules[name] = None
from printed.fit import samples
found = samples.search(60, mean="50.0", sd="20.0", min=0, max=100, step=1, draw=4, seed=1,
                       bound=["median", "count<50"]).results
print(found["law"], found["law_details"]["reason"], len(found["draws"]), len(found["witness"]))
print(found["bounds"]["median"]["method"], found["datasets_method"])
"""


def test_without_numpy_a_witness_sharp_bounds_and_a_chain():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == [
        "chain not tried: needs numpy 4 60",
        "exact None",
    ], done.stderr
