"""``passion phantom``: files named as the options of ``passion tissue-loss``, truth beside."""

from __future__ import annotations

import csv
import json

import nibabel as nib
import numpy as np
import pytest

from passion.cli import main


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("phantoms")
    assert main(f"phantom --seed 5 --count 2 --voxel 5 --out {place} --json".split()) == 0
    return place


def test_json(made, capsys):
    words = f"phantom --seed 5 --voxel 5 --out {made / 'again'} --json".split()
    assert main(words) == 0
    (row,) = json.loads(capsys.readouterr().out)["results"]
    assert set(row) == {"subject", "true_ratio_percent", "side", "files"}
    assert 40 < row["true_ratio_percent"] < 130 and row["side"] in ("L", "R")
    for name, file in row["files"].items():
        assert name in ("neonatal_t2", "neonatal_dwi", "neonatal_adc", "neonatal_seeds",
                        "month3_t2", "month3_t1", "month3_seeds", "month3_peduncles")  # fmt: skip
        assert nib.aff2axcodes(nib.load(file).affine) == ("R", "A", "S")


def test_the_same_seed_gives_the_same_bytes(made):
    first, again = made / "phantom-0005", made / "again" / "phantom-0005"
    for file in first.iterdir():
        assert file.read_bytes() == (again / file.name).read_bytes()


def test_two_seeds_differ(made):
    truths = [json.loads((made / f"phantom-000{n}" / "truth.json").read_text()) for n in (5, 6)]
    assert truths[0]["ratio_percent"] != truths[1]["ratio_percent"]
    assert all(truth["simulated"] for truth in truths)


def test_batch_table(made):
    with (made / "phantoms.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["subject"] for row in rows] == ["phantom-0005", "phantom-0006"]
    assert (made / rows[0]["month3_t1"]).is_file()


def test_scribbles_are_integers(made):
    labels = np.asarray(nib.load(made / "phantom-0005" / "month3_seeds.nii.gz").dataobj)
    assert labels.dtype.kind == "u" and set(np.unique(labels)) <= {0, 1, 2, 3}


@pytest.mark.parametrize("words", [
    "--count 0", "--voxel 9", "--voxel 0", "--seed -1", "--template no-such-folder",
])  # fmt: skip
def test_bad_calls(words, tmp_path, capsys):
    assert main(["phantom", *words.split(), "--out", str(tmp_path / "x")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path, capsys):
    (tmp_path / "file").write_text("kept")
    assert main(["phantom", "--out", str(tmp_path / "file"), "--json"]) == 2
    shown = capsys.readouterr()
    assert "cannot be written" in json.loads(shown.out)["error"]["message"]
    assert shown.err.count("\n") == 1 and (tmp_path / "file").read_text() == "kept"
