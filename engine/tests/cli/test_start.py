"""The command says in one line that a compiled file is cut short, whichever file it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import printed


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
