"""Drawn trials and real abstracts: the committed tables are what the source gives, and hold."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from passion import recovery
from passion.recovery import papers, printing, simulation
from printed.errors import InputError
from printed.problem import solve

NEAR = simulation.Kind(10, 20, 39, 2, "same", "fisher")
ROWS = simulation.table()
REAL = papers.table()


def test_what_prints_a_trial_shares_nothing_with_the_engine():
    place = Path(recovery.__file__).with_name("printing.py")
    for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not [name for name in names if name.split(".")[0] in ("printed", "passion")]


def test_the_truth_is_held_in_every_set_under_the_right_reading():
    """Of one, two and three outcomes, 300 trials of each kind."""
    right = [r for r in ROWS if r["denominators"] == "same" and r["assumed"] == r["used"]]
    assert sum(row["trials"] for row in right if row["outcomes"] == 1) >= 10_000
    assert all(row["single_true"] + row["several_true"] == row["trials"] for row in right)


def test_every_row_counts_every_trial():
    assert len(ROWS) == len(simulation.kinds()) * 4 * simulation.MOST_OUTCOMES
    assert (
        sum(row["trials"] for row in ROWS if (row["assumed"], row["outcomes"]) == ("any", 1))
        >= 20_000
    )
    for row in ROWS:
        assert sum(row[end] for end in simulation.ENDS) == row["trials"]


@pytest.mark.slow
def test_the_committed_table_is_what_the_source_gives():
    for row in simulation.count(NEAR, range(300)):
        assert row in ROWS


@pytest.mark.validate
@pytest.mark.parametrize("kind", simulation.kinds(), ids=str)
def test_every_kind_of_trial_gives_its_rows_again(kind):
    """All 21,600 trials: ten minutes."""
    for row in simulation.count(kind, range(300)):
        assert row in ROWS


@pytest.mark.parametrize("number", range(6))
def test_the_joint_solver_leaves_the_same_sizes(number):
    """Outcomes are intersected here; the problem solver takes them in one question."""
    trial = simulation.trial(NEAR, number)
    found = solve({
        "unknowns": {"n": [1, NEAR.most]},
        "items": {
            f"outcome{at}": {"kind": "table", "group1": f"{one.k1}/{NEAR.n1}",
                             "group2": f"{one.share} of n", "p": one.p}
            for at, one in enumerate(trial)
        },
        "conventions": {"table": ["fisher"], "rounding": ["half-up"], "p_rule": ["nearest"]},
    })  # fmt: skip
    sizes = {row["n"] for row in found.results["solutions"]}
    last = [one for one in simulation.answers(NEAR, trial) if one.assumed == "fisher"][-1]
    assert sizes == set(last.sizes) and trial[0].n2 in sizes


def test_a_table_that_is_bent_is_found():
    """An answer that leaves the truth out does not count as held."""
    trial = simulation.trial(NEAR, 0)
    other = [simulation.Outcome(o.k1, o.k2, o.n2 + 1, o.share, o.p) for o in trial]
    ends = {a.end for a in simulation.answers(NEAR, other) if a.assumed == "fisher"}
    assert ends and not any(end.endswith("_true") for end in ends)


def test_own_denominators_are_drawn_apart():
    own = simulation.draw(simulation.Kind(10, 20, 39, 2, "own", "fisher"), random.Random(1))
    assert len({one.n2 for one in own}) > 1


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.005, 2, "0.01"), (0.00499999999, 2, "<0.01"), (1.0, 2, "1.00"), (0.0005, 3, "0.001")],
)
def test_p_is_rounded_half_up_and_what_is_less_says_so(value, decimals, text):
    assert printing.p_value(value, decimals) == text


def test_a_cell_that_is_no_number_is_told_with_its_place(tmp_path):
    text = (simulation.DATA / simulation.TABLE).read_text(encoding="utf-8")
    (tmp_path / "x.csv").write_text(text.replace(",300,", ",many,", 1), encoding="utf-8")
    with pytest.raises(InputError, match="many"):
        simulation.table(tmp_path / "x.csv")


# --------------------------------------------------------------------------- real abstracts


def test_every_paper_that_was_chosen_is_shown():
    chosen = {row["id"] for row in papers.rows(papers.PLACE / "papers.csv") if row["id"]}
    assert {row["paper"] for row in REAL} == chosen


def test_every_miss_is_explained():
    assert [row for row in REAL if row["held"] == "no" and not row["why"]] == []
    assert [row for row in REAL if row["held"] == "yes" and row["why"]] == []


def test_the_committed_rows_of_a_paper_are_what_the_source_gives():
    asked, _ = papers.questions()
    for question in (one for one in asked if one.paper in ("r3179725", "r2858204", "r4602159")):
        for reading in papers.READINGS:
            row = papers.judged(question, reading, question.left(reading))
            assert {name: str(value) for name, value in row.items()} in REAL


def test_a_truth_that_is_turned_is_not_held():
    question = next(one for one in papers.questions()[0] if one.paper == "r3179725")
    k1, n1, k2, n2 = question.truth
    turned = papers.Question(**{**vars(question), "truth": (k1 - 1, n1, k2, n2)})
    row = papers.judged(turned, papers.READINGS[1], turned.left(papers.READINGS[1]))
    assert row["held"] == "no" and "printed 70.8%" in row["why"]
