"""The box of the page: what it reads, ties and checks is what the command reads and checks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from printed.cli import main
from printed.problem import places, read_problem
from printed.problem.drafts.pasted import form_of
from printed.problem.items import KINDS
from printed.problem.schema import read_item
from printed.problem.tree import read_text
from printed.problem.values import named
from printed.questions import box, check
from printed.questions.browser import respond

ROOT = Path(__file__).parents[3]
PAPERS = sorted((ROOT / "examples" / "papers").glob("*.yaml"))
ABSTRACTS = sorted((ROOT / "examples" / "abstracts").glob("*.txt"))


def smallest(kind):
    """The shortest collected problem file that has an item of a kind."""
    having = re.compile(rf"kind: *{kind}\b")
    files = [*PAPERS, ROOT / "problems" / "passion_2025.yaml"]
    return min((path for path in files if having.search(path.read_text("utf-8"))),
               key=lambda path: path.stat().st_size)  # fmt: skip


def asked(**question):
    """The answer of the browser's interface."""
    return json.loads(respond(json.dumps(question)))


def reported(state):
    """The report, asked for until nothing is left."""
    found = asked(box="check", **state)
    while found.get("left"):
        left = found["left"]
        found = asked(box="check", **state)
        assert found["left"] < left
    return found


def pasted(text, form="auto"):
    return asked(box="read", text=text, form=form)


def items_of(text):
    return named(read_text(text).value["items"])


@pytest.fixture
def command(capsys, tmp_path, monkeypatch):
    """What ``printed check`` says of a problem file: its JSON, and the page of its report."""
    monkeypatch.chdir(tmp_path)

    def run(text):
        Path("problem.yaml").write_text(text, encoding="utf-8")
        main(["check", "problem.yaml", "--json", "--report", "report.html"])
        return json.loads(capsys.readouterr().out), Path("report.html").read_text("utf-8")

    return run


@pytest.mark.parametrize("kind", KINDS)
def test_the_box_says_what_the_command_says_of_a_file_of_every_kind(kind, command):
    text = smallest(kind).read_text("utf-8")
    state = pasted(text)
    assert kind in {item["kind"] for item in state["items"]} and state["form"] == "problem"
    found = reported(state)
    assert found["faults"] == {} and found["json"]["results"]["rows"]
    told, page = command(text)
    assert found["json"]["results"] == told["results"]
    assert found["html"] in page
    again, _ = command(found["file"])  # the problem file that the box offers
    assert again["results"] == told["results"]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_an_item_laid_flat_and_written_again_is_the_same_item(path):
    problem = read_problem(path)
    for name, node in items_of(path.read_text("utf-8")):
        values = places.flat(node)
        kind = values.pop("kind")
        known = {place.path for place in places.places(kind, values)} | {"note"}
        assert values.keys() <= known
        lines = places.written(name, kind, values)
        for row, column, at in lines.starts:
            shown = lines.text.split("\n")[row - 1][column - 1 :]
            assert shown.lstrip('"').startswith(values[at]), (at, shown)
        again = read_text(f"{lines.text}\n").value[name]
        unknowns = problem.unknowns
        assert read_item(name, again, unknowns) == read_item(name, node, unknowns)


@pytest.mark.parametrize("path", ABSTRACTS[::4], ids=lambda path: path.stem)
def test_a_pasted_text_is_read_and_checked_as_the_command_reads_it(path, capsys):
    text = path.read_text("utf-8")
    assert form_of(text) == "text"
    state = pasted(text)
    for item in state["items"]:
        assert item["kept"] != bool(item["missing"])
        for at, (before, inside, after) in item["words"].items():
            assert at in item["values"]
            plain = re.sub(r"\s+", " ", text)
            assert f"{before}{inside}{after}".strip("\u2026 ") in plain
    main(["read", str(path), "--json"])
    told = json.loads(capsys.readouterr().out)["results"]
    assert [item["name"] for item in state["items"]] == [one["name"] for one in told["items"]]
    assert [one["text"] for one in state["unplaced"]] == [one["text"] for one in told["unmatched"]]
    if any(item["kept"] for item in state["items"]):
        main(["check", "--yes", str(path), "--json"])
        told = json.loads(capsys.readouterr().out)["results"]
        assert reported(state)["json"]["results"] == told


