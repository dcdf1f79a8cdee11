"""A call that takes its time says so on standard error, and only there."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from printed.cli import output


def test_a_quick_call_says_nothing(capsys):
    with output.working("counting"):
        pass
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("terminal", [False, True])
def test_a_long_call_says_so_once_in_a_pipe_and_every_second_at_a_terminal(
    capsys, monkeypatch, terminal
):
    monkeypatch.setattr(output, "PATIENCE", 0.02)
    monkeypatch.setattr(output, "program", "printed")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with output.working("counting"):
        time.sleep(0.15)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith("\n")
    assert (
        told.err.count("printed: counting (Ctrl-C stops it)") > 1
        if terminal
        else (told.err == "printed: counting (Ctrl-C stops it)\n")
    )


def test_a_failing_call_ends_the_telling(capsys, monkeypatch):
    monkeypatch.setattr(output, "PATIENCE", 0.02)
    monkeypatch.setattr(output, "program", "printed")
    with pytest.raises(ValueError), output.working("counting"):
        raise ValueError
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_a_full_disk_is_told_in_one_line():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "printed.cli", "percent", "81%", "--json"],
            stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "printed: the output cannot be written (No space left on device)\n"
