"""The page for labs names every file there is, and no option that is none."""

from __future__ import annotations

import re

from passion import paths
from passion.cli import main
from tissue_loss.inputs import ROLES, option

PAGE = (paths.BOOK / "own_scans.md").read_text(encoding="utf-8")


def test_every_file_is_explained():
    assert [role for role in ROLES if f"--{option(role)}" not in PAGE] == []


def test_every_option_that_is_named_exists(capsys):
    main(["tissue-loss", "--help"])
    told = capsys.readouterr().out
    named = set(re.findall(r"--[a-z][a-z0-9-]+", PAGE))
    assert named and {word for word in named if word not in told} == set()


def test_the_batch_table_of_the_page_is_one(tmp_path):
    from tissue_loss.commands.tissue_loss import read_batch

    table = re.search(r"```\n(subject;.*?)```", PAGE, re.DOTALL).group(1)
    path = tmp_path / "infants.csv"
    path.write_text(table)
    rows = read_batch(path)
    assert [row["subject"] for row in rows] == ["sub-01", "sub-02"]
    assert rows[0]["neonatal_mask"] == "01/n_mask.nii.gz"
