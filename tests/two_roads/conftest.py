"""What a committed page shows, read back from its outputs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from passion import paths
from printed.book.typography import untypeset


@pytest.fixture(scope="session")
def told() -> Callable[..., str]:
    """The answer that a page gives in words: everything it says in its first section."""

    def read(page: str) -> str:
        return " ".join(next(said for said in _outputs(page, "text/markdown")).split())

    return read


@pytest.fixture(scope="session")
def said() -> Callable[[str], str]:
    """All that the tables, notes and captions of a page say, as plain text."""

    def read(page: str) -> str:
        soup = BeautifulSoup("\n".join(_outputs(page, "text/html")), "html.parser")
        return " ".join(untypeset(soup.get_text(" ")).split())

    return read


@pytest.fixture(scope="session")
def rows() -> Callable[[str, str], list[dict[str, str]]]:
    """The rows of a table of a page, each from header to text."""

    def read(page: str, table: str) -> list[dict[str, str]]:
        soup = BeautifulSoup("\n".join(_outputs(page, "text/html")), "html.parser")
        found = soup.select_one(f"#{table} table")
        assert found is not None, f"{page} has no table {table}"
        header = [cell.get_text(" ", strip=True) for cell in found.select("thead tr > *")]
        return [
            dict(zip(header, _texts(row.find_all(["th", "td"])), strict=True))
            for row in found.select("tbody tr")
        ]

    return read


@pytest.fixture(scope="session")
def listed() -> Callable[[str], list[tuple[str, str]]]:
    """The facts of the lists of a page, each with what is told of it."""

    def read(page: str) -> list[tuple[str, str]]:
        soup = BeautifulSoup("\n".join(_outputs(page, "text/html")), "html.parser")
        facts = [untypeset(item.get_text()) for item in soup.select("ul.facts > li")]
        return [(name, told) for name, _, told in (fact.partition(": ") for fact in facts)]

    return read


@pytest.fixture(scope="session")
def frame() -> Callable[[str, str], list[dict[str, str]]]:
    """The rows of the first frame of a page that has a column of this name."""

    def read(page: str, column: str) -> list[dict[str, str]]:
        soup = BeautifulSoup("\n".join(_outputs(page, "text/html")), "html.parser")
        for table in soup.select("table.plain"):
            header = _texts(table.select("thead th, thead td"))
            if column in header:
                return [
                    dict(zip(header, _texts(row.find_all(["th", "td"])), strict=True))
                    for row in table.select("tbody tr")
                ]
        raise AssertionError(f"{page} has no frame with a column {column!r}")

    return read


@pytest.fixture(scope="session")
def panel() -> Callable[[str, str], list[dict[str, str]]]:
    """The rows of the table behind a figure of a page."""

    def read(page: str, figure: str) -> list[dict[str, str]]:
        soup = BeautifulSoup("\n".join(_outputs(page, "text/html")), "html.parser")
        table = soup.select_one(f"#{figure} table")
        assert table is not None, f"{page} has no figure {figure}"
        header = _texts(table.select("thead th, thead td"))
        return [
            dict(zip(header, _texts(row.find_all(["th", "td"])), strict=True))
            for row in table.select("tbody tr")
        ]

    return read


@pytest.fixture(scope="session")
def glued() -> Callable[[str], dict[str, str]]:
    """What a page glues into its Markdown, as plain words by key."""

    def read(page: str) -> dict[str, str]:
        notebook = json.loads((paths.NOTEBOOKS / f"{page}.ipynb").read_text(encoding="utf-8"))
        return {
            output["metadata"]["scrapbook"]["name"]: "".join(text)
            for cell in notebook["cells"]
            for output in cell.get("outputs", ())
            if "scrapbook" in output.get("metadata", {})
            for kind, text in output["data"].items()
            if kind.endswith("text/plain")
        }

    return read


def _texts(cells):
    return [untypeset(cell.get_text(" ", strip=True)) for cell in cells]


def _outputs(page: str, kind: str) -> list[str]:
    notebook = json.loads((paths.NOTEBOOKS / f"{page}.ipynb").read_text(encoding="utf-8"))
    return [
        "".join(output["data"][kind])
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if kind in output.get("data", {})
    ]