def test_every_number_of_a_text_has_the_words_that_it_came_from():
    without = [
        (path.stem, item["name"], at)
        for path in ABSTRACTS
        for item in pasted(path.read_text("utf-8"))["items"]
        for at in item["values"].keys() - item["words"].keys() - {"scale", "statistic"}
    ]
    assert without == []


TABLE = (
    "Outcome\tA (n = 48)\tB (n = 42)\tP\nHealed\t25 (52%)\t12 (29%)\t0.03\n"
    "Age\t61.2 \u00b1 9.1\t63.0 \u00b1 8.7\t0.9"
)


def test_a_pasted_table_is_known_by_its_look_and_a_form_can_be_forced():
    state = pasted(TABLE)
    assert state["form"] == "table"
    assert [item["kind"] for item in state["items"]] == ["table", "ttest"]
    assert state["items"][0]["quote"] == "Healed | 25 (52%) | 12 (29%) | 0.03"
    assert pasted(TABLE, "text")["form"] == "text"
    prose = "Of all who were asked 94.5% came, of whom 39.3% were ill, and few were well.\n" * 3
    assert pasted(prose)["form"] == "text"
    assert "no table" in asked(box="read", text="P = 0.03", form="table")["error"]


@pytest.mark.parametrize(
    ("kind", "values", "at", "word"),
    [
        ("table", {"group1": "4/10", "group2": "x", "p": "0.02"}, "group2", "x"),
        ("table", {"group1": "14/10", "group2": "5/10"}, "group1", "14"),
        ("ttest", {"group1.n": "30", "group1.mean": "a", "group2.n": "3", "group2.mean": "2"},
         "group1", "a"),
        ("ttest", {"group1.n": "1.5", "group1.mean": "2", "group2.n": "3", "group2.mean": "2"},
         "group1.n", "1.5"),
        ("crosstab", {"rows.1.1": "3/9", "rows.1.2": "13/9", "p": "0.5"}, "rows.1.2", "13"),
        ("count", {"k": "3", "percent": "30%"}, "", "needs n"),
        ("count", {"k": "3", "n": "m", "percent": "30%"}, "n", "unknowns"),
        ("count", {"k": "3", "n": "10", "percent": "30%", "p": "0.1"}, "p", "unknown key"),
    ],
)  # fmt: skip
def test_a_fault_is_told_beside_its_field_and_the_rest_is_answered(kind, values, at, word):
    good = {"name": "good", "kind": "count", "kept": True,
            "values": {"k": "8", "n": "14", "percent": "57%"}}  # fmt: skip
    bad = {"name": "bad", "kind": kind, "kept": True, "values": values}
    found = asked(box="check", items=[bad, good], unknowns="", relations="", conventions="")
    ((place, told),) = found["faults"]["bad"].items()
    assert place.startswith(at) and (place == "") == (at == "") and word in told
    assert found["rows"]["good"]["verdict"] == "fits"
    alone = asked(box="check", items=[bad], unknowns="", relations="", conventions="")
    assert alone.keys() == {"faults"}


def test_what_is_said_of_all_statements_has_its_faults_beside_it():
    shares = [{"name": name, "kind": "count", "kept": True,
               "values": {"k": k, "n": "n", "percent": percent}}
              for name, k, percent in (("a", "8", "40%"), ("b", "12", "60%"))]  # fmt: skip
    good = {"items": shares, "unknowns": "n 1:39", "relations": "a.k + b.k = n", "conventions": ""}
    found = reported(good)
    assert found["faults"] == {} and found["json"]["results"]["open"][0]["min"] == 20
    for name, text in (
        ("unknowns", "n: many"), ("unknowns", "n 9:3"), ("unknowns", "n 1:39, m 1:3"),
        ("relations", "a.k + = n"), ("relations", "a.q = 3"), ("conventions", "table: fischer"),
    ):  # fmt: skip
        told = asked(box="check", **good | {name: text})
        assert list(told["faults"]) == [name] and told["faults"][name][""]
        assert "html" not in told


