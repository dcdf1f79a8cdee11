"""``passion tissue-loss``: contract, files, batches that go on."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from passion.cli import main
from tissue_loss.inputs import ROLES
from tissue_loss.phantom import Recipe, build
from tissue_loss.phantom_files import save_phantom, save_table

FILES = ("neonatal_t2", "neonatal_dwi", "neonatal_seeds", "month3_t2", "month3_t1", "month3_seeds")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A folder with one phantom at 4 mm and its batch table."""
    place = tmp_path_factory.mktemp("study")
    row = save_phantom(build(Recipe(seed=3, voxel_mm=4.0)), place / "child")
    save_table([row], place)
    return place


def options(study):
    return [word for name in FILES for word in
            (f"--{name.replace('_', '-')}", str(study / "child" / f"{name}.nii.gz"))]  # fmt: skip


def test_json_and_files(study, tmp_path, capsys):
    out = tmp_path / "sub-01"
    assert main(["tissue-loss", *options(study), "--out", str(out), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    found = answer["results"]
    assert answer["version"] == "2"
    assert set(found) == {
        "subject", "side", "volumes_ml", "growth", "expected_ml", "observed_ml", "ratio_percent",
        "ratio_se_points", "ratio_se_sources", "alternatives", "asymmetry", "lesion_fraction",
        "warnings", "inputs", "versions", "definition",
    }  # fmt: skip
    assert set(found["volumes_ml"]) == {
        "lesion_neonatal", "contra_neonatal", "ipsi_neonatal", "contra_month3", "ipsi_month3",
    }  # fmt: skip
    assert set(found["alternatives"]) == {"unscaled", "own_baseline", "residual_lesion"}
    assert set(found["asymmetry"]) == {"plic_intensity", "peduncle_volume"}
    assert found["definition"] == "operational, not the study's published formula"
    truth = json.loads((study / "child" / "truth.json").read_text())
    assert found["side"] == truth["side"] and found["subject"] == "sub-01"
    assert abs(found["ratio_percent"] - truth["ratio_percent"]) < 3 * found["ratio_se_points"]
    assert json.loads((out / "tissue_loss.json").read_text()) == found
    with (out / "tissue_loss.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert float(row["ratio_percent"]) == found["ratio_percent"]
    assert (out / "tissue_loss.png").read_bytes().startswith(b"\x89PNG")
    page = (out / "tissue_loss.html").read_text()
    assert page.count("<img ") == 8 and "affected side" in page
    assert {file.name for file in out.iterdir()} == {
        "tissue_loss.json", "tissue_loss.csv", "tissue_loss.png", "tissue_loss.html",
    }  # fmt: skip


def test_a_refusal_leaves_nothing_behind(study, tmp_path, capsys):
    out = tmp_path / "sub"
    words = [*options(study), "--side", "both", "--out", str(out), "--json"]
    assert main(["tissue-loss", *words]) == 2
    shown = capsys.readouterr()
    assert "unknown" in json.loads(shown.out)["error"]["message"]
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [
    "", "--neonatal-t2 a.nii", "--batch none.csv", "--month3-landmarks 1,2", "--subject a/b",
    "--jobs 0", "--jobs -2",
])  # fmt: skip
def test_bad_calls(words, tmp_path, capsys):
    assert main(["tissue-loss", *words.split(), "--out", str(tmp_path / "x")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ("subject\n", "column neonatal_t2 is missing"),
        ("subject;neonatal_t2\n", "column month3_t2 is missing"),
        ("subject,neonatal_t2,month3_t2,month3_landmarks\na,b,c,1\n",
         "row 2, column month3_landmarks"),
        ('subject,neonatal_t2,month3_t2,neonatal-landmarks\na,b,c,"1,2,3 4,5"\n', "three points"),
        ("subject,neonatal_t2,neonatal_seeds,month3_t2,month3_seeds\n", "no rows"),
        ("subject,neonatal_t2,neonatal_seeds,month3_t2,month3_seeds,age\na,b,c,d,e,1\n", "'age'"),
        ("subject,neonatal_t2,neonatal_seeds,month3_t2,month3_seeds\na,b,c,d,e\na,b,c,d,e\n",
         "twice"),
        ("subject,neonatal_t2,neonatal_seeds,month3_t2,month3_seeds\n../a,b,c,d,e\n", "letters"),
    ],
)  # fmt: skip
def test_bad_batch_tables(table, match, tmp_path, capsys):
    (tmp_path / "t.csv").write_text(table)
    words = ["--batch", str(tmp_path / "t.csv"), "--out", str(tmp_path / "out")]
    assert main(["tissue-loss", *words]) == 2
    assert match in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path, capsys):
    (tmp_path / "file").write_text("kept")
    needed = ("neonatal-t2", "neonatal-dwi", "neonatal-seeds", "month3-t2", "month3-seeds")
    words = [word for name in needed for word in (f"--{name}", "no-such-scan.nii")]
    for out in (tmp_path / "file", tmp_path / "file" / "inside"):
        assert main(["tissue-loss", *words, "--out", str(out), "--subject", "a", "--json"]) == 2
        shown = capsys.readouterr()
        error = json.loads(shown.out)["error"]
        assert "cannot be written" in error["message"] and error["file"] == str(out)
        assert shown.err.count("\n") == 1
    assert (tmp_path / "file").read_text() == "kept"


def test_batch_goes_on_names_the_bad_child_and_resumes(study, tmp_path, capsys):
    shutil.copytree(study / "child", tmp_path / "bad")
    (tmp_path / "bad" / "month3_t2.nii.gz").write_bytes(b"no scan")
    table = tmp_path / "table.csv"
    with (study / "phantoms.csv").open() as file:
        (row,) = csv.DictReader(file)
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow({name: value.replace("child", "bad") for name, value in row.items()})
        writer.writerow({name: str(study / value) if "/" in value else value
                         for name, value in row.items()})  # fmt: skip
    words = ["tissue-loss", "--batch", str(table), "--out", str(tmp_path / "out"), "--json"]
    assert main(words) == 2
    first = capsys.readouterr()
    answer = json.loads(first.out)
    assert [found["subject"] for found in answer["results"]] == ["bad", "child"]
    assert set(answer["results"][0]) == {"subject", "error"}
    assert answer["results"][0]["error"]["message"]
    assert [fault["subject"] for fault in answer["failed"]] == ["bad"]
    assert first.err.splitlines()[-1] == "passion: 1 of 2 not measured: bad"
    assert not (tmp_path / "out" / "bad").exists()
    made = (tmp_path / "out" / "child" / "tissue_loss.json").stat().st_mtime_ns

    shutil.copytree(study / "child", tmp_path / "bad", dirs_exist_ok=True)
    assert main(words) == 0
    again = json.loads(capsys.readouterr().out)
    assert [found["subject"] for found in again["results"]] == ["bad", "child"]
    assert (tmp_path / "out" / "child" / "tissue_loss.json").stat().st_mtime_ns == made
    with (tmp_path / "out" / "tissue_loss.csv").open() as file:
        assert [row["subject"] for row in csv.DictReader(file)] == ["bad", "child"]


def write_table(study, path, rows, delimiter=","):
    with (study / "phantoms.csv").open() as file:
        (row,) = csv.DictReader(file)
    with path.open("w", newline="") as file:
        names = [*row, *{name: None for more in rows for name in more if name not in row}]
        writer = csv.DictWriter(file, names, delimiter=delimiter)
        writer.writeheader()
        for more in rows:
            files = {n: str(study / text) for n, text in row.items() if "/" in text}
            writer.writerow(row | files | more)


def test_batch_prints_its_warnings_with_a_count_and_writes_an_index(study, tmp_path, capsys):
    """Parted by semicolons, as a Dutch spreadsheet writes them; two infants of one scan."""
    table = tmp_path / "table.csv"
    write_table(study, table, [{"subject": "a"}, {"subject": "b"}], delimiter=";")
    out = tmp_path / "out"
    assert main(["tissue-loss", "--batch", str(table), "--out", str(out), "--json"]) == 0
    shown = capsys.readouterr()
    results = json.loads(shown.out)["results"]
    count = sum(len(found["warnings"]) for found in results)
    told = [line for line in shown.err.splitlines() if line.startswith("passion: warning: ")]
    assert len(told) == count and {line.split(": ")[2] for line in told} <= {"a", "b"}
    assert shown.err.splitlines()[-1].startswith(f"passion: {count} warnings in ")
    index = (out / "index.html").read_text()
    assert all(f'href="{name}/tissue_loss.html"' in index for name in "ab")
    assert all((out / name / "tissue_loss.html").is_file() for name in "ab")


def test_each_infant_of_a_batch_has_its_own_landmarks(study, tmp_path, capsys):
    """Points far from one head's midline are refused for it alone; there is no option for all."""
    table = tmp_path / "table.csv"
    beside = "25,0,0 25,60,0 25,0,60"
    far = {"subject": "far", "neonatal_landmarks": beside}
    write_table(study, table, [far, {"subject": "own"}])
    words = ["tissue-loss", "--batch", str(table), "--out", str(tmp_path / "out"), "--json"]
    assert main(words) == 2
    answer = json.loads(capsys.readouterr().out)
    assert [fault["subject"] for fault in answer["failed"]] == ["far"]
    assert "landmarks do not lie on this head's midline" in answer["failed"][0]["message"]
    assert main([*words, "--neonatal-landmarks", beside]) == 2
    assert "leave out --neonatal-landmarks" in capsys.readouterr().err


def test_a_folder_that_cannot_name_the_subject(study, tmp_path, capsys):
    assert main(["tissue-loss", *options(study), "--out", str(tmp_path / "results, 1")]) == 2
    assert "add --subject NAME" in capsys.readouterr().err


@pytest.mark.parametrize("name", ROLES)
def test_every_file_has_its_help(name, capsys):
    assert main(["tissue-loss", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert f"--{name.replace('_', '-')}" in told
    assert " ".join(ROLES[name].split()[:3]) in told
