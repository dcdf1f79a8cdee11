"""Fixtures that several folders of tests share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from passion import paths

# The same examples in every run: a red run shows again, and the times of two runs compare.
settings.register_profile("fixed", derandomize=True)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def built_book() -> Path:
    """The HTML of the book as `make book` publishes it from the present sources.

    Each worker asks; the first builds (under a lock), the others find it current.
    """
    command = [sys.executable, "-m", "passion.build", "book"]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"the book does not build:\n{done.stderr}", pytrace=False)
    return paths.HTML
