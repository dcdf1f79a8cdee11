"""The list of faults is kept with the code: each still finds its place, and its check is there.

Without this a fault whose line was rewritten is told only by `make mutants`, an hour later.
"""

from __future__ import annotations

import shutil

import pytest
from tools.mutation import suite

from passion import paths

MUTANTS = {mutant.name: mutant for mutant in suite.load(paths.ROOT)}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_fault_still_applies(name, tmp_path):
    for edit in MUTANTS[name].edits:
        (tmp_path / edit.file).parent.mkdir(parents=True, exist_ok=True)
        if (paths.ROOT / edit.file).is_file():
            shutil.copy(paths.ROOT / edit.file, tmp_path / edit.file)
    MUTANTS[name].apply(tmp_path)


@pytest.mark.parametrize("check", sorted({mutant.check for mutant in MUTANTS.values()}))
def test_the_check_of_a_fault_is_there(check):
    file, _, name = check.partition("::")
    assert (paths.ROOT / file).is_file()
    function = name.partition("[")[0].rpartition(".")[2].rpartition("::")[2]  # a doctest has dots
    if not file.endswith(".ipynb"):
        assert f"def {function}(" in (paths.ROOT / file).read_text(encoding="utf-8")
