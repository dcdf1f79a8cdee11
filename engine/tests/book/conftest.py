"""What a page sets for its notebook is set back for the next test."""

from __future__ import annotations

import pytest

from printed.book import frames


@pytest.fixture(autouse=True)
def formats_as_ever():
    frames.use()
    yield
    frames.use()
