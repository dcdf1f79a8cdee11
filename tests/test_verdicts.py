"""Verdicts turn when a printed number does, and only where they should."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from passion import claims, literature, verdicts
from passion.claims import Register
from passion.paths import PUBLISHED
from printed import register
from printed import verdicts as engine_verdicts


def changed(claim_id: str, printed: str) -> Register:
    """The register with one printed string changed."""
    register = claims.load()
    told = (
        replace(claim, printed=printed) if claim.id == claim_id else claim for claim in register
    )
    return replace(register, claims=tuple(told))


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


def test_each_fact_of_another_document_is_told_beside_its_claim():
    told = set()
    for claim in claims.load():
        told |= {(claim.id, cited, value) for value, cited, _ in verdicts.documents(claim)}
    facts = [fact for fact in literature.trial_facts() if fact.claim]
    assert len(told) > 5
    assert {(fact.claim, fact.cited, fact.value) for fact in facts} == told


def test_every_level_of_motor_function_has_its_numeral():
    """The classification has five."""
    assert list(verdicts.LEVELS.values()) == ["I", "II", "III", "IV", "V"]
    assert list(verdicts.LEVELS) == [1, 2, 3, 4, 5]


def test_every_verdict_is_a_known_word_with_a_text():
    for verdict in verdicts.judge(records=None).values():
        assert verdict.verdict in verdicts.MEANINGS
        assert verdict.recomputed.text.strip()
        assert "nan" not in verdict.recomputed.text.split()


def test_70_percent_turns_the_three_rows_of_its_comparison_and_no_other_count():
    before, after = words(), words(changed("plic_registry", "70%"))
    rows = {"plic_treated", "plic_registry", "plic_p"}
    assert before["plic_treated"] == "determined" and before["plic_p"] == "determined_if"
    assert {key for key in before if after[key] == "impossible"} == rows
    # Without the other comparison's condition the peduncle has several denominators again.
    assert all(after[key] == "compatible" for key in ("peduncle_registry", "peduncle_p"))
    assert after["peduncle_treated"] == before["peduncle_treated"]
    judged = verdicts.judge(changed("plic_registry", "70%"), records=None)
    for row in rows:
        assert set(judged[row].conflict) == rows
    assert {v.claim for v in verdicts.failing(judged)} == rows


def test_a_reading_that_fits_nothing_is_none_and_was_not_the_one_used():
    rows = verdicts.judge(records=None)["plic_registry"].by_convention
    assert rows["yates"]["verdict"] == "none"
    assert any(row["verdict"] == "determined" for row in rows.values())
    assert rows["without:shared_denominator"]["verdict"] == "compatible"
    assert "impossible" not in {row["verdict"] for row in rows.values()}


@pytest.mark.parametrize(
    ("claim", "printed", "turned"),
    [
        ("cp_count", "none", {"cp_count", "cp_percent"}),
        ("enrolment_start", "March 2020", {"enrolment_start"}),
    ],
)
def test_a_changed_number_turns_its_rows(claim, printed, turned):
    after = words(changed(claim, printed))
    assert turned <= {key for key in after if after[key] in ("impossible", "contradicted")}


def test_two_comparisons_that_fit_alone_but_not_together_fit_in_named_readings_only():
    judged = verdicts.judge(changed("peduncle_registry", "62%"), records=None)
    verdict = judged["peduncle_registry"]
    assert verdict.verdict == "other_reading" and not verdict.conflict
    assert verdict.condition.startswith("only with Pearson; N-1")
    assert "without taking for granted that both signs" in verdict.condition


def test_numbers_that_fit_when_two_things_are_read_otherwise_do_not_contradict():
    judged = verdicts.judge(changed("peduncle_p", "0.03"), records=None)
    assert judged.conflicts == {}
    assert judged["peduncle_p"].verdict == "other_reading"
    assert judged["peduncle_p"].condition.startswith("only with")


def test_an_inference_is_no_constraint():
    # A share beside a sentence about it: the sentence must not turn the share.
    text = b"id,statement,group,measure,kind,printed,comparison,states,over\n"
    text += b"n,Treated,arm,size,count,10,,,\nvfd,Defects,arm,vfd,percent,30%,vfd,,\n"
    text += b"safe,Defects are rare,arm,vfd,inference,rare,vfd,rate_below 50%,population\n"
    judged = engine_verdicts.judge(register.parse(text))
    assert judged["vfd"].verdict == "stated" and judged["vfd"].recomputed.text == "3 of 10"
    assert judged["safe"].verdict == "undecided" and judged.conflicts == {}


def test_inferences_turn_with_the_numbers_they_rest_on():
    assert words(changed("plic_treated", "90%"))["plic_less_often"] == "unsupported"
    assert words(changed("tissue_loss_mean", "60"))["tissue_preserved_population"] == "supported_if"
    assert words(changed("tissue_loss_mean", "120"))["tissue_preserved_mean"] == "unsupported"
    assert words(changed("motor_treated_median", "-0.9"))["motor_better"] == "unsupported"


def test_a_p_that_may_lie_above_the_level_decides_nothing_of_a_population():
    assert words(changed("motor_p", "0.04"))["motor_better_population"].startswith("supported")
    assert words(changed("motor_p", "0.05"))["motor_better_population"] == "undecided"
