"""nbval with this project's settings: what it must refuse, and what it must not look at."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from passion import paths
from printed.book import execute

GLUED = "application/papermill.record/"


def cell(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": f"c{abs(hash(source)) % 10**8}",
        "metadata": {},
        "source": source,
        "outputs": list(outputs),
        "execution_count": 1,
    }


def display(**data: str) -> dict[str, Any]:
    shown = {name.replace("__", "/").replace("_xml", "+xml"): value for name, value in data.items()}
    return {"output_type": "display_data", "data": shown, "metadata": {}}


def stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


SHOW = "from IPython.display import display\n"


def validate(folder: Path, *cells: dict[str, Any]) -> str:
    """Run nbval on one notebook with the settings of this project; return its closing line."""
    shutil.copy(paths.ROOT / "conftest.py", folder)
    metadata = {"kernelspec": execute.KERNELSPEC, "language_info": {"name": "python"}}
    made = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    (folder / "page.ipynb").write_text(json.dumps(made))
    options = ["--nbval", "-q", "-p", "no:cacheprovider", "--color=no", "--rootdir", str(folder)]
    command = [sys.executable, "-m", "pytest", *options, "page.ipynb"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return re.sub(r" in .*", "", done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_a_changed_digit_is_refused_and_pictures_and_stderr_are_not_compared(tmp_path):
    glued = f"display({{'{GLUED}text/html': '<b>81%</b>'}}, raw=True)"
    svg = f"display({{'image/svg+xml': '<svg/>', '{GLUED}image/png': 'AAAA'}}, raw=True)"
    changed = display(image__svg_xml="<svg>") | {}
    changed["data"][GLUED + "image/png"] = "BBBB"
    closing = validate(
        tmp_path,
        # as they were committed
        cell("print('29 of 36')", stream("stdout", "29 of 36\n")),
        cell(SHOW + glued, {**display(), "data": {GLUED + "text/html": "<b>81%</b>"}}),
        cell("import sys; print('a warning', file=sys.stderr)"),
        cell(SHOW + svg, changed),
        # with one digit changed: in a printed line, and in a glued badge
        cell("print('29 of 35')", stream("stdout", "29 of 36\n")),
        cell(glued, {**display(), "data": {GLUED + "text/html": "<b>80%</b>"}}),
    )
    assert closing == "2 failed, 4 passed"


def commands() -> str:
    """Everything that runs tests in this repository."""
    files = [paths.ROOT / "Makefile", paths.ROOT / ".ci" / "run", paths.ROOT / "pyproject.toml"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_notebooks_are_compared_and_stay_whole():
    # --nbval-lax compares only what is marked; without loadscope -n 2 splits a notebook.
    assert "nbval-lax" not in commands()
    (line,) = [line for line in commands().splitlines() if "--nbval" in line]
    assert "--dist loadscope" in line
    assert "notebooks" in line.split()


def test_no_command_lets_records_into_tests():
    recipes = (paths.ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    assert "PUBLIC := env -u PASSION_RECORDS" in recipes
    ran = [line for line in recipes if "-m pytest" in line or "passion.book refresh" in line]
    assert len(ran) >= 4
    assert all("$(PUBLIC)" in line for line in ran)


def test_the_fonts_are_listed_before_a_page_is_executed(tmp_path, monkeypatch):
    # A cold list of fonts puts a warning on the page that happens to be first.
    listed = tmp_path / "matplotlib"
    environment = {**execute.kernel_environment(tmp_path), "MPLCONFIGDIR": str(listed)}
    called = []

    def run(command, **options):
        called.append(command)
        listed.mkdir(exist_ok=True)
        (listed / "fontlist-v390.json").write_text("{}")

    monkeypatch.setattr(subprocess, "run", run)
    execute.warm_fonts(environment)
    execute.warm_fonts(environment)
    assert [command[0] for command in called] == [sys.executable]
