"""The command says in one line what is wrong with itself: a file cut short, a fault of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import printed
from printed import cli


@pytest.mark.parametrize("module", ["notation", "errors", "cli/output", "cli/commands"])
def test_a_compiled_file_that_is_cut_short_is_told(tmp_path, module):
    shutil.copytree(
        Path(printed.__file__).parent, tmp_path / "printed",
        ignore=shutil.ignore_patterns("__pycache__", "book", "static"),
    )  # fmt: skip
    call = [sys.executable, "-m", "printed.start", "percent", "20%", "--n", "10", "--json"]
    # No other copy of the package, and compiled files beside it.
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(call, env=env, cwd=tmp_path, capture_output=True, text=True)

    assert run().returncode == 0
    folder, _, name = f"printed/{module}".rpartition("/")
    (compiled,) = (tmp_path / folder / "__pycache__").glob(f"{name}.*.pyc")
    compiled.write_bytes(compiled.read_bytes()[:40])
    done = run()
    assert done.returncode == 2
    told = json.loads(done.stdout)["error"]["message"]
    assert "cut short: remove the folders __pycache__" in told
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("trace", ["", "1"])
def test_a_fault_of_the_program_is_told_as_one_in_one_line_or_with_all_frames(
    monkeypatch, capsys, trace
):
    def broken(*_):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setenv(cli.TRACE, trace)
    monkeypatch.setattr("printed.questions.percent", broken)
    if trace:
        with pytest.raises(ZeroDivisionError):
            cli.main(["percent", "81%"])
        return
    assert cli.main(["percent", "81%", "--json"]) == 2
    told = capsys.readouterr()
    line = json.loads(told.out)["error"]["message"]
    where = "ZeroDivisionError in test_start.py, line "
    assert line.startswith(f"a fault of the program itself ({where}")
    assert told.err == f"printed: {line}\n" and "PRINTED_TRACE=1" in line
