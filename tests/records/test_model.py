"""What records are asked for: counts and statistics of a group, by hand on a few rows."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from passion import reconstruct
from passion.records import COLUMNS, FEWEST, Records, shown
from printed.errors import InputError

NA = None


def made(cohort: str = "treated", **columns) -> Records:
    """Children of one cohort with these columns; the rest is missing."""
    number = len(next(iter(columns.values())))
    frame = pd.DataFrame({
        known.name: pd.Series(
            columns.get(known.name, [NA] * number), dtype=float if known.numeric else object
        )
        for known in COLUMNS
    })  # fmt: skip
    frame["cohort"] = cohort
    return Records(frame, "SomebodysFile.csv", "0" * 64)


def test_values_stand_in_an_order_that_tells_no_child_and_without_the_missing():
    found = made(motor_z=[0.5, NA, -2.0, 0.25], epilepsy=["no", "yes", NA, "no"])
    assert found.values("motor_z", "treated") == [-2.0, 0.25, 0.5]
    assert found.values("epilepsy", "treated") == [False, False, True]
    assert found.values("motor_z", "registry") == []


def test_a_child_is_counted_if_it_has_any_and_was_assessed_for_all():
    found = made(
        epilepsy=["yes", "no", "no", NA, "yes", "yes"],
        language_problem=[NA, "yes", "no", NA, "yes", "no"],
    )
    assert found.count(["epilepsy", "language_problem"], "treated") == (3, 4)
    assert found.count("epilepsy", "treated") == (3, 5)


def test_a_delay_is_a_score_below_the_threshold_and_not_at_it():
    found = made(motor_z=[-1.01, -1.0, -0.99, NA])
    assert found.values("motor_delay", "treated") == [False, False, True]
    assert found.count("motor_delay", "treated") == (1, 3)


def test_the_children_with_palsy_are_a_part_of_their_cohort():
    found = made(cerebral_palsy=["yes", "no", NA, "yes"], motor_z=[1.0, 2.0, 3.0, 4.0])
    assert (found.size("treated"), found.size("treated_cp"), found.size("registry_cp")) == (4, 2, 0)
    assert found.values("motor_z", "treated_cp") == [1.0, 4.0]


def test_statistics_are_exact_and_their_rules_are_those_that_are_named():
    found = made(motor_z=[0.4, 0.1, 0.3, 0.2])

    def told(kind, rule=None):
        return found.statistic("motor_z", "treated", kind, rule)

    assert told("mean") == told("median") == Fraction(1, 4)
    # 0.1, 0.2, 0.3, 0.4: the squares of the distances from the mean add up to 0.05.
    for rule, divisor in ((None, 3), ("1", 3), ("0", 4)):
        assert float(told("sd", rule)) == pytest.approx((0.05 / divisor) ** 0.5)
    assert told("iqr") == Fraction(15, 100)  # R: quantile(x, c(1, 3) / 4), type 7: 0.175, 0.325
    assert told("iqr", "type-6") == Fraction(25, 100)  # and type 6: 0.125, 0.375
    alone = made(motor_z=[0.4, NA])
    assert alone.statistic("motor_z", "treated", "mean") is None  # it would be the child's


@pytest.mark.parametrize("said", [["yes", "no", NA], [NA, NA, "yes"], ["yes"] * 3])
def test_one_row_that_was_made_to_fit_makes_the_file_no_childrens(said):
    found = made(reconstructed=said)
    assert found.reconstructed and "reconstructed records, no child's" in found.banner


@pytest.mark.parametrize("said", [["no", "no"], [NA, "no"], [NA, NA]])
def test_a_file_of_children_is_not_called_made(said):
    assert not made(reconstructed=said).reconstructed


def test_neither_the_file_nor_a_value_is_named_where_records_are_shown():
    found = made(motor_z=[0.123456], child=["SomebodysName"])
    for text in (repr(found), found.banner):
        assert "Somebody" not in text and "0.123456" not in text


@pytest.mark.parametrize("cohort", ["treated", "registry"])
@pytest.mark.parametrize("measure", ["motor_z", "plic_asymmetry", "peduncle_asymmetry"])
def test_a_book_needs_three_assessed_children_in_either_cohort(cohort, measure):
    whole = reconstruct.cohort(1).frame
    of_cohort = whole.index[(whole["cohort"] == cohort) & whole[measure].notna()]
    for kept in range(FEWEST + 2):
        frame = whole.copy()
        frame.loc[of_cohort[kept:], measure] = NA
        found = Records(frame)
        if kept >= FEWEST:
            assert shown(found) is found
            continue
        with pytest.raises(InputError, match=f"{measure}: fewer than 3 children of the {cohort}"):
            shown(found)


@pytest.mark.parametrize("measure", ["cognitive_z", "language_problem", "related_adverse_event"])
def test_a_measure_of_one_cohort_needs_three_there_and_none_in_the_other(measure):
    frame = reconstruct.cohort(1).frame
    frame.loc[frame["cohort"] == "registry", measure] = NA
    assert shown(Records(frame)).size("treated") == 10
    frame.loc[frame.index[frame["cohort"] == "treated"][2:], measure] = NA
    with pytest.raises(InputError, match="fewer than 3 children of the treated"):
        shown(Records(frame))
