"""What the README says was found is what the engine finds."""

from __future__ import annotations

import re

import pytest

from passion import evidence, paths, verdicts
from passion.evidence import effects, medians, registry_count, treated_count
from printed import notation
from printed.sets import Range
from printed.stats import proportion


@pytest.fixture(scope="module")
def found():
    return evidence.load(records=None)


@pytest.fixture(scope="module")
def said() -> str:
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"## What it found\n(.*?)\n## ", text, re.DOTALL)
    assert section, "the README has no section of findings"
    return " ".join(section.group(1).split())


def test_the_scans(found, said):
    capsule, peduncle = found.tables("plic"), found.tables("peduncle")
    assert (
        f"{capsule.map(registry_count).describe()} and {peduncle.map(registry_count).describe()} "
        f"registry children, against {capsule.map(treated_count).describe()} and "
        f"{peduncle.map(treated_count).describe()} treated"
    ) in said
    scanned = capsule.map(lambda table: table.n2).describe()
    assert f"{scanned} of the {found.size('registry')} registry children were counted" in said
    others = {
        tuple(sorted({table.n2 for table in found.tables("plic", reading)}))
        for kind, _, reading in evidence.alternatives()
        if kind == "test"
    }
    # Other tests leave 31, both, or no common number; and some leave the same.
    assert others == {(31,), (31, 36), (36,), ()} and "leave 31, both, or no common number" in said


def test_safety(found, said):
    related = found.count("related_adverse_events").only()
    upper = notation.percent(proportion(related.k, related.n).high)
    assert f"{related} children had a related adverse event; rates up to {upper}" in said


def test_tissue(found, said):
    low, high = found.mean_interval("tissue_loss")
    reach = f"{notation.text(low.low, 1)}% to {notation.text_outward(high.high, 1, up=True)}%"
    assert f"lies within {reach}" in said and low.high < 100 < high.low
    judged = verdicts.judge(records=None)
    assert judged["tissue_preserved_mean"].verdict == "supported"


def test_motor_skills(found, said):
    sums = effects.rank_sums(found, "motor")
    half = [one.u / (one.n1 * one.n2) for one in sums if 2 * one.n2 >= found.size("registry")]
    pairs = f"a share of pairs {Range(min(half), max(half)).text(2)} where at least half of the"
    most = notation.text(found.superiority("motor").high, 2)
    assert f"{pairs} registry was tested, up to {most} where few were" in said
    alone = medians.superiority_without_p(found, "motor", found.size("registry"))
    assert f"ranges alone, {alone.text(2)}" in said


def test_all_together(said):
    judged = verdicts.judge(records=None)
    assert f"{len(judged)} numbers, number-words and conclusions" in said
    against = {"impossible", "differs", "contradicted", "unsupported"}
    assert not against & {verdict.verdict for verdict in judged.values()}
