"""The page "How it is built" names the rooms and parts that there are, in the order they stand."""

from __future__ import annotations

import importlib.util
import re
import tomllib

import pytest
from importlinter import cli

from passion import paths

PAGE = (paths.ROOT / "book/architecture.md").read_text(encoding="utf-8")
ROOMS = re.findall(r"^\| `(\w+)` \| `([\w/]+)` \|", PAGE, flags=re.MULTILINE)
PARTS = sorted({name for name in re.findall(r"`(\w+(?:\.\w+)+)`", PAGE)})


def test_the_rooms_stand_in_the_order_that_imports_are_held_to():
    settings = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert [room for room, _ in ROOMS] == next(
        contract["layers"] for contract in contracts if contract["name"] == "rooms"
    )


def test_imports_point_only_downwards(monkeypatch, capsys):
    monkeypatch.chdir(paths.ROOT)
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize(("room", "folder"), ROOMS)
def test_a_room_lies_where_the_page_says(room, folder):
    assert folder.rstrip("/").endswith(room)
    assert (paths.ROOT / folder / "__init__.py").is_file()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_named_is_there(part):
    assert importlib.util.find_spec(part)
