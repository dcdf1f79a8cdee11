"""Fixtures that several folders of tests share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from passion import paths

# What takes seconds a test; `make check` leaves it to `make test`.
SLOW = (
    "imaging/src/tissue_loss",
    "imaging/tests/test_phantom_command.py",
    "tests/cli/test_records.py",
    "imaging/tests/test_tissue_loss_command.py",
    "engine/tests/fit/ranksum/test_groups.py",
    "engine/tests/fit/samples/test_continuum.py",
    "engine/tests/fit/samples/test_without_libraries.py",
    "engine/tests/problem/test_problem.py",
    "tests/evidence/test_bias.py",
    "tests/evidence/test_robustness.py",
    "tests/evidence/test_standardised.py",
    "engine/tests/stats/test_effects.py",
    "engine/tests/stats/test_power.py",
    "imaging/tests",
    "tests/reconstruct",
    "tests/records/test_reading.py",
    "tests/two_roads",
    "tests/test_verdicts.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by its place."""
    for item in items:
        if any(item.path.is_relative_to(paths.ROOT / name) for name in SLOW):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def built_book() -> Path:
    """The HTML of the book as `make book` publishes it from the present sources.

    Each worker asks; the first builds (under a lock), the others find it current.
    """
    command = [sys.executable, "-m", "printed.book", "book"]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"the book does not build:\n{done.stderr}", pytrace=False)
    return paths.HTML
