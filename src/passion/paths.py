"""The one place for paths: where the repository keeps what the package reads and writes."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DATA = ROOT / "data"
PUBLISHED = DATA / "published"
LITERATURE = DATA / "literature"

BOOK = ROOT / "book"
NOTEBOOKS = ROOT / "notebooks"

# All that is made: nothing in it is committed, nothing outside it is written by a build.
BUILD = ROOT / "_build"
HTML = BUILD / "html"
