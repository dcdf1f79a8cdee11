"""A dozen mutants of different kinds; `make mutants` tries them all."""

from __future__ import annotations

import pytest
from tools.mutation import run, suite

from passion import paths

QUICK = [mutant for mutant in suite.load(paths.ROOT) if mutant.quick]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rows() -> dict[str, run.Row]:
    return {row.mutant: row for row in run.try_all(QUICK, paths.ROOT)}


@pytest.mark.parametrize("name", [mutant.name for mutant in QUICK])
def test_the_check_finds(rows, name):
    assert rows[name].result == "killed", f"{rows[name].check} is to find it"
