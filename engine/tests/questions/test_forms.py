"""The forms of a browser hold what the command takes, and give what it gives."""

from __future__ import annotations

import json

import pytest
import typer

from printed.cli import application, main
from printed.cli.commands import ENGINE
from printed.errors import InputError
from printed.questions import Table, forms
from printed.questions.answer import plain
from printed.questions.browser import respond


def parameters(name: str) -> set[str]:
    """The options and arguments of a subcommand."""
    command = typer.main.get_command(application("printed", ENGINE)).commands[name]
    return {text for parameter in command.params for text in (*parameter.opts, parameter.name)}


@pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.name)
def test_every_field_is_an_option_of_the_command(form):
    known = parameters(form.name)
    for field in form.fields:
        assert field.lines or (field.option or field.name) in known
    assert not {"--no-such"} & known


QUESTIONS = [
    ("percent", {"percent": "81%", "n": "1:39"}),
    ("table", {"side1": "4/10", "side2": "?/12", "p": "<0.05", "test": "yates"}),
    ("sample", {"n": "5", "mean": "3.4", "sd": "1.1", "min": "1", "max": "5", "step": "1",
                "share": "<3=20%", "bound": "median, share<=2"}),
    ("ranksum", {"p": "<0.001", "n1": "10", "n2": "36", "method": "exact", "ties": "any"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fields"), QUESTIONS)
def test_a_forms_words_ask_the_command_the_same(name, fields, capsys):
    form = forms.BY_NAME[name]
    words = forms.words(form, forms.given(form, fields))[1:]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert json.loads(respond(json.dumps({"form": name, "fields": fields})))["json"] == told


@pytest.mark.parametrize(
    "typed", ["mean, sd", "mean sd", "mean;sd", " mean ,\n sd, ", ",mean,,sd;"]
)
def test_several_are_parted_by_whatever_stands_between_them(typed):
    """A comma too many asks for nothing more, and nothing typed asks for nothing."""
    form = forms.BY_NAME["sample"]
    assert forms.given(form, {"n": "5", "bound": typed})["bound"] == ["mean", "sd"]
    for nothing in ("", " ", "\n"):
        assert forms.given(form, {"n": "5", "bound": nothing}) == {"n": "5"}


@pytest.mark.parametrize(("name", "fields"), QUESTIONS)
def test_the_terminal_shows_the_same_cells(name, fields, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    form = forms.BY_NAME[name]
    assert main(forms.words(form, forms.given(form, fields))[1:]) == 0
    told = capsys.readouterr().out
    for block in forms.answer(name, fields).blocks:
        if isinstance(block, Table):
            rows = [[cell.strip() for cell in line.strip("│").split("│")]
                    for line in told.splitlines() if line.startswith("│")]  # fmt: skip
            assert [list(row) for row in block.rows] == rows
        else:
            assert block.text in told


@pytest.mark.parametrize(("name", "fields"), QUESTIONS)
def test_an_answer_has_no_column_without_a_value_and_tells_every_range_that_was_searched(
    name, fields
):
    found = forms.answer(name, fields)
    for block in found.blocks:
        if isinstance(block, Table) and block.rows:
            for column, *cells in zip(block.columns, *block.rows, strict=True):
                assert any(cells), column
    lines = [block.text for block in found.blocks if not isinstance(block, Table)]
    ranges = found.result.searched
    told = ", ".join(f"{one} {low} to {high} ({source})" for one, (low, high, source)
                     in ranges.items())  # fmt: skip
    assert (f"searched: {told}" in lines) == bool(ranges)


def test_two_unknown_sizes_are_both_told_as_searched():
    found = forms.answer("table", {"side1": "81%", "side2": "40%"})
    lines = [block.text for block in found.blocks if not isinstance(block, Table)]
    assert "searched: n1 1 to 100 (default), n 1 to 100 (default)" in lines


@pytest.mark.parametrize("number", [2**53 - 1, 2**53, 2**53 + 1, 2**60])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_reaches_a_browser_as_it_is(number, sign):
    """What a float cannot hold is told as text."""
    told = plain({"a": [sign * number]})["a"][0]
    assert int(told) == sign * number
    assert isinstance(told, str) == (number > 2**53)


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("percent", {}, "Percentage, as printed is empty: fill it in"),
        ("percent", {"percent": "81%", "x": "1"}, "percent has no field 'x'"),
        ("phantom", {}, "there is no question 'phantom'"),
        ("table", {"side1": "4/10", "side2": "81%", "test": "welch"}, "unknown"),
        ("solve", {"problem": "a: ["}, "problem.yaml, row 1"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(name, fields, said):
    with pytest.raises(InputError, match=said):
        forms.answer(name, fields)
    told = json.loads(respond(json.dumps({"form": name, "fields": fields})))
    assert said in told["error"] and "\n" not in told["error"]
