"""`make newest` and `make audit`: what they make of what they find."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tools import audit, engine_alone, newest

from passion import paths
from printed.book.execute import BuildFailure


def notebook(*shown: str, kind: str = "text/html") -> dict:
    """A notebook whose code cells showed this."""
    return {
        "cells": [
            {
                "cell_type": "code",
                "outputs": [{"output_type": "display_data", "data": {kind: text}}],
            }
            for text in shown
        ]
    }


def test_a_number_that_moved_is_told_by_its_cell():
    old = notebook("<td>29 of 36</td>", "<td>0.021</td><td>\u22120.4</td>")
    assert list(newest.differences(old, old)) == []
    new = notebook("<td>29 of 36</td>", "<td>0.022</td><td>\u22120.4</td>")
    assert list(newest.differences(old, new)) == ["code cell 2: 0.021 -> 0.022"]
    gone = notebook("<td>29 of 36</td>", "<td>0.021</td>")
    assert list(newest.differences(old, gone)) == ["code cell 2: \u22120.4 -> nothing"]


def test_whichever_cells_move_each_is_told_by_its_own_number():
    texts = [f"<td>{i}.5</td>" for i in range(1, 5)]
    old = notebook(*texts)
    old["cells"].insert(0, {"cell_type": "markdown", "source": "9"})
    for first in range(4):
        for second in range(first, 4):
            new = list(texts)
            for at in {first, second}:
                new[at] = "<td>7.5</td>"
            told = [f"code cell {at + 1}: {at + 1}.5 -> 7.5" for at in sorted({first, second})]
            assert list(newest.differences(old, notebook(*new))) == told


@pytest.mark.parametrize(("differing", "code", "told"), [
    (0, 0, "newest: no notebook differs from what is committed"),
    (1, 1, "newest: 1 notebooks differ from what is committed"),
])  # fmt: skip
def test_newest_is_red_when_a_number_moved(monkeypatch, capsys, differing, code, told):
    monkeypatch.setattr(newest, "compare", lambda root, report: report(str(root)) or differing)
    assert newest.main([newest.INSIDE]) == code
    assert capsys.readouterr().out.splitlines() == [str(paths.ROOT), told]


def test_newest_installs_without_versions_and_the_project_by_itself(monkeypatch, tmp_path):
    """Into an environment of its own, made once; then it runs itself there."""
    steps = []

    def run(command, **_):
        steps.append(command[1:])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(newest, "HOME", tmp_path)
    monkeypatch.setattr(subprocess, "run", run)
    python = tmp_path / "venv" / "bin" / "python"
    assert newest.environment(paths.ROOT) == python
    assert [step[0] for step in steps] == ["venv", "pip", "pip"]
    assert "--upgrade" in steps[1] and set(newest.wanted(paths.ROOT)) <= set(steps[1])
    assert "--no-deps" in steps[2] and steps[2][-1] == str(paths.ROOT)
    assert all(step[step.index("--python") + 1] == str(python) for step in steps[1:])
    python.parent.mkdir(parents=True)
    python.write_text("")
    steps.clear()
    newest.environment(paths.ROOT)
    assert [step[0] for step in steps] == ["pip", "pip"]
    monkeypatch.setattr(newest, "environment", lambda root: python)
    monkeypatch.setattr(subprocess, "call", lambda command: steps.append(command) or 5)
    assert newest.main([]) == 5
    assert steps[-1] == [str(python), "-m", "tools.newest", newest.INSIDE]


def test_the_engine_is_installed_by_itself_and_its_tests_are_run_there(monkeypatch, capsys):
    calls = []

    def run(command, **options):
        if "install" in command:
            copy = Path(command[-1].partition("[")[0])
            listed = Path(command[command.index("--constraint") + 1]).read_text(encoding="utf-8")
            assert (copy / "pyproject.toml").is_file() and copy != paths.ROOT / "engine"
            assert "numpy==" in listed and "--hash" not in listed
        calls.append((command, options))
        return subprocess.CompletedProcess(command, codes[len(calls) - 1])

    monkeypatch.setattr(engine_alone.venv, "create", lambda place, with_pip: None)
    monkeypatch.setattr(engine_alone.subprocess, "run", run)
    codes = [0, 3]
    assert engine_alone.main(["--co"]) == 3
    (install, _), (tested, options) = calls
    assert set(engine_alone.TOOLS) <= set(install) and install[-1].endswith("[fast,frames,cluster]")
    assert tested[0] == install[0] and tested[1:3] == ["-m", "pytest"]
    own = paths.ROOT / "engine"
    assert tested[-2:] == [str(own / "tests"), "--co"] and f"--confcutdir={own}" in tested
    assert tested[tested.index("--rootdir") + 1] == str(own)
    assert [one for one in tested if one.startswith("--ignore=")] == [
        f"--ignore={own / 'tests' / name}" for name in ("book", "r")
    ]
    assert not options["cwd"].is_relative_to(paths.ROOT)
    calls.clear()
    codes[:] = [1]
    assert engine_alone.main([]) == 1 and len(calls) == 1
    assert capsys.readouterr().err == "engine_alone: could not install the engine\n"


def test_strokes_and_pictures_are_no_numbers_of_the_book():
    old = notebook('<svg viewBox="0 0 10 10"><path d="M 1 2"/></svg><p class="n1">7</p>')
    new = notebook('<svg viewBox="0 0 20 20"><path d="M 3 4"/></svg><p class="n2">7</p>')
    assert list(newest.differences(old, new)) == []
    pictures = (notebook(text, kind="image/png") for text in ("111", "222"))
    assert list(newest.differences(*pictures)) == []


def test_every_package_is_asked_for_by_name_alone():
    names = newest.wanted(paths.ROOT)
    assert {"numpy", "scipy", "pandas", "matplotlib"} <= set(names)
    assert len(names) == len(set(names))
    assert [name for name in names if any(sign in name for sign in "=>;")] == []
    assert newest.locked(paths.ROOT)["seaborn"] == {"0.13.2"}


def refuse(monkeypatch, said: str) -> None:
    def run(command, **_):
        return subprocess.CompletedProcess(command, 2, "", said)

    monkeypatch.setattr(subprocess, "run", run)


def test_an_index_out_of_reach_is_told_in_one_line(monkeypatch, capsys):
    refuse(monkeypatch, "error: Request failed\n  Caused by: dns error\n")
    with pytest.raises(BuildFailure, match="this needs the package index"):
        newest.environment(paths.ROOT)
    assert newest.main([]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert audit.main() == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"audit: {audit.UNREACHED}") and "dns error" in told


GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "lines"),
    [
        ([GOOD], 0, ["audit: none of 1 packages has a known vulnerability"]),
        ([GOOD, BAD], 1, ["audit: b 2: PYSEC-1, mended in 2.1"]),
        # Not looked up is not harmless, whatever pip-audit says of it.
        ([GOOD, SKIPPED], 1, ["audit: not looked up: c"]),
        ([SKIPPED], 1, [f"audit: {audit.UNREACHED}"]),
        ([], 1, [f"audit: {audit.UNREACHED}"]),
    ],
)
def test_an_audit_is_good_only_when_every_package_was_looked_up(packages, code, lines):
    found, text = audit.told(json.dumps({"dependencies": packages}), "")
    assert (found, text.splitlines()) == (code, lines)
