"""The problem file of this paper is made from its register, and answers as the pages do."""

from __future__ import annotations

import pytest

from passion import evidence, problem_file
from printed import problem


@pytest.fixture(scope="module")
def bounds():
    return problem.solve(problem_file.FILE).results["bounds"]


def test_the_file_is_the_one_that_the_register_makes():
    assert problem_file.FILE.read_text(encoding="utf-8") == problem_file.text(), (
        "problems/passion_2025.yaml is out of date: run `python -m passion.problem_file`"
    )


def test_another_register_makes_another_file(monkeypatch):
    register = problem_file.claims.load()
    monkeypatch.setattr(problem_file.claims, "load", lambda: register.without("motor_p"))
    assert problem_file.text() != problem_file.FILE.read_text(encoding="utf-8")


def test_it_is_written_where_it_is_asked_for(tmp_path):
    problem_file.main(tmp_path / "made.yaml")
    assert (tmp_path / "made.yaml").read_bytes() == problem_file.FILE.read_bytes()


def test_the_share_of_pairs_is_that_of_the_page_of_motor_scores(bounds):
    found = evidence.load(records=None).superiority("motor")
    both = bounds["motor.superiority"]
    assert (both["min"], both["max"]) == pytest.approx((found.low, found.high))


def test_the_scans_are_those_of_the_page_of_the_scans(bounds):
    (table,) = evidence.load(records=None).tables("plic")
    scans = bounds["n_registry_counted"]
    assert scans["min"] == scans["max"] == table.n2
    assert bounds["plic.odds_ratio"]["min"] == pytest.approx((4 * 7) / (6 * 29))
