"""Frames are shown by `notation`: what pandas rounds three ways is rounded once."""

from __future__ import annotations

import json

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from printed.book import frames
from printed.errors import InputError


def cells(frame) -> list[str]:
    page = BeautifulSoup(frames.html(frame), "lxml")
    return [cell.text for cell in page.select("tbody > tr > *")]


def test_edges_are_rounded_by_notation():
    values = pd.DataFrame({"x": [0.125, 2.675, 1e-9], "P": [0.0197, 0.00034, 1e-9]})
    stripped = [cell.strip("\u2007\u2008") for cell in cells(values)]
    assert stripped == ["0.125", "0.02", "2.675", "<0.001", "0.000000001", "<0.001"]
    frames.use({"x": 2, "P": 4})
    assert cells(values) == ["0.13", "0.0197", "2.68", "0.0003", "0.00", "0.0000"]
    # and the frame still holds what was computed
    assert values.x.tolist() == [0.125, 2.675, 1e-9]


def test_shares_and_p_values_by_their_column():
    frames.use({"share": "%", "by Fisher": "P"})
    values = pd.DataFrame({"share": [29 / 36], "by Fisher": [0.0034], "n": [36]})
    assert cells(values) == ["81%", "0.003", "36"]


def test_what_is_no_number_stays():
    values = pd.DataFrame(
        {"a": ["81%", None], "fits": [True, False], "n": [36.0, float("nan")], "all": [[1, 2], ()]}
    )
    assert cells(values) == ["81%", "yes", "36", "1, 2", "–", "no", "–", "–"]


def test_the_index_names_rows_only_where_it_has_something_to_say():
    plain = BeautifulSoup(frames.html(pd.DataFrame({"n": [1]})), "lxml")
    assert [head.text for head in plain.select("thead > tr > *")] == ["n"]
    named = BeautifulSoup(frames.html(pd.DataFrame({"n": [1]}, index=["treated"])), "lxml")
    assert named.select_one("tbody th[scope=row]").text == "treated"
    assert not named.select("th:empty")
    several = pd.DataFrame({"test": ["a", "a"], "sign": ["x", "y"], "n": [1, 2]})
    shown = BeautifulSoup(frames.html(several.set_index(["test", "sign"]).unstack()), "lxml")
    assert [head.text for head in shown.select("thead th")] == ["test", "n x", "n y"]


def test_a_series_is_a_frame_of_one_column():
    assert cells(pd.Series([0.5], name="share", index=["treated"])) == ["treated", "0.5"]


def test_two_columns_of_one_name_are_both_shown():
    twice = pd.DataFrame([[0.25, 0.75]], columns=["x", "x"])
    assert cells(twice) == ["0.25", "0.75"]


@pytest.mark.parametrize("how", ["p", 1.5, None])
def test_an_unknown_format_is_refused(how):
    with pytest.raises(InputError, match="column 'x'"):
        frames.use({"x": how})


@pytest.mark.slow
def test_a_notebook_shows_frames_so_and_says_nothing_on_stderr(tmp_path):
    from nbclient import NotebookClient

    code = (
        "import pandas as pd\nimport seaborn as sns\nfrom printed.book.page import Page\n"
        "page = Page('x', formats={'x': 2})\npd.DataFrame({'x': [2.675]})"
    )
    figure = (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
        "frame = pd.DataFrame({'x': [1.0, 2.0], 'y': ['a', 'b']})\n"
        "sns.stripplot(frame, x='x', y='y', ax=ax)\n"
        "page.figure(fig, frame, name='a', title='b', alt='Two points, one for each of a, b.')"
    )
    cells = [nbformat.v4.new_code_cell(text) for text in (code, figure)]
    notebook = NotebookClient(nbformat.v4.new_notebook(cells=cells)).execute()
    kinds = [output["output_type"] for cell in notebook.cells for output in cell.outputs]
    assert kinds == ["execute_result", "execute_result"]
    shown = notebook.cells[0].outputs[0]["data"]
    assert "2.68" in shown["text/html"] and shown["text/plain"] == "x\n2.68"
    assert "Table: x" in shown["text/html"] and "dataframe" not in json.dumps(shown)
