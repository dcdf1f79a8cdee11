"""The contract of the `passion` command: names, JSON, exit codes, with and without libraries."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from passion import paths
from passion.cli import main

TESTS = {
    "fisher", "fisher-central", "midp-minlike", "midp-central", "pearson", "yates", "n-1", "lr",
    "barnard", "boschloo", "expected-5",
}  # fmt: skip
PROBLEM = """
unknowns: {n_registry: [1, 39]}
items:
  plic:     {kind: table, group1: 4/10, group2: 81% of n_registry, p: "0.02"}
  peduncle: {kind: table, group1: 1/10, group2: 61% of n_registry, p: "0.01"}
  motor:    {kind: ranksum, n1: 10, n2: [20, 39], p: "0.003"}
  ratio:    {kind: sample, n: 10, mean: "89", sd: "21", min: 0, max: 200, step: 1}
conventions: {table: [fisher, pearson], rounding: [half-up]}
bounds: [plic.odds_ratio, plic.risk_difference, motor.superiority, "ratio.share<100"]
"""


@pytest.fixture
def problem_file(tmp_path):
    path = tmp_path / "problem.yaml"
    path.write_text(PROBLEM)
    return str(path)


@pytest.fixture
def asked(capsys):
    """Ask the command for JSON; the exit code and the object."""

    def ask(*words):
        code = main([*words, "--json"])
        told = capsys.readouterr()
        answer = json.loads(told.out)
        assert answer["version"] == "2"
        return code, answer

    return ask


def test_percent(asked):
    code, answer = asked("percent", "81%", "--n", "1:39")
    assert code == 0 and answer["n_range"] == [1, 39] and answer["truncated"] is False
    # 81% stands for k of n by hand: 80.5 <= 100 k / n < 81.5.
    expected = [
        {"k": k, "n": n}
        for n in range(1, 40)
        for k in range(n + 1)
        if 161 * n <= 200 * k < 163 * n
    ]
    assert answer["results"] == expected and {"k": 29, "n": 36} in expected


def test_table(asked):
    code, answer = asked("table", "4/10", "81%", "--n", "1:39", "--p", "0.02", "--test", "fisher")
    assert code == 0 and answer["conventions"] == ["fisher"]
    (row,) = [row for row in answer["results"] if row["n2"] == 36]
    # R: fisher.test(matrix(c(4, 6, 29, 7), 2))$p.value is 0.0196952
    assert row["p"] == pytest.approx(0.0196952, abs=1e-7)
    assert row.items() >= {
        "k1": 4, "n1": 10, "k2": 29, "n2": 36, "convention": "fisher", "p": row["p"],
        "odds_ratio": 4 * 7 / (6 * 29), "odds_ratio_infinite": False,
    }.items()  # fmt: skip


def test_table_tries_every_test_by_default(asked):
    _, answer = asked("table", "4/10", "81%/36")
    untried = {row["convention"] for row in answer["not_tried"]}
    assert set(answer["conventions"]) | untried == TESTS and not untried


def test_infinite_odds_ratio_is_null_with_a_flag(asked):
    _, answer = asked("table", "3/3", "1/3", "--test", "fisher")
    (row,) = answer["results"]
    assert row["odds_ratio"] is None and row["odds_ratio_infinite"] is True


def test_max_results_cuts_and_says_so(asked):
    _, answer = asked("percent", "50%", "--n", "1:39", "--max-results", "3")
    assert len(answer["results"]) == 3 and answer["truncated"] is True


def test_repeated_rounding_rules(asked):
    found = {
        rule: {(r["k"], r["n"]) for r in asked("percent", "66%", "--n", "24", *words)[1]["results"]}
        for rule, words in {
            "half-up": (),
            "truncate": ("--rounding", "truncate"),
            "both": ("--rounding", "half-up", "--rounding", "truncate"),
        }.items()
    }
    assert found == {"half-up": set(), "truncate": {(16, 24)}, "both": {(16, 24)}}


def test_negative_values_after_an_option_and_after_dashes(asked):
    words = ("sample", "--n", "5", "--min", "-4", "--max", "4", "--step", "0.1", "--bound", "mean")
    _, answer = asked(*words, "--median", "-0.4")
    assert answer["results"]["bounds"]["mean"]["min"] < 0


def test_solve(asked, problem_file):
    code, answer = asked("solve", problem_file)
    found = answer["results"]
    assert code == 0 and {row["n_registry"] for row in found["solutions"]} == {36}
    assert found["bounds"]["plic.odds_ratio"]["min"] == pytest.approx(28 / 174)
    assert found["bounds"]["ratio.share<100"]["min"] == 0.2  # an SD by n is among all conventions
    assert found["conflict"] == [] and set(found["by_convention"])


def test_solve_without_a_solution_is_exit_1(asked, problem_file):
    with open(problem_file, "w") as file:
        file.write(PROBLEM.replace("81%", "70%"))
    code, answer = asked("solve", problem_file)
    assert code == 1 and answer["results"]["solutions"] == []
    assert "plic.group2" in answer["results"]["conflict"]


def test_verify(asked):
    code, answer = asked("verify")
    rows = {row["claim"]: row for row in answer["results"]}
    assert code == 0 and answer["conventions"][0] == "fisher"
    row = rows["plic_registry"]
    assert row["verdict"] == "determined_if" and row["printed"] == "81%" and row["conflict"] == []
    assert row["recomputed"] == {"text": "29 of 36", "min": 29 / 36, "max": 29 / 36}
    assert row["condition"].startswith("the test was Fisher's and both signs")
    assert {"datasets", "by_convention", "page", "assumptions", "could_fail"} <= row.keys()
    assert all(part.keys() == {"name", "value"} for part in row["assumptions"])


BAD = [
    ("percent", "8l%", "--n", "1:39"), ("percent",), ("percent", "101%", "--n", "1:39"),
    ("percent", "81%", "--n", "39:1"), ("percent", "81%", "--n", "0:5"),
    ("percent", "81%", "--n", "1:39", "--rounding", "up"), ("percent", "nan", "--n", "5"),
    ("table", "4/10", "?", "--p", "1.2"), ("table", "11/10", "?", "--p", "0.2"),
    ("table", "4/0", "?"), ("table", "4/10", "5/9", "--test", "chi"), ("table", "4/10"),
    ("solve", "nowhere.yaml"), ("solve",), ("verify", "--records", "nowhere.csv"), ("nothing",),
    ("percent", "81%", "--n", "1:39", "--max-results", "0"), ("percent", "81%", "--hurry"),
]  # fmt: skip


@pytest.mark.parametrize("words", BAD, ids=" ".join)
def test_bad_input_is_one_line_and_exit_2(words, capsys):
    assert main(list(words)) == 2
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.strip().splitlines()) == 1
    assert main([*words, "--json"]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out)["error"].keys() == {"message", "file", "row", "column"}
    assert len(told.err.strip().splitlines()) == 1


BAD_FILES = {
    "unquoted": (PROBLEM.replace('"0.02"', "0.02"), "quoted"),
    "unknown key": (PROBLEM.replace("kind: ranksum,", "kind: ranksum, size: 4,"), "unknown key"),
    "duplicate key": (PROBLEM + "items: {}\n", "twice"),
    "tag": (PROBLEM.replace('"0.02"', "!!python/name:os.system x"), "tags"),
    "alias bomb": ("a: &a [1]\nitems: *a\n", "anchors"),
    "swapped": (PROBLEM.replace("[1, 39]", "[39, 1]"), "swapped"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_problem_files_are_refused_by_place(name, asked, problem_file):
    text, words = BAD_FILES[name]
    with open(problem_file, "w") as file:
        file.write(text)
    code, answer = asked("solve", problem_file)
    error = answer["error"]
    assert code == 2 and words in error["message"]
    assert error["file"] == problem_file and error["row"] and error["column"]


def test_help_gives_an_example_of_each_call(capsys):
    for name in ("percent", "table", "sample", "ranksum", "solve", "verify", "reconstruct"):
        assert main([name, "--help"]) == 0
        assert f"Example: passion {name}" in " ".join(capsys.readouterr().out.split())


# ------------------------------------------------------------------ the standard library alone

CALLS = [
    ["percent", "81%", "--n", "1:39"],
    ["table", "4/10", "81%", "--n", "1:39", "--p", "0.02"],
    ["sample", "--n", "10", "--mean", "89", "--sd", "21", "--min", "0", "--max", "200", "--step",
     "1", "--draw", "2", "--seed", "1", "--bound", "share<100", "--bound", "t:100"],
    ["ranksum", "0.003", "--n1", "10", "--n2", "20:39"],
    ["solve", "PROBLEM"],
]  # fmt: skip
SCRIPT = """
import json, sys
if sys.argv[1] == "blocked":
    for name in ("numpy", "scipy", "pandas"):
        sys.modules[name] = None
