"""`printed solve` over many files: nothing lost, whatever happens to a worker."""

from __future__ import annotations

import json
import os
import signal

import pytest

from printed.cli import main
from printed.cli.solve import find, solve_many, summary
from printed.errors import InputError


@pytest.fixture
def folder(request, tmp_path):
    """Many problems: shares of an unknown number, some with a P value; one is no problem."""
    made = tmp_path / "problems"
    made.mkdir()
    for number in range(getattr(request, "param", 100)):
        p = f', p: "0.0{number % 9 + 1}"' if number % 10 == 0 else ""
        text = (
            "unknowns: {n: [20, 39]}\n"
            "items:\n"
            f"  sign: {{kind: table, group1: {number % 10}/10, group2: {number % 101}% of n{p}}}\n"
            f'  other: {{kind: count, n: n, percent: "{number % 7 + 60}%"}}\n'
            "conventions: {table: [fisher], rounding: [half-up], p_rule: [nearest]}\n"
        )
        (made / f"{number:04}.yaml").write_text(text)
    (made / "0050.yaml").write_text("items: [not a mapping\n")
    return made


def without_order(rows):
    return {row["file"]: row for row in rows}


@pytest.mark.parametrize(
    "folder",
    [pytest.param(100, marks=pytest.mark.slow), pytest.param(1000, marks=pytest.mark.validate)],
    indirect=True,
)
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_loses_a_worker_loses_no_file(folder, tmp_path):
    distributed = pytest.importorskip("distributed")
    paths = sorted(map(str, folder.iterdir()))
    serial = without_order(solve_many(paths))
    assert "no YAML" in serial[str(folder / "0050.yaml")]["error"]["message"]
    out = tmp_path / "results.jsonl"
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        victim = next(iter(cluster.workers.values())).pid
        found, killed = {}, None
        for row in solve_many(paths, scheduler=cluster.scheduler_address, out=str(out)):
            found[row["file"]] = row
            if killed is None and len(found) > len(paths) // 5:
                os.kill(victim, signal.SIGKILL)
                killed = len(found)
    assert killed is not None and killed < len(paths)
    assert found == serial
    assert len({json.loads(line)["key"] for line in out.read_text().splitlines()}) >= len(paths) - 1
    again = without_order(solve_many(paths, out=str(out)))  # from the file, without a cluster
    assert again == serial


def test_a_folder_gives_one_result_a_file_and_names_the_bad_one(folder, capsys):
    for path in sorted(folder.iterdir())[8:]:
        if path.name != "0050.yaml":
            path.unlink()
    assert main(["solve", str(folder), "--json"]) == 2
    told = capsys.readouterr()
    rows = json.loads(told.out)["results"]
    assert [row["file"] for row in rows] == sorted(map(str, folder.iterdir()))
    assert [("error" in row) for row in rows] == [False] * 8 + [True]
    (line,) = told.err.strip().splitlines()
    assert "0050.yaml" in line and "row" in line or "line" in line


def test_rows_stand_in_the_order_of_the_files_whatever_was_finished_first(folder, tmp_path, capsys):
    paths, out = sorted(map(str, folder.iterdir()))[:4], str(tmp_path / "results.jsonl")
    main(["solve", *paths[2:], "--out", out])
    capsys.readouterr()
    main(["solve", *paths, "--out", out, "--json"])
    assert [row["file"] for row in json.loads(capsys.readouterr().out)["results"]] == paths


@pytest.mark.slow
def test_two_processes_give_what_one_gives(folder):
    paths = sorted(map(str, folder.iterdir()))[:60]
    assert without_order(solve_many(paths, jobs=2)) == without_order(solve_many(paths))


@pytest.mark.slow
def test_a_run_that_was_interrupted_goes_on_where_it_stopped(folder, tmp_path):
    paths = sorted(map(str, folder.iterdir()))[:60]
    out = tmp_path / "results.jsonl"
    started = iter(solve_many(paths, out=str(out)))
    for _ in range(20):
        next(started)
    started.close()
    before = out.read_text()
    rows = list(solve_many(paths, out=str(out)))
    assert without_order(rows) == without_order(solve_many(paths))
    assert out.read_text().startswith(before) and len(before.splitlines()) >= 20


@pytest.mark.parametrize("words", [["--jobs", "0"], ["--jobs", "-2"], ["--out", "."]])
def test_what_cannot_work_is_refused_in_one_line(words, folder, capsys):
    assert main(["solve", str(folder), *words, "--json"]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert json.loads(told.out)["error"]["message"]


def test_several_files_together_say_what_was_tried_and_what_was_cut(tmp_path, capsys):
    for name, group2, p, test in (
        ("a", "81% of n", "0.02", "fisher"),
        ("b", "29/36", "0.01", "pearson"),
    ):
        sign = f'{{kind: table, group1: 4/10, group2: {group2}, p: "{p}"}}'
        unknown = "unknowns: {n: [1, 39]}\n" if "n" in group2 else ""
        text = f"{unknown}items: {{sign: {sign}}}\nconventions: {{table: [{test}]}}\n"
        (tmp_path / f"{name}.yaml").write_text(text)
    assert main(["solve", str(tmp_path), "--max-results", "2", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["truncated"] for row in answer["results"]] == [True, False]
    assert answer["truncated"] is True and answer["n_range"] is None
    assert all(any(name in one for one in answer["conventions"]) for name in ("fisher", "pearson"))
    for row in answer["results"]:
        assert all(one in answer["not_tried"] for one in row["not_tried"])


@pytest.mark.parametrize(("cut", "told"), [(True, "2+"), (False, "2")])
def test_a_row_of_many_files_says_that_its_list_was_cut(cut, told):
    row = {"file": "a.yaml", "solutions": [{}, {}], "by_convention": {"fisher": {"solutions": 2}},
           "truncated": cut}  # fmt: skip
    assert summary(row)["solutions"] == told


def test_each_file_is_found_once_and_a_folder_or_two_names_are_several(tmp_path):
    one, other = tmp_path / "a.yaml", tmp_path / "b.yml"
    for path in (one, other, tmp_path / "notes.txt"):
        path.write_text("items: {}\n")
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "c.yaml").write_text("items: {}\n")
    here, a, b, c = str(tmp_path), str(one), str(other), str(alone / "c.yaml")
    assert find([a]) == ([a], False)
    assert find([here]) == ([a, b], True)
    assert find([b, here, b]) == ([b, a], True)
    assert find([a, a]) == ([a], True)
    assert find([str(alone)]) == ([c], True)  # a row a file, for one file as for two
    (tmp_path / "empty").mkdir()
    for name, why in (("empty", "holds no file"), ("none.yaml", "no such file")):
        with pytest.raises(InputError, match=why):
            find([a, str(tmp_path / name)])
