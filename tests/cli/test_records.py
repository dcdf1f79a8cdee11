"""``passion records``, ``reconstruct`` and ``verify --records``: exit codes, JSON, and no child."""

from __future__ import annotations

import csv
import io
import json
import os

import pytest

from passion import claims, reconstruct, records
from passion.cli import main

ROWS = ("claim", "page", "printed", "target", "recomputed", "verdict", "by_convention", "datasets")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A file without a fault."""
    folder = tmp_path_factory.mktemp("made")
    (row,) = reconstruct.write(folder, seed=2)
    return folder / row["file"]


@pytest.fixture
def changed(made, tmp_path):
    """Writes the file with some cells of one child changed."""

    def write(child: str, **cells: str):
        table = list(csv.reader(io.StringIO(made.read_text(encoding="utf-8"))))
        row = next(row for row in table if row[0] == child)
        for name, text in cells.items():
            row[table[0].index(name)] = text
        path = tmp_path / "children.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(table)
        return path

    return write


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


# --------------------------------------------------------------------------- records


def test_check_of_a_sound_file_exits_with_0(made, capsys):
    code, out, err = run(capsys, "records", "check", made, "--json")
    payload = json.loads(out)
    assert (code, err, payload["version"]) == (0, "", "2")
    assert payload["results"] == {"rows": 49, "faults": []} and not payload["truncated"]
    assert run(capsys, "records", "check", made)[1] == f"{made.name}: 49 children, no fault\n"


def test_check_of_a_file_at_fault_exits_with_2_and_lists_each(changed, capsys):
    path = changed("T02", motor_z="89%", epilepsy="perhaps")
    code, out, _ = run(capsys, "records", "check", path, "--json")
    assert code == 2
    first, second = json.loads(out)["results"]["faults"]
    assert (first["row"], first["column"], first["value"]) == (3, "motor_z", "89%")
    # Two values of one child never stand together.
    assert (second["row"], second["column"], second["value"]) == (3, "epilepsy", None)
    code, out, _ = run(capsys, "records", "check", path)
    assert code == 2 and "perhaps" not in out


def test_check_of_no_table_exits_with_2_and_one_line(tmp_path, capsys):
    (tmp_path / "empty.csv").write_bytes(b"")
    code, out, err = run(capsys, "records", "check", tmp_path / "empty.csv", "--json")
    assert code == 2 and err.count("\n") == 1
    error = json.loads(out)["error"]
    assert set(error) == {"message", "file", "row", "column"}
    assert error["file"] == str(tmp_path / "empty.csv")  # as it was named


def test_template_writes_a_file_once(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    code, out, _ = run(capsys, "records", "template", path, "--json")
    results = json.loads(out)["results"]
    assert code == 0 and (results["rows"], results["faults"]) == (0, [])
    assert [row["column"] for row in results["columns"]] == [c.name for c in records.COLUMNS]
    before = path.read_bytes()
    assert run(capsys, "records", "template", path)[0] == 2 and path.read_bytes() == before


# --------------------------------------------------------------------------- reconstruct


def test_reconstruct_writes_a_file_a_seed(tmp_path, capsys):
    call = ("reconstruct", "--seed", 5, "--cohorts", 2, "--out", tmp_path / "new", "--json")
    code, out, err = run(capsys, *call)
    rows = json.loads(out)["results"]
    assert code == 0 and [row["seed"] for row in rows] == [5, 6]
    for row in rows:
        assert records.load(tmp_path / "new" / row["file"]).checksum == row["sha256"]
    assert len({row["sha256"] for row in rows}) == 2
    assert err.splitlines()[-1].startswith("2/2 ")


@pytest.mark.parametrize("option", ["--seed=-1", "--cohorts=0", "--seed=x"])
def test_reconstruct_refuses_what_cannot_be(tmp_path, capsys, option):
    code, _, err = run(capsys, "reconstruct", option, "--out", tmp_path)
    assert code == 2 and err.count("\n") == 1


# --------------------------------------------------------------------------- verify


def test_verify_of_records_prints_the_ledger_and_exits_with_0(made, capsys):
    code, out, _ = run(capsys, "verify", "--records", made, "--json")
    payload = json.loads(out)
    assert code == 0 and made.name not in out
    assert payload["call"]["records"] == {"file": None, "sha256": records.load(made).checksum}
    rows = {row["claim"]: row for row in payload["results"]}
    assert list(rows) == [claim.id for claim in claims.load()]
    assert all(set(ROWS) <= set(row) for row in rows.values())
    assert rows["plic_registry"]["verdict"] == "reproduced"
    assert rows["plic_registry"]["recomputed"]["text"] == "29 of 36"


def test_verify_exits_with_1_when_the_records_differ(changed, capsys):
    code, out, _ = run(capsys, "verify", "--records", changed("T01", epilepsy="yes"))
    assert code == 1 and "differs: epilepsy" in out


def test_verify_of_a_file_at_fault_exits_with_2(changed, capsys):
    code, out, err = run(capsys, "verify", "--records", changed("T01", motor_z="secret"), "--json")
    assert code == 2 and "secret" not in out + err
    assert "row 2, column motor_z is not a number" in json.loads(out)["error"]["message"]


def test_verify_takes_the_records_that_the_environment_names(made, capsys, monkeypatch):
    monkeypatch.setenv(records.VARIABLE, os.fspath(made))
    code, out, _ = run(capsys, "verify")
    assert code == 0 and "Built from reconstructed records" in out


def test_another_convention_that_the_records_would_print_under_is_named(made, capsys):
    rows = json.loads(run(capsys, "verify", "--records", made, "--json")[1])["results"]
    (median,) = [row for row in rows if row["claim"] == "motor_treated_iqr"]
    assert {"type-6", "tukey"} <= set(median["by_convention"])
    for name in median["reproduced_under"]:
        assert median["by_convention"][name]["verdict"] == "reproduced"


ARMS = [(one.group, one.size) for one in claims.load().groups if not one.part_of]


@pytest.mark.parametrize(("cohort", "claim"), ARMS)
def test_a_cohort_of_another_size_is_said_to_be_so_and_compared_all_the_same(
    made, tmp_path, capsys, cohort, claim
):
    lines = made.read_text(encoding="utf-8").splitlines()
    last = max(i for i, line in enumerate(lines) if f",{cohort}," in line)
    path = tmp_path / "smaller.csv"
    path.write_text("\n".join(lines[:last] + lines[last + 1 :]) + "\n", encoding="utf-8")
    code, out, _ = run(capsys, "verify", "--records", path, "--json")
    rows = {row["claim"]: row for row in json.loads(out)["results"]}
    size = {"treated": 9, "registry": 38}[cohort]
    assert code == 1 and rows[claim]["verdict"] == "differs"
    assert rows[claim]["recomputed"]["text"] == str(size)
    assert rows["plic_p"]["recomputed"]["min"] > 0  # a P value of the children that there are
    printed = claims.load()[claim].printed
    assert f"{size} {cohort} (the paper: {printed})" in " ".join(
        run(capsys, "verify", "--records", path)[1].split()
    )


def test_a_file_is_named_as_the_user_named_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "empty.csv").write_text("")
    for words in (
        ["records", "check", "deep/empty.csv"],
        ["verify", "--records=deep/empty.csv"],
        ["verify", "--register", "deep/empty.csv"],
        ["reconstruct", "--out", "deep/empty.csv"],
    ):
        assert main([*words, "--json"]) == 2
        told = capsys.readouterr()
        assert json.loads(told.out)["error"]["file"] == "deep/empty.csv"
        assert told.err.startswith("passion: deep/empty.csv") and str(tmp_path) not in told.err
    assert main(["records", "check", "deep"]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_faults_are_counted_in_one_line_on_standard_error(tmp_path, capsys):
    path = tmp_path / "children.csv"
    assert main(["records", "template", str(path)]) == 0
    header = path.read_text().splitlines()[0]
    path.write_text(f"{header}\n" + ",".join("?" for _ in header.split(",")) + "\n")
    capsys.readouterr()
    assert main(["records", "check", str(path), "--json"]) == 2
    told = capsys.readouterr()
    faults = json.loads(told.out)["results"]["faults"]
    (line,) = told.err.splitlines()
    assert f"faults: {len(faults)}; first: row {faults[0]['row']}" in line
    assert faults[0]["column"] in line and str(path) in line
