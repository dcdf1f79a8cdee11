"""`make newest` and `make audit`: what they make of what they find."""

from __future__ import annotations

import json
import subprocess

import pytest
from tools import audit, newest

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
