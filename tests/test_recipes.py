"""The recipes of CONTRIBUTING, followed literally on copies."""

from __future__ import annotations

import csv
import importlib
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from passion import claims, paths, verdicts
from printed import problem
from printed.problem import items
from printed.register import load
from printed.verdicts import judge

RECIPES = (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.fixture
def register(tmp_path) -> Path:
    place = tmp_path / "published"
    shutil.copytree(paths.PUBLISHED, place)
    return place


def append(path: Path, **row: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        columns = csv.DictReader(file).fieldnames
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="", lineterminator="\n").writerow(row)


def words(place: Path) -> dict[str, tuple[str, str]]:
    judged = verdicts.judge(claims.load(place), None)
    return {name: (verdict.verdict, verdict.recomputed.text) for name, verdict in judged.items()}


def test_every_recipe_of_the_page_has_its_test_here():
    titles = set(re.findall(r"^## Add (.*)$", RECIPES, re.MULTILINE))
    assert titles == {
        "a claim", "a group", "a page", "a convention", "a kind of item", "another paper",
    }  # fmt: skip


def test_a_claim_turns_no_other(register):
    before = words(register)
    common = {"page": "03_outcomes", "group": "treated", "timepoint": "2 years", "locator": "S10",
              "source": "10.1161/STROKEAHA.125.050786", "comparison": "vfd"}  # fmt: skip
    append(
        register / "claims.csv", id="vfd_treated", statement="Treated children with a field defect",
        measure="visual_field_defect", kind="percent", printed="30%", unit="children", **common,
    )  # fmt: skip
    append(
        register / "claims.csv", id="vfd_rare", statement="Field defects are rare",
        measure="visual_field_defect", kind="inference", printed="rare", states="rate_below 50%",
        over="population", **common,
    )  # fmt: skip
    after = words(register)
    assert after.pop("vfd_treated") == ("stated", "3 of 10")
    assert after.pop("vfd_rare")[0] == "undecided"
    assert after == before


def test_a_group_can_be_named_once_it_stands_in_its_file(register):
    append(register / "groups.csv", group="boys", label="treated boys", part_of="treated")
    append(
        register / "claims.csv", id="boys_epilepsy", statement="Treated boys with epilepsy",
        group="boys", measure="epilepsy", kind="percent", printed="0%", page="03_outcomes",
    )  # fmt: skip
    found = words(register)["boys_epilepsy"]
    # How many boys there were is not printed.
    assert found[0] == "compatible" and "0 of" in found[1]


def test_a_convention_is_a_line_in_its_file(register):
    file = register / "conventions.yaml"
    text = file.read_text(encoding="utf-8")
    line = "      yates: the chi-square with the correction"
    assert line in text
    file.write_text(re.sub(rf"{line}.*\n", "", text), encoding="utf-8")
    rows = verdicts.judge(claims.load(register), None)["plic_registry"].by_convention
    assert "yates" not in rows and "pearson" in rows


KIND = """
    from dataclasses import dataclass, replace
    from typing import ClassVar

    from printed.problem.items.count import CountItem


    @dataclass(frozen=True)
    class EveryItem(CountItem):
        kind: ClassVar[str] = "every"
"""


def test_a_kind_of_item_is_one_class_and_one_name(monkeypatch, tmp_path):
    """A kind that reads as a count does: nothing but the list of kinds has to know it."""
    (tmp_path / "every_item.py").write_text(textwrap.dedent(KIND), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(items.KINDS, "every", importlib.import_module("every_item").EveryItem)
    tree = {"items": {"cp": {"kind": "every", "n": 10, "percent": "20%"}}}
    assert problem.solve(tree).results["solutions"][0]["cp"] == {"k": 2, "n": 10}


def test_another_paper_is_a_folder_or_a_file(tmp_path):
    place = tmp_path / "registers" / "new"
    place.mkdir(parents=True)
    (place / "claims.csv").write_text(
        "id,statement,group,measure,kind,printed\n"
        "n,Patients,arm,size,count,24\nevent,Patients with an event,arm,event,percent,33%\n"
    )
    assert judge(load(place))["event"].recomputed.text.endswith("24")
    solved = problem.solve({"items": {"event": {"kind": "count", "n": 24, "percent": "33%"}}})
    assert solved.results["solutions"][0]["event"] == {"k": 8, "n": 24}


def test_a_page_is_a_notebook_and_a_line_of_contents():
    told = (paths.ROOT / "_toc.yml").read_text(encoding="utf-8")
    for notebook in paths.NOTEBOOKS.glob("*.ipynb"):
        assert f"notebooks/{notebook.stem}" in told, notebook.stem
