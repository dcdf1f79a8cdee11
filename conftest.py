"""Settings for every test, and how nbval compares a notebook with its committed outputs."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from passion import paths
from printed.book import execute
from printed.cli import TRACE, limited, output

# Pictures are not compared: the data of each figure stand beside it as a table, which is. nbval
# knows that of plain PNG and JPEG only, not of SVG, nor of a picture under a name for glue.
GLUED = "application/papermill.record/"
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
NOT_COMPARED = ("stderr", "image/svg+xml", *(GLUED + picture for picture in PICTURES))
# Inline drawings are HTML: their strokes are not compared, their name and size are.
DRAWING = (r"(?s)(<svg[^>]*>).*?(?=</svg>)", r"\1")


# The same examples in every run: a red run shows again, and the times of two runs compare. A loaded
# machine is no fault of an example: none has a deadline.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


def pytest_configure(config: pytest.Config) -> None:
    """Give tests and the kernels of nbval the environment in which the public book is executed.

    It has no PASSION_RECORDS: tests hold the public numbers, whatever records are in place.
    """
    environment = execute.kernel_environment(paths.BUILD / "cache")
    for name in execute.OTHERS:
        os.environ.pop(name, None)
    os.environ.update(environment)
    # A loaded machine is no fault of a question, and no word more in what it answers.
    os.environ[limited.VARIABLE] = "0"
    output.PATIENCE = threading.TIMEOUT_MAX
    os.environ[TRACE] = "1"
    if config.getoption("nbval", False):
        execute.warm_fonts(os.environ)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Tell nbval what not to compare."""
    skipped = getattr(collector, "skip_compare", None)
    if skipped is not None:
        collector.skip_compare = (*skipped, *NOT_COMPARED)  # type: ignore[attr-defined]
        collector.sanitize_patterns.update([DRAWING])  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def without_strokes() -> Callable[[str], str]:
    """HTML without the strokes of its inline drawings: the last digits are those of one machine."""
    return partial(re.sub, *DRAWING)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return paths.ROOT
