"""Reconstructed cohorts print every number, and one child's change turns its claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from passion import claims, reconstruct, records, verdicts
from passion.records import Records
from passion.records.schema import birth_years
from printed.errors import InputError

SEEDS = range(1, 21)
# What no column of records bears on: dates and terms of the design, and conclusions.
DESIGN = {
    "enrolment_start",
    "enrolment_end",
    "dose_number",
    "design_post_hoc",
    "mri_age",
    "outcome_age",
    "delay_threshold",
    "asymmetry_mri_age",
    "registration",
}
NUMERIC = sorted({claim.id for claim in claims.load() if claim.kind != "inference"} - DESIGN)


@cache
def made(seed: int) -> Records:
    return reconstruct.cohort(seed)


def words(found: Records) -> dict[str, str]:
    judged = verdicts.judge(records=found, alternatives=False)
    return {claim: verdict.verdict for claim, verdict in judged.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_numeric_claim_is_reproduced(seed):
    found = words(made(seed))
    assert {claim for claim in found if found[claim] == "reproduced"} == set(NUMERIC)
    assert not {"differs", "impossible", "contradicted", "unsupported"} & set(found.values())


def test_the_same_seed_is_the_same_file_and_another_seed_another():
    contents = [reconstruct.csv(reconstruct.cohort(seed).frame) for seed in (1, 1, 2)]
    assert contents[0] == contents[1] != contents[2]


def test_a_written_file_is_read_back_as_it_was_made(tmp_path):
    (row,) = reconstruct.write(tmp_path, seed=3)
    found = records.load(tmp_path / row["file"])
    assert found.checksum == row["sha256"] == made(3).checksum
    assert words(found) == words(made(3))


def test_a_file_says_in_its_name_in_every_row_and_on_every_page_that_no_child_is_in_it():
    found = made(1)
    assert found.name.startswith("reconstructed-")
    assert set(found.frame["reconstructed"]) == {"yes"}
    assert set(found.frame["law"]) == {reconstruct.LAW} and set(found.frame["seed"]) == {1}
    assert "reconstructed records, no child's" in found.banner


def test_how_measures_go_together_is_not_told_by_print():
    """Both signs in one treated child, or in none: cohorts of either kind print every number."""
    both = set()
    for seed in SEEDS:
        treated = made(seed).frame.query("cohort == 'treated'")
        signs = treated[["plic_asymmetry", "peduncle_asymmetry"]] == "yes"
        both.add(int(signs.all(axis=1).sum()))
    assert both == {0, 1}


@pytest.mark.parametrize(("seed", "cohorts"), [(-1, 1), (2**53 + 1, 1), (1, 0), (1, 100_001)])
def test_a_seed_or_a_number_that_cannot_be_is_refused(tmp_path, seed, cohorts):
    with pytest.raises(InputError):
        list(reconstruct.write(tmp_path, seed, cohorts))


def test_numbers_that_do_not_go_together_have_no_cohort():
    from dataclasses import replace

    register = claims.load()
    changed = tuple(
        replace(claim, printed="70%") if claim.id == "plic_registry" else claim
        for claim in register
    )
    with pytest.raises(InputError, match="nothing fits"):
        reconstruct.cohort(1, replace(register, claims=changed))


# --------------------------------------------------------------------------- one child changed


@pytest.fixture(scope="module")
def base() -> Any:
    """A cohort with one child of the first and one of the last birth year."""
    frame = made(1).frame.copy()
    for year, next_year in ((1994, 1995), (2022, 2021)):
        others = frame.index[frame["birth_year"] == year][1:]
        frame.loc[others, "birth_year"] = next_year
    return frame


def edited(frame: Any, place: Any, **cells: Any) -> Any:
    """The frame with one child's cells changed."""
    changed = frame.copy()
    for name, value in cells.items():
        changed.loc[place, name] = value
    return changed


def first(frame: Any, **wanted: Any) -> Any:
    """The place of the first child who is so."""
    rows = frame.index
    for name, value in wanted.items():
        rows = rows[frame.loc[rows, name] == value]
    return rows[0]


def joined(frame: Any, cohort: str) -> Any:
    """The frame with one more child, of whom nothing was assessed."""
    changed = frame.copy()
    changed.loc[len(changed)] = None
    return edited(changed, changed.index[-1], child="one more", cohort=cohort)


def yes(measure: str, cohort: str = "treated") -> Callable[[Any], Any]:
    def change(frame: Any) -> Any:
        return edited(frame, first(frame, cohort=cohort, **{measure: "no"}), **{measure: "yes"})

    return change


def no_longer_seen(measure: str) -> Callable[[Any], Any]:
    """A registry child with the sign who was not scanned after all."""

    def change(frame: Any) -> Any:
        place = first(frame, cohort="registry", **{measure: "yes"})
        return edited(frame, place, **{measure: None})

    return change


def no_palsy(frame: Any) -> Any:
    place = first(frame, cerebral_palsy="yes")
    return edited(frame, place, cerebral_palsy="no", gmfcs=float("nan"))


def delayed_with_palsy(frame: Any) -> Any:
    """A child with a motor delay where there was none, in one with cerebral palsy."""
    return edited(frame, first(frame, cerebral_palsy="yes"), motor_z=-1.01)


def third_problem(frame: Any) -> Any:
    """One more child with the most frequent problem."""
    counts = {m: (frame[m] == "yes").sum() for m in ("behavioral_problem", "language_problem")}
    return yes(max(counts, key=counts.__getitem__))(frame)


