"""A table of infants: what each row hands to the measurement, which is stood in for here."""

from __future__ import annotations

import csv
import json
import os

import pytest

from passion.cli import main
from printed import batch
from printed.errors import InputError
from tissue_loss import output

HEAD = ("subject", "side", "template", "neonatal_t2", "neonatal-seeds", "month3_t2",
        "month3_landmarks")  # fmt: skip


def result(subject, warnings=()):
    return {
        "subject": subject, "side": "L", "ratio_percent": 90.0, "ratio_se_points": 5.0,
        "growth": 1.4, "lesion_fraction": 0.2, "warnings": list(warnings),
    }  # fmt: skip


@pytest.fixture
def asked(monkeypatch):
    """What the measurement was asked, by subject; ``warned`` and ``broken`` say what it finds."""
    found: dict = {"warned": {}, "broken": set()}

    def measure(item):
        name = item["inputs"]["subject"]
        found[name] = item["inputs"]
        if name in found["broken"]:
            raise InputError("no scan", file="t2.nii")
        return result(name, found["warned"].get(name, ()))

    monkeypatch.setattr(output, "measure_and_write", measure)
    return found


@pytest.fixture
def table(tmp_path):
    """A table in a folder beside scans, of rows that say no more than they must."""
    folder = tmp_path / "study"
    folder.mkdir()
    for scan in ("a.nii", "b.nii", "late.nii"):
        (folder / scan).write_text("scan")

    def write(*rows):
        with (folder / "table.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, HEAD, restval="")
            writer.writeheader()
            writer.writerows({"month3_t2": "late.nii", "neonatal_t2": f"{row['subject']}.nii"} | row
                             for row in rows)  # fmt: skip
        return folder / "table.csv"

    return write


def run(capsys, path, *words):
    code = main(["tissue-loss", "--batch", str(path), "--out", str(path.parent / "out"), *words])
    told = capsys.readouterr()
    return code, told.out, told.err.splitlines()


def test_a_row_says_what_is_its_own_and_the_call_what_is_of_all(table, asked, capsys):
    path = table(
        {"subject": "a", "side": "R", "template": "atlas", "neonatal-seeds": "a-seeds.nii",
         "month3_landmarks": "0,1,2 3,4,5 6,7,8"},
        {"subject": "b"},
    )  # fmt: skip
    words = ("--side", "L", "--template", "other", "--resample", "--left-larger", "1.5", "--json")
    assert run(capsys, path, *words)[0] == 0
    folder = str(path.parent)
    shared = {"resample": True, "left_larger": 1.5, "month3_t2": f"{folder}/late.nii"}
    assert asked["a"] == shared | {
        "subject": "a", "side": "R", "template": f"{folder}/atlas",
        "neonatal_t2": f"{folder}/a.nii", "neonatal_seeds": f"{folder}/a-seeds.nii",
        "month3_landmarks": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    }  # fmt: skip
    assert asked["b"] == shared | {
        "subject": "b", "side": "L", "template": "other", "neonatal_t2": f"{folder}/b.nii",
    }  # fmt: skip


def test_only_an_infant_whose_scan_was_replaced_is_measured_again(table, asked, capsys):
    path = table({"subject": "a"}, {"subject": "b"})

    def again(*words):
        for name in ("a", "b"):
            asked.pop(name, None)
        assert run(capsys, path, *words)[0] == 0
        return {name for name in ("a", "b") if name in asked}

    assert again() == {"a", "b"} and again() == set()
    os.utime(path.parent / "b.nii", (1, 1))  # as long, but of another time
    assert again() == {"b"} and again() == set()
    (path.parent / "a.nii").write_text("a longer scan")
    assert again() == {"a"}
    assert again("--left-larger", "1") == {"a", "b"}


def test_results_stand_in_the_order_of_the_table_whatever_is_measured_first(
    table, asked, capsys, monkeypatch
):
    asked["warned"] = {"a": ["one"], "b": ["two"]}
    measured = batch.run
    monkeypatch.setattr(batch, "run", lambda *args, **how: reversed([*measured(*args, **how)]))
    path = table({"subject": "a"}, {"subject": "b"})
    code, out, _ = run(capsys, path, "--json")
    assert code == 0
    assert [row["subject"] for row in json.loads(out)["results"]] == ["a", "b"]
    _, out, lines = run(capsys, path)
    assert [word for word in out.split() if word in ("a", "b")] == ["a", "b"]
    assert [line.split()[2] for line in lines if ": warning: " in line] == ["a:", "b:"]


def test_warnings_are_counted_by_line_and_by_infant_and_a_fault_is_none_of_them(
    table, asked, capsys
):
    asked["warned"] = {"a": ["one thing", "another"]}
    path = table({"subject": "a"}, {"subject": "b"}, {"subject": "late"})
    code, _, lines = run(capsys, path)
    assert code == 0 and lines[-1] == "passion: 2 warnings in 1 of 3 infants measured"
    assert [line for line in lines if ": warning: " in line] == [
        "passion: warning: a: one thing", "passion: warning: a: another",
    ]  # fmt: skip
    asked["broken"] = {"late"}
    code, _, lines = run(capsys, path, "--left-larger", "1", "--json")
    assert code == 2
    assert lines[-3:] == [
        "passion: 2 warnings in 1 of 2 infants measured", "passion: late: t2.nii: no scan",
        "passion: 1 of 3 not measured: late",
    ]  # fmt: skip
    told = (path.parent / "out" / "index.html").read_text()
    assert told.count("one thing<br>another") == 1 and "not measured: no scan" in told
    with (path.parent / "out" / "tissue_loss.csv").open() as file:
        assert [row["subject"] for row in csv.DictReader(file)] == ["a", "b"]


def test_an_infant_alone_has_its_warnings_without_a_name(table, asked, capsys):
    asked["warned"] = {"a": ["one thing"]}
    lines = run(capsys, table({"subject": "a"}))[2]
    assert lines[-1] == "passion: warning: one thing"


@pytest.mark.parametrize(
    ("larger", "accepted"), [(-5, True), (5, True), (-5.1, False), (5.1, False)]
)
def test_a_side_is_larger_by_a_few_percent_at_most(table, asked, capsys, larger, accepted):
    code, _, lines = run(capsys, table({"subject": "a"}), f"--left-larger={larger}")
    assert (code == 0) is accepted
    assert accepted or "give -5 to 5 percent" in lines[-1]


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("fails", [False, True])
def test_files_are_written_whole_or_not_at_all_and_nothing_is_left_beside(tmp_path, there, fails):
    target = tmp_path / "out"
    if there:
        target.mkdir()
        (target / "mine.txt").write_text("kept")
        (target / "new.txt").write_text("old")

    def write(folder):
        (folder / "new.txt").write_text("new")
        if fails:
            raise InputError("the disk is full")

    try:
        output.whole(target, write)
    except InputError:
        assert fails
    assert [path.name for path in tmp_path.iterdir()] == ["out"] * (there or not fails)
    found = {path.name: path.read_text() for path in target.glob("*")}
    kept = {"mine.txt": "kept", "new.txt": "old"} if there else {}
    assert found == (kept if fails else kept | {"new.txt": "new"})


@pytest.mark.parametrize("json_asked", [False, True])
def test_the_warnings_of_one_infant_are_told_whatever_is_printed(
    tmp_path, monkeypatch, capsys, json_asked
):
    whole = result("a", ["one thing", "another"]) | {
        "alternatives": {"unscaled": 90.0, "residual_lesion": None}, "asymmetry": {},
        "definition": "operational",
    }  # fmt: skip
    monkeypatch.setattr(output, "measure_and_write", lambda item: whole)
    names = ("neonatal-t2", "neonatal-dwi", "neonatal-seeds", "month3-t2", "month3-seeds")
    words = [word for name in names for word in (f"--{name}", "scan.nii")]
    words += ["--out", str(tmp_path / "a"), *(["--json"] if json_asked else [])]
    assert main(["tissue-loss", *words]) == 0
    told = capsys.readouterr()
    warned = ["passion: warning: one thing", "passion: warning: another"]
    if json_asked:
        assert json.loads(told.out)["results"]["warnings"] == ["one thing", "another"]
    else:
        assert told.err.splitlines() == warned and "unscaled 90%" in told.out
        assert "residual_lesion" not in told.out