def test_groups_are_tied_to_a_test_and_a_size_to_a_group():
    state = pasted("Healed were 52% with A. With B healed 29%. The difference told: P = 0.03.")
    first, second, p = state["items"]
    assert (first["kind"], second["kind"], p["kind"]) == ("count", "count", "statistic")
    item = asked(box="tie", items=[first, second])["item"]
    assert (item["kind"], item["values"]) == ("table", {"group1": "52%", "group2": "29%"})
    item = asked(box="tie", items=[item, p])["item"]
    assert item["values"]["p"] == "0.03"
    for group, size in (("1", "48"), ("2", "n_b")):
        (item,) = asked(box="size", group=group, size=size, items=[item])["items"]
    assert item["values"] == {"group1": "52%/48", "group2": "29% of n_b", "p": "0.03"}
    found = reported(state | {"items": [item | {"kept": True}], "unknowns": "n_b 40:44"})
    assert found["faults"] == {} and found["json"]["results"]["open"]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("sample:n=30,mean=20,sd=4", "sample:n=30,mean=21,sd=2", "ttest"),
        ("sample:n=9,median=3,iqr=2", "sample:n=9,median=4,iqr=2", "medians"),
        ("table:group1=3/9,group2=4/9,p=0.5", "count:k=5,n=9", "crosstab"),
        ("ttest:group1.n=9,group1.mean=2,group1.sd=1,group2.n=9,group2.mean=3,group2.sd=1",
         "sample:n=9,mean=4,sd=1", "anova"),
        ("table:k=3,n=9,p=0.5", "count:k=5,n=9", "table"),
        ("paired:n=44,mean=-7.9,sd=9", "statistic:statistic=z,p=0.02", "paired"),
        ("count:k=3,n=9", "sample:n=9,mean=2", None),
        ("count:k=3,n=9", "statistic:statistic=z,p=0.02", None),
        ("table:group1=3/9,group2=4/9,p=0.5", "table:group1=3/9,group2=4/9,p=0.5", None),
        ("medians:group1.median=2,group2.median=3", "sample:median=4", None),
    ],
)  # fmt: skip
def test_two_statements_become_one_comparison_or_are_refused_in_a_line(one, other, kind):
    def item(name, text):
        kind, _, rest = text.partition(":")
        values = dict(pair.split("=") for pair in rest.split(","))
        return {"name": name, "kind": kind, "values": values}

    found = asked(box="tie", items=[item("a", one), item("b", other)])
    if kind is None:
        assert "\n" not in found["error"] and found["error"]
        return
    tied = found["item"]
    assert tied["kind"] == kind
    given = sorted(re.findall(r"\d[\d.]*", re.sub(r"group\d", "", f"{one},{other}")))
    kept = sorted(re.findall(r"\d[\d.]*", " ".join(tied["values"].values())))
    assert kept == given  # no number is lost, and none is new
    checked = asked(box="check", items=[tied | {"kept": True}], unknowns="", relations="",
                    conventions="")  # fmt: skip
    assert checked["faults"] == {}


def test_a_link_brings_back_what_was_corrected():
    state = pasted(TABLE)
    state["items"][0]["values"]["p"] = "0.02"
    state["items"][1]["kept"] = False
    keys = ("name", "kind", "values", "kept")
    kept = [{key: item[key] for key in keys} for item in state["items"]]
    again = asked(box="read", text=TABLE, form="auto", items=kept, unknowns="n 1:3", relations="",
                  conventions="")  # fmt: skip
    assert again["items"] == state["items"] and again["unknowns"] == "n 1:3"


def test_what_needs_a_library_is_not_checked_and_never_a_failure(monkeypatch):
    def needs(*_, **__):
        raise ImportError("No module named 'scipy'", name="scipy")

    monkeypatch.setattr(check, "solve", needs)
    monkeypatch.setattr(box, "_known", {})
    found = reported(pasted(TABLE))
    whys = {one["why"] for one in found["json"]["results"]["not_checked"]}
    assert whys == {"not tried: needs scipy, which is not there"}
    assert found["rows"]["row1"]["verdict"] == "not checked"


def test_a_part_that_was_checked_is_not_checked_again(monkeypatch):
    state = pasted(TABLE)
    state["items"][1]["kept"] = True  # its P is no t test's, which a reader has to say
    whole = reported(state)
    solved, solve = [], check.solve
    monkeypatch.setattr(
        check, "solve", lambda part, **how: solved.append(part.items[0].name) or solve(part, **how)
    )
    state["items"][1]["values"]["p"] = "0.35"
    changed = reported(state)
    assert solved == ["row2"]
    assert changed["rows"]["row1"] == whole["rows"]["row1"]
    assert changed["rows"]["row2"] != whole["rows"]["row2"]
