"""Every number that enters has a limit, told in one line with the limit; none fills the memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

from printed import compiled, limits, notation, register
from printed.cli import main
from printed.errors import InputError
from printed.problem import read_problem
from printed.questions import browser
from printed.questions.forms import answer

HUGE = "1e999999999"
LONG = "1" * 4000
SAMPLE = ("sample", "--n", "5", "--mean", "3")
MOST = limits.SIZE.shown


@pytest.mark.parametrize(
    "limit", [one for one in vars(limits).values() if isinstance(one, limits.Limit)]
)
def test_a_limit_says_what_it_is_and_why(limit):
    limit.check(limit.most)
    with pytest.raises(InputError) as told:
        limit.check(limit.most + 1, "--here")
    text = str(told.value)
    assert text.startswith(f"--here: {limit.most + 1}; at most {limit.shown} (")
    assert limit.reason and limit.reason in text


def told(capsys, *words: str) -> str:
    """The one line of a refusal, which stands in the JSON too."""
    code = main([*words, "--json"])
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert code == 2 and json.loads(out)["error"]["message"] in line
    return line


@pytest.mark.parametrize("value", [HUGE, "-" + HUGE, "1e-999999999", "1E+999_999_999", LONG])
@pytest.mark.parametrize(
    "option", ["--n", "--min", "--max", "--step", "--items", "--ddof", "--draw"]
)
def test_a_number_of_a_sample_has_a_largest(capsys, option, value):
    assert MOST in told(capsys, *SAMPLE, f"{option}={value}")


@pytest.mark.parametrize(
    "words",
    [
        ("--share", f"<{HUGE}=30%"),
        ("--share", "<1e400=30%"),
        ("--bound", f"share<{HUGE}"),
        ("--bound", "share<1e400"),
        ("--bound", "count<=1e16"),
        ("--bound", f"t:{HUGE}"),
        ("--bound", "t:-1e400"),
        ("--sd", "1e400"),
        ("--sd", "1e100"),
        ("--median", "1e300"),
        ("--iqr", "1e300"),
        ("--iqr", "0:1e16"),
        ("--lowest", "1e-300"),
        ("--highest", "1e300"),
        ("--se", "1e300"),
    ],
)
def test_a_statistic_or_a_point_has_a_largest(capsys, words):
    assert "at most" in told(capsys, *SAMPLE, *words)


@pytest.mark.parametrize(
    "words",
    [
        ("percent", "81%", "--n", "36"),
        ("table", "4/10", "81%"),
        ("ranksum", "0.003", "--n1", "10", "--n2", "36"),
        SAMPLE,
    ],
)
def test_rows_have_a_most(capsys, words):
    line = told(capsys, *words, "--max-results", "9" * 20)
    assert f"--max-results: {'9' * 20}; at most {limits.ROWS.most} rows" in line
    assert main([*words, "--max-results", str(limits.ROWS.most)]) == 0


@pytest.mark.parametrize("ratio", ["1e999", "1e-999", "1e-200"])
def test_an_effect_is_one_that_floats_can_hold(capsys, ratio):
    line = told(capsys, "table", "4/10", "5/10", "--odds-ratio", ratio)
    assert f"{ratio!r}; at most {limits.DECADES.most} powers of ten from 1" in line


def test_a_p_value_may_be_smaller_than_any_float():
    assert notation.parse("P=1e-999").upper > 0
    assert notation.parse("0").value == 0


def test_exact_takes_what_a_paper_prints_and_no_text_that_never_ends():
    assert notation.exact("1e-12") == notation.exact("0.000000000001")
    for text in (HUGE, LONG, "0." + "1" * 90, "1_0e9_999"):
        with pytest.raises(InputError, match="at most"):
            notation.exact(text)


PAIRS = """
items:
  a: {kind: count, n: [1, 1000000], percent: "81%"}
"""
NAMED = """
unknowns: {z: [1, 100000]}
items:
  a: {kind: count, n: z, percent: "81%"}
  b: {kind: count, n: z, percent: "61%"}
"""
ANY = """
items:
  a: {kind: count, n: [1, 20000]}
"""
MINIMUM = f"""
items:
  a: {{kind: sample, n: 3, mean: "3", min: {HUGE}}}