from passion.cli import main
for words in json.loads(sys.argv[2]):
    assert main([*words, "--json"]) == 0
"""


def answers(mode, calls):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, mode, json.dumps(calls)],
        capture_output=True, text=True, check=True, cwd=paths.ROOT,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_every_call_without_numpy_scipy_and_pandas(problem_file):
    calls = [[problem_file if word == "PROBLEM" else word for word in call] for call in CALLS]
    full, alone = answers("free", calls), answers("blocked", calls)
    for call, one, two in zip(calls, full, alone, strict=True):
        if call[0] == "table":
            assert not one["not_tried"] and not two["not_tried"]
            for name in ("p", "odds_ratio"):
                assert [r.pop(name) for r in one["results"]] == pytest.approx(
                    [r.pop(name) for r in two["results"]], rel=1e-9
                )
        if call[0] == "solve":
            for rows in (one["results"]["solutions"], two["results"]["solutions"]):
                for row in rows:
                    row["plic"]["p"] = row["peduncle"]["p"] = None
        assert one["results"] == two["results"], call


@pytest.mark.slow
def test_an_interrupt_leaves_nothing_half_written(tmp_path):
    words = ["reconstruct", "--seed", "1", "--cohorts", "5000", "--out", str(tmp_path)]
    command = [sys.executable, "-m", "passion.cli", *words]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A job in the background of a shell ignores Ctrl-C, and its children with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as running:
        while not any(tmp_path.iterdir()):  # however slow the machine is
            assert running.poll() is None, running.communicate()
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        shown, told = running.communicate(timeout=60)
    assert (running.returncode, shown) == (130, b"")
    assert told.decode().strip().splitlines()[-1] == "passion: interrupted"
    written = list(tmp_path.iterdir())
    assert written and {len(path.read_bytes().splitlines()) for path in written} == {50}


@pytest.mark.parametrize(("words", "limit"), [
    (["percent", "81%", "--n", "1:9999999999999"], "at most 1000000"),
    (["table", "4/1000000000000", "3/4"], "at most 999999999"),
    (["ranksum", "0.003", "--n1", "10", "--n2", "99999999999999"], "at most 1000000"),
    (["sample", "--n", "1" + 30 * "0", "--mean", "3"], "at most 10**15"),
])  # fmt: skip
def test_a_number_that_is_too_large_is_told_its_limit(words, limit, asked):
    code, answer = asked(*words)
    assert code == 2 and limit in answer["error"]["message"]


def test_a_size_in_a_problem_file_that_is_too_large_is_told_its_limit(asked, tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text('items: {a: {kind: count, n: 99999999999, percent: "81%"}}')
    code, answer = asked("solve", str(path))
    assert code == 2 and "at most nine digits" in answer["error"]["message"]


@pytest.mark.parametrize("words", [
    ["percent", "<0%"], ["percent", ">100%"], ["table", "4/10", "29/36", "--p", "<0"],
    ["table", "4/10", "29/36", "--p", ">1"], ["ranksum", "<0.0", "--n1", "3", "--n2", "4"],
])  # fmt: skip
def test_what_no_value_can_be_is_refused(words, asked):
    code, answer = asked(*words)
    assert code == 2 and "between 0" in answer["error"]["message"]


def test_the_edge_itself_is_no_fault(asked):
    assert asked("percent", "<=0%", "--n", "3")[1]["results"] == [{"k": 0, "n": 3}]
    assert asked("table", "4/10", "29/36", "--p", "<0.001", "--test", "fisher")[0] == 0


@pytest.mark.parametrize("words", [
    ["solve", "no\nfile.yaml"], ["percent", "--n", 5000 * "9", "1%"], ["solve", 5000 * "x"],
    ["sample", "--n", 5000 * "9"],
])  # fmt: skip
def test_an_error_is_one_line_of_bounded_length(words, capsys):
    assert main(words) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and len(told) < 1300


def test_denominators_were_searched_or_were_not(asked):
    words = ("--n", "30:39", "--n1", "8:12", "--test", "fisher")
    for sides, searched in ((("4/10", "29/36"), None), (("4/10", "81%"), [30, 39]),
                            (("4/?", "29/36"), [8, 12])):  # fmt: skip
        assert asked("table", *sides, *words)[1]["n_range"] == searched


def test_an_empty_frame_has_the_columns_of_a_full_one():
    from printed.fit import counts, ranksum, tables

    for search, full, empty in (
        (counts.from_percent, ("81%", (30, 36)), ("81%", (1, 2))),
        (tables.search, ("4/10", "29/36"), ("4/10", "81%")),
        (ranksum.search, ("0.003", (10, 10), (36, 36)), ("0.003", (2, 2), (2, 2))),
    ):
        more = {"n": (1, 2)} if search is tables.search else {}
        left = search(*empty, **more).frame()
        assert len(left) == 0 and list(left.columns) == list(search(*full).frame().columns)
