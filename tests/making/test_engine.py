"""The engine as a browser gets it: one file, the same bytes, the standard library alone."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile

import pytest

from passion import paths
from printed.book import browser_zip

PYODIDE = paths.BOOK / "_static" / "pyodide"


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    target = tmp_path_factory.mktemp("engine") / "check" / "passion.zip"
    assert browser_zip.pack(paths.ROOT, target)
    return target


def test_the_same_bytes_each_time(packed, tmp_path):
    assert browser_zip.pack(paths.ROOT, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_it_answers_with_the_standard_library_alone(packed):
    # -I -S: neither this environment's packages nor the sources can be imported.
    problem = 'unknowns: {n: [1, 39]}\nitems: {a: {kind: count, k: 29, n: n, percent: "81%"}}\n'
    question = {"form": "solve", "fields": {"problem": problem}}
    lines = (
        f"import sys; sys.path.insert(0, {str(packed)!r})",
        "from printed.questions.browser import respond",
        f"print(respond({json.dumps(question)!r}))",
        "print(sorted(name for name in ('numpy', 'typer', 'rich') if name in sys.modules))",
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", "\n".join(lines)],
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer, loaded = done.stdout.splitlines()
    assert [row["n"] for row in json.loads(answer)["json"]["results"]["solutions"]] == [36]
    assert loaded == "[]"


def test_the_licences_go_with_it(packed):
    with zipfile.ZipFile(packed) as archive:
        names = set(archive.namelist())
    assert {"printed/LICENSE", "yaml/LICENSE"} <= names
    assert not [name for name in names if name.startswith(("printed/book", "printed/cli"))]
    assert {name.rpartition(".")[2] for name in names if not name.endswith("LICENSE")} == {"py"}


def test_a_folder_without_an_engine_has_none(tmp_path):
    assert not browser_zip.pack(tmp_path, tmp_path / "passion.zip")
    assert not (tmp_path / "passion.zip").exists()


def test_python_for_the_browser_is_what_its_list_says():
    listed = json.loads((PYODIDE / "files.json").read_text(encoding="utf-8"))
    there = {path.name for path in PYODIDE.iterdir()} - {"files.json"}
    assert there == {*listed["files"], "LICENSE.txt", "LICENSE-python.txt"}
    for name, said in listed["files"].items():
        data = (PYODIDE / name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (said["bytes"], said["sha256"])
    assert listed["version"] in (PYODIDE / "pyodide.mjs").read_text(encoding="utf-8")
