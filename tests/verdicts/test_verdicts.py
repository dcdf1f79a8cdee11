"""Verdicts turn when a printed number does, and only where they should."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from passion import claims, verdicts
from passion.claims import Register
from passion.paths import PUBLISHED


def changed(claim_id: str, printed: str) -> Register:
    """The register with one printed string changed."""
    return Register(
        tuple(
            replace(claim, printed=printed) if claim.id == claim_id else claim
            for claim in claims.load()
        )
    )


def words(register: Register | None = None) -> dict[str, str]:
    return {key: v.verdict for key, v in verdicts.judge(register, records=None).items()}


def test_expected_verdicts_are_the_committed_ones():
    with (PUBLISHED / "expected_verdicts.csv").open(encoding="utf-8", newline="") as file:
        expected = {
            row["claim"]: (row["verdict"], row["datasets"] or None) for row in csv.DictReader(file)
        }
    found = {
        key: (v.verdict, None if v.datasets is None else str(v.datasets))
        for key, v in verdicts.judge(records=None).items()
    }
    assert found == expected  # a change is committed on purpose, in this file


def test_every_verdict_is_a_known_word_with_a_text():
    for verdict in verdicts.judge(records=None).values():
        assert verdict.verdict in verdicts.MEANINGS
        assert verdict.recomputed.text.strip()
        assert "nan" not in verdict.recomputed.text.split()


def test_70_percent_turns_the_three_rows_of_its_comparison_and_no_other():
    before, after = words(), words(changed("plic_registry", "70%"))
    rows = {"plic_treated", "plic_registry", "plic_p"}
    assert {key for key in before if before[key] == "determined"} >= rows
    turned = {key for key in before if after[key] == "impossible"}
    assert turned == rows
    # Without the other comparison's condition the peduncle has several denominators again.
    assert {key for key in before if before[key] != after[key]} - rows == {
        "peduncle_registry",
        "peduncle_p",
    }
    assert all(after[key] == "compatible" for key in ("peduncle_registry", "peduncle_p"))
    judged = verdicts.judge(changed("plic_registry", "70%"), records=None)
    for row in rows:
        assert set(judged[row].conflict) == rows
    assert {v.claim for v in verdicts.failing(judged)} == rows


def test_no_convention_gives_a_table_for_70_percent():
    judged = verdicts.judge(changed("plic_registry", "70%"), records=None)
    by_convention = judged["plic_registry"].by_convention
    tests = {name for name in by_convention if "(" not in name}
    assert tests and {by_convention[name]["verdict"] for name in tests} == {"impossible"}


@pytest.mark.parametrize(
    ("claim", "printed", "turned"),
    [
        ("peduncle_p", "0.03", {"peduncle_treated", "peduncle_registry", "peduncle_p"}),
        ("cp_count", "none", {"cp_count", "cp_percent"}),
        ("enrolment_start", "March 2020", {"enrolment_start"}),
    ],
)
def test_a_changed_number_turns_its_rows(claim, printed, turned):
    before, after = words(), words(changed(claim, printed))
    bad = {key for key in before if after[key] in ("impossible", "contradicted")}
    assert bad == turned


def test_two_comparisons_that_fit_alone_but_not_together_name_rows_of_both():
    judged = verdicts.judge(changed("peduncle_registry", "62%"), records=None)
    conflict = judged["peduncle_registry"].conflict
    assert {"plic_registry", "peduncle_registry"} <= set(conflict)
    for row in conflict:
        assert judged[row].verdict == "impossible"


def test_inferences_turn_with_the_numbers_they_rest_on():
    assert words(changed("plic_treated", "90%"))["plic_less_often"] == "unsupported"
    assert words(changed("tissue_loss_mean", "60"))["tissue_preserved_population"] == "supported"
    assert words(changed("tissue_loss_mean", "120"))["tissue_preserved_mean"] == "unsupported"
    assert words(changed("motor_treated_median", "-0.9"))["motor_better"] == "unsupported"
