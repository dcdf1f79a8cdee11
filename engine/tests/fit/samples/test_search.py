"""One question about samples: what was tried, what was left off, what is too large."""

from __future__ import annotations

import pytest

from printed.errors import InputError
from printed.fit import samples


def test_quartiles_in_the_words_of_the_median_are_quartiles():
    scale = {"min": -1, "max": 1, "step": "0.1"}
    apart = samples.search(5, median="0.3", iqr="-0.1:0.7", **scale)
    joined = samples.search(5, median="0.3 [-0.1 to 0.7]", **scale)
    assert joined.results == apart.results and int(joined.results["datasets"]) > 0
    for found in (joined, samples.search(5, median="0.3 [0.8]", **scale)):
        assert "type-7" in found.conventions
        assert {"convention": "tukey", "reason": "not asked for"} in found.not_tried
    assert "type-7" not in samples.search(5, median="0.3", **scale).conventions
    with pytest.raises(InputError, match="leave iqr out"):
        samples.search(5, median="0.3 [-0.1 to 0.7]", iqr="0.8", **scale)


def test_what_is_left_off_is_said():
    asked = {"mean": "2", "min": 0, "max": 8, "step": 1}
    whole = samples.search(3, members=True, **asked)
    cut = samples.search(3, members=True, max_results=4, **asked)
    assert (whole.truncated, cut.truncated) == (False, True)
    assert cut.results["members"] == whole.results["members"][:4]
    assert cut.results["datasets"] == whole.results["datasets"]
    drawn = [samples.search(3, draw=9, seed=1, max_results=most, **asked) for most in (9, 4)]
    assert [found.truncated for found in drawn] == [False, True]
    assert drawn[1].results["draws"] == drawn[0].results["draws"][:4]


def test_an_infinite_t_has_its_sign():
    """Three twos: no spread, above 1 and below 3."""
    found = samples.search(3, mean="2", sd="0", min=0, max=8, step=1, bound=["t:1", "t:3"]).results[
        "bounds"
    ]
    for name, sign in (("t:1", 1), ("t:3", -1)):
        assert found[name]["min_infinite"] and found[name]["max_infinite"]
        assert found[name]["min_infinite_sign"] == found[name]["max_infinite_sign"] == sign
    finite = samples.search(3, mean="2", min=0, max=8, step=1, bound=["mean"]).results["bounds"]
    assert not any(name.endswith("_sign") for name in finite["mean"])


def test_a_negative_seed_is_refused():
    with pytest.raises(InputError, match="seed"):
        samples.search(3, mean="2", min=0, max=8, step=1, draw=1, seed=-1)


@pytest.mark.parametrize("n", [10**6, 10**15])
def test_too_large_is_said_before_any_work(n):
    found = samples.search(n, mean="0.5", min=0, max=1, step=1, bound=["median"])
    assert "too large" in found.results["reason"] and found.results["datasets"] is None
    with pytest.raises(InputError, match=r"at most 10\*\*15"):
        samples.search(10, mean="0.5", min=0, max="1e30", step=1)