# Claim -> the change to one child, and all claims that turn with it.
ONE_CHILD: dict[str, tuple[Callable[[Any], Any], set[str]]] = {
    "n_treated": (lambda f: joined(f, "treated"), {"n_treated", "n_treated_conclusion"}),
    "n_treated_conclusion": (
        lambda f: joined(f, "treated"),
        {"n_treated", "n_treated_conclusion"},
    ),
    "n_registry": (lambda f: joined(f, "registry"), {"n_registry"}),
    "registry_birth_first": (
        lambda f: edited(f, first(f, birth_year=1994), birth_year=1996),
        {"registry_birth_first"},
    ),
    "registry_birth_last": (
        lambda f: edited(f, first(f, birth_year=2022), birth_year=2020),
        {"registry_birth_last"},
    ),
    "related_adverse_events": (yes("related_adverse_event"), {"related_adverse_events"}),
    "epilepsy": (yes("epilepsy"), {"epilepsy"}),
    "cp_count": (no_palsy, {"cp_count", "cp_percent"}),
    "cp_percent": (yes("cerebral_palsy"), {"cp_count", "cp_percent"}),
    "cp_gmfcs": (lambda f: edited(f, first(f, gmfcs=1), gmfcs=2), {"cp_gmfcs"}),
    "domains_range": (third_problem, {"domains_range"}),
    "plic_treated": (yes("plic_asymmetry"), {"plic_treated", "plic_p"}),
    "plic_registry": (no_longer_seen("plic_asymmetry"), {"plic_registry"}),
    "plic_p": (yes("plic_asymmetry", "registry"), {"plic_registry", "plic_p"}),
    "peduncle_treated": (yes("peduncle_asymmetry"), {"peduncle_treated", "peduncle_p"}),
    "peduncle_registry": (no_longer_seen("peduncle_asymmetry"), {"peduncle_registry"}),
    "peduncle_p": (
        yes("peduncle_asymmetry", "registry"),
        {"peduncle_registry", "peduncle_p"},
    ),
}
# Claims on scores: some change to one child's score turns the claim and no other.
SCORES = {
    "tissue_loss_mean": "tissue_loss_ratio",
    "tissue_loss_sd": "tissue_loss_ratio",
    "motor_treated_median": "motor_z",
    "motor_treated_iqr": "motor_z",
    "motor_registry_median": "motor_z",
    "motor_registry_iqr": "motor_z",
    "motor_p": "motor_z",
}


def turned(frame: Any, changed: Any) -> set[str]:
    """The claims that one frame reproduces and the other does not, or the other way round."""
    before, after = words(Records(frame)), words(Records(changed))
    # What is said of children beyond these is a matter of P, and turns later.
    return {
        claim
        for claim in before
        if before[claim] != after[claim] and not claim.endswith("_population")
    }


@pytest.mark.parametrize("claim", ONE_CHILD)
def test_one_child_turns_exactly_the_claims_that_count_that_child(base, claim):
    change, expected = ONE_CHILD[claim]
    assert claim in expected
    assert turned(base, change(base)) == expected


def single_changes(frame: Any, column: str) -> Iterator[Any]:
    """The frame with one child's score moved, by little first."""
    unit = 1.0 if column == "tissue_loss_ratio" else 0.01
    for step in (1, 2, 3, 5, 8, 12, 20, 35, 60, 100):
        for place in frame.index[frame[column].notna()]:
            for sign in (1, -1):
                score = round(frame.loc[place, column] + sign * step * unit, 2)
                yield edited(frame, place, **{column: score})


@pytest.mark.parametrize("claim", SCORES)
def test_one_childs_score_turns_exactly_the_claim_that_rests_on_it(base, claim):
    column = SCORES[claim]
    for changed in single_changes(base, column):
        judged = verdicts.judge(records=Records(changed), alternatives=False)
        if judged[claim].verdict == "differs" and turned(base, changed) == {claim}:
            return
    pytest.fail(f"no single score turns {claim} alone")


def test_a_motor_delay_in_a_child_with_cerebral_palsy_turns_that_claim(base):
    """It is a motor score too, so that what is printed of scores may turn with it."""
    found = turned(base, delayed_with_palsy(base))
    assert "cp_no_motor_delay" in found
    assert found - {"cp_no_motor_delay"} <= {claim for claim in SCORES if "motor" in claim}
    treated = base[base["cohort"] == "treated"]
    without = edited(base, first(treated, cerebral_palsy="no"), motor_z=-1.01)
    assert "cp_no_motor_delay" not in turned(base, without)


def test_no_numeric_claim_is_left_out():
    assert {*ONE_CHILD, *SCORES, "cp_no_motor_delay"} == set(NUMERIC)


def test_every_year_of_a_cohort_is_drawn_and_no_other():
    register, rng, n = claims.load(), np.random.default_rng(1), 12
    drawn = np.array([reconstruct._birth_years(rng, register, n, n) for _ in range(400)], dtype=int)
    for cohort, years in zip(("treated", "registry"), (drawn[:, :n], drawn[:, n:]), strict=True):
        first, last = birth_years(register)[cohort]
        seen, times = np.unique(years, return_counts=True)
        assert seen.tolist() == list(range(first, last + 1))
        # Each as often as another, but the registry's first and last, which always occur.
        inner = times if cohort == "treated" else times[1:-1]
        assert inner.min() > 0.7 * inner.max()
