"""What a question may take, and the one line where it takes longer."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from pathlib import Path

import pytest

from printed import cli, limits
from printed.cli import commands, limited, output
from printed.errors import InputError

QUESTIONS = {
    "percent": ["percent", "81%", "--n", "36"],
    "table": ["table", "3/10", "4/20", "--p", "0.5"],
    "ttest": ["ttest", "20±4/30", "21±2/30", "--p", "0.02"],
    "ranksum": ["ranksum", "0.03", "--n1", "5", "--n2", "6"],
    "sample": ["sample", "--n", "5", "--mean", "2"],
    "solve": ["solve", "a.yaml"],
    "check": ["check", "a.yaml"],
    "lint": ["lint", "a.yaml"],
    "verify": ["verify", "."],
    "new": ["new", "here", "--abstract", "a.txt"],
}
SEARCH_NOTHING = {"read", "kinds"}


def forever() -> None:
    while True:
        pass


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setenv(limited.VARIABLE, "0.05")
    monkeypatch.setattr(limited, "AGAIN", 0.05)


def test_what_takes_too_long_ends_in_one_line_with_what_to_do(short):
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(InputError) as told, limited.in_time("counting"):
        forever()
    line = str(told.value)
    assert line.startswith("counting: not done in time; at most 1 seconds of processor time (")
    assert "PRINTED_SECONDS=600" in line
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_nothing_that_handles_errors_keeps_it(short):
    with pytest.raises(InputError, match="not done in time"), limited.in_time("counting"):
        with contextlib.suppress(Exception):
            forever()
        pytest.fail("went on")


def test_a_library_that_keeps_the_first_word_to_itself_hears_it_again(short):
    def stubborn() -> None:
        with contextlib.suppress(BaseException):
            forever()

    with pytest.raises(InputError, match="not done in time"), limited.in_time("counting"):
        stubborn()
        forever()


def test_what_is_done_in_time_is_answered_and_the_clock_is_off(monkeypatch):
    monkeypatch.setenv(limited.VARIABLE, "")
    with limited.in_time("counting"):
        assert 0 < signal.getitimer(signal.ITIMER_PROF)[0] < limits.SECONDS.most + 1
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


@pytest.mark.parametrize("alone", [True, False])
def test_there_is_none_where_none_is_asked_for_nor_beside_the_main_thread(monkeypatch, alone):
    monkeypatch.setenv(limited.VARIABLE, "0" if alone else "5")
    seen = []

    def ask() -> None:
        with limited.in_time("counting"):
            seen.append(signal.getitimer(signal.ITIMER_PROF)[0])

    if alone:
        ask()
    else:
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert seen == [0]


@pytest.mark.parametrize("told", ["x", "-1", "inf", "nan", "1,5"])
def test_a_variable_that_is_no_number_of_seconds_is_told(monkeypatch, capsys, told):
    monkeypatch.setenv(limited.VARIABLE, told)
    assert cli.main(["percent", "81%"]) == 2
    line = f"printed: PRINTED_SECONDS: {told!r} is no number of seconds; 0 is for no limit\n"
    assert capsys.readouterr().err == line


def test_no_command_is_forgotten_here_and_no_limit_where_it_is_written_down():
    assert {*QUESTIONS} | SEARCH_NOTHING == {*commands.NAMES}
    readme = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
    assert limits.SECONDS.shown in " ".join(readme.split())
    assert limited.VARIABLE in readme and limited.VARIABLE in limits.SECONDS.reason
    assert cli.TRACE in readme


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_the_limit(monkeypatch, capsys, tmp_path, name):
    """Each command that searches: an error, no answer, and no file."""

    @contextlib.contextmanager
    def over(doing):
        raise limits.SECONDS.refusal("not done in time", doing)
        yield

    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text('items:\n  a: {kind: count, k: 3, n: 10, percent: "30%"}\n')
    Path("a.txt").write_text("Of 10 children 3 (30%) had it.")
    monkeypatch.setattr(output, "in_time", over)
    assert cli.main([*QUESTIONS[name], "--json"]) == 2
    told = capsys.readouterr()
    assert "not done in time" in json.loads(told.out)["error"]["message"]
    assert len(told.err.splitlines()) == 1
    assert not Path("here").exists()