"""
BOUND = f"""
items:
  a: {{kind: sample, n: 3, mean: "3"}}
bounds: ["a.share<{HUGE}"]
"""


@pytest.mark.parametrize("text", [PAIRS, NAMED, ANY, MINIMUM, BOUND])
def test_a_problem_that_would_fill_the_memory_is_refused_with_its_place(tmp_path, text):
    file = tmp_path / "problem.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match="at most") as refused:
        read_problem(file)
    assert refused.value.row and refused.value.column


def test_the_largest_problem_of_counts_is_answered():
    code = (
        "from printed.questions.ask import solve\n"
        "found = solve({'items': {'a': {'kind': 'count', 'n': [1, 7000], 'percent': '81%'}}})\n"
        "assert found.result.truncated\n"
    )

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 * 10**9, 2 * 10**9))

    subprocess.run([sys.executable, "-c", code], check=True, preexec_fn=little)


def test_a_share_of_a_group_of_unknown_size_is_gone_through_as_far_as_can_be():
    text = b"id,statement,group,measure,kind,printed\ncp,Had palsy,arm,palsy,percent,20%\n"
    found = register.parse(text)
    (item,) = compiled.compiled(found, found.conventions.first).tree["items"].values()
    assert item["n"][0] == 1 and 5_000 < item["n"][1] < 10_000


def test_a_grid_without_an_end_is_no_list(capsys):
    words = ("--iqr", "0.8", "--min", "-1e9", "--max", "7", "--items", "7", "--share", ">=5=3/10")
    found = {}
    for n in ("7", "10"):  # three in ten of seven are no number of values
        assert main(["sample", "--n", n, *words, "--bound", "share<100", "--json"]) == 0
        found[n] = json.loads(capsys.readouterr().out)["results"]
    assert found["7"]["datasets"] == "0"
    assert found["10"]["datasets"] is None and "too large" in found["10"]["reason"]


# ------------------------------------------------------------------ the browser


MANY = {"side1": "4000/5000", "side2": "80000/100000", "p": "0.02"}


@pytest.fixture
def no_libraries(monkeypatch: pytest.MonkeyPatch):
    for name in ("numpy", "scipy"):
        monkeypatch.setitem(sys.modules, name, None)


def test_a_test_that_needs_a_library_takes_no_other_along(no_libraries):
    found = answer("table", MANY).result
    reasons = {row["convention"]: row["reason"] for row in found.not_tried}
    assert reasons["fisher"] == "needs numpy, which is not there"
    assert {"pearson", "yates", "n-1", "lr", "expected-5"} <= set(found.conventions)
    assert not set(reasons) & set(found.conventions)


def test_small_expected_counts_among_many_children_need_the_exact_test_too(no_libraries):
    found = answer("table", {"side1": "1/5000", "side2": "2/100000", "p": "0.02"}).result
    reasons = {row["convention"]: row["reason"] for row in found.not_tried}
    assert reasons["expected-5"] == "needs numpy, which is not there"
    assert "pearson" in found.conventions


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ModuleNotFoundError("No module named 'numpy'", name="numpy"), "not tried: needs numpy"),
        (MemoryError(), "not tried: too large"),
        (RecursionError(), "not tried: too large"),
        (InputError("as it is"), "as it is"),
    ],
)
def test_the_browser_is_given_an_answer_whatever_happens(monkeypatch, error, said):
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(browser, "answer", fails)
    told = json.loads(browser.respond(json.dumps({"form": "table", "fields": {}})))
    assert told["error"].startswith(said)


# ------------------------------------------------------------------ the command


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (EOFError("marshal data too short"), 2, "a compiled file is cut short: remove"),
        (EOFError("Compressed file ended"), 2, "a file ends before it should (Compressed"),
        (MemoryError(), 2, "too large for the memory"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
@pytest.mark.parametrize("where", ["printed.questions.percent", "printed.cli.application"])
def test_only_ctrl_c_is_told_as_an_interruption(monkeypatch, capsys, where, error, code, said):
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(where, fails)
    assert main(["percent", "81%", "--json"]) == code
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert said in line
    assert (code == 130) == (out == "")
    if out:
        assert json.loads(out)["error"]["message"] in line
