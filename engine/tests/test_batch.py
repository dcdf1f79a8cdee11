"""The batch runner: outcomes as they come, one fault never fatal, resumable."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest

from printed import batch
from printed.errors import InputError


def half(number):
    if number % 2:
        raise InputError(f"{number} is odd", file="numbers.csv")
    return number // 2


def broken(number):
    raise ZeroDivisionError(number)


def die_at_three(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def local_cluster(workers, processes):
    distributed = pytest.importorskip("distributed")
    return distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=processes, dashboard_address=None
    )


def until(holds, seconds=30):
    for _ in range(100 * seconds):
        if holds():
            return
        time.sleep(0.01)
    raise TimeoutError


ITEMS = {"a": 2, "b": 3, "c": 4}


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_fault_stops_no_other(jobs):
    found = {o.key: o for o in batch.run(ITEMS, half, jobs=jobs)}
    assert (found["a"].value, found["c"].value) == (1, 2)
    assert found["b"].error == {
        "message": "3 is odd", "file": "numbers.csv", "row": None, "column": None,
    }  # fmt: skip


def test_any_exception_is_told_in_one_line():
    (outcome,) = batch.run({"x": 7}, broken)
    assert outcome.error["message"] == "ZeroDivisionError: 7"


@pytest.mark.slow
def test_a_process_that_dies_is_named():
    found = {o.key: o for o in batch.run({"a": 1, "b": 3, "c": 5}, die_at_three, jobs=2)}
    assert "died" in found["b"].error["message"]
    assert (found["a"].value, found["c"].value) == (1, 5)


def test_resumed_without_computing_again(tmp_path):
    done = tmp_path / "deep" / "results.jsonl"
    first = {o.key: o.resumed for o in batch.run(ITEMS, half, done=done)}
    assert first == {"a": False, "b": False, "c": False}
    again = {o.key: o for o in batch.run(ITEMS, broken, done=done)}
    assert (again["a"].value, again["a"].resumed) == (1, True)
    assert again["b"].error is not None  # what raised is tried again


def test_a_changed_item_is_computed_again(tmp_path):
    done = tmp_path / "results.jsonl"
    list(batch.run({"a": 2}, half, done=done))
    (outcome,) = batch.run({"a": 8}, half, done=done)
    assert (outcome.value, outcome.resumed) == (4, False)


def test_a_line_cut_short_by_a_kill_is_passed_over(tmp_path):
    done = tmp_path / "results.jsonl"
    list(batch.run({"a": 2, "c": 4}, half, done=done))
    text = done.read_text()
    done.write_text(text[:-9])
    found = {o.key: o.resumed for o in batch.run({"a": 2, "c": 4}, half, done=done)}
    assert found == {"a": True, "c": False}
    assert [json.loads(line)["key"] for line in done.read_text().splitlines()] == ["a", "c"]


def test_a_changed_item_leaves_its_newest_line_alone(tmp_path):
    done = tmp_path / "results.jsonl"
    list(batch.run({"a": 2, "c": 4}, half, done=done))
    list(batch.run({"a": 8}, half, done=done))
    rows = [json.loads(line) for line in done.read_text().splitlines()]
    assert sorted((row["key"], row["value"]) for row in rows) == [("a", 4), ("c", 2)]
    assert [file.name for file in tmp_path.iterdir()] == ["results.jsonl"]


@pytest.mark.parametrize("text", ["a table, say\n", '{"key": "a"}\nno line of ours\n', "[1]\n"])
def test_a_file_of_something_else_is_refused_and_stays(text, tmp_path):
    done = tmp_path / "results.jsonl"
    done.write_text(text)
    with pytest.raises(InputError, match="something else"):
        list(batch.run({"a": 2}, half, done=done))
    assert done.read_text() == text


def test_a_file_that_cannot_be_written_is_told_before_the_work(tmp_path):
    (tmp_path / "file").write_text("")
    for done in (tmp_path, tmp_path / "file" / "results.jsonl"):
        with pytest.raises(InputError, match="cannot be written"):
            next(batch.run({"a": 2}, broken, done=done))


@pytest.mark.parametrize("jobs", [0, -2])
def test_no_process_does_no_work(jobs):
    with pytest.raises(InputError, match="1 or more, or -1"):
        list(batch.run(ITEMS, half, jobs=jobs))


def test_results_are_appended(tmp_path):
    done = tmp_path / "results.jsonl"
    list(batch.run({"a": 2}, half, done=done))
    before = done.read_text()
    list(batch.run({"a": 2, "c": 4}, half, done=done))
    assert done.read_text().startswith(before)


def test_a_key_that_occurs_twice_is_refused():
    with pytest.raises(InputError, match="occurs twice"):
        list(batch.run([("a", 1), ("a", 2)], half))


def test_no_scheduler_at_the_address(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(batch, "CONNECT_SECONDS", 0.2)
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        list(batch.run(ITEMS, half, scheduler="tcp://127.0.0.1:9"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_dask_cluster():
    with local_cluster(workers=1, processes=False) as cluster:
        found = {o.key: o for o in batch.run(ITEMS, half, scheduler=cluster.scheduler_address)}
    assert (found["a"].value, found["c"].value) == (1, 2)
    assert found["b"].error["message"] == "3 is odd"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_results_that_a_worker_took_along_are_made_anew():
    items = {str(number): 2 * number for number in range(40)}
    with local_cluster(workers=2, processes=True) as cluster:
        outcomes = batch.run(items, half, scheduler=cluster.scheduler_address)
        found = [next(outcomes)]
        scheduler = cluster.scheduler
        until(lambda: sum(len(w.has_what) for w in scheduler.workers.values()) >= len(items))
        nanny = next(iter(cluster.workers.values()))
        address = nanny.worker_address
        assert scheduler.workers[address].has_what  # some of what is finished is lost with it
        os.kill(nanny.pid, signal.SIGKILL)
        until(lambda: address not in scheduler.workers)
        found += outcomes
    assert {o.key: (o.value, o.error) for o in found} == {
        key: (item // 2, None) for key, item in items.items()
    }


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_an_item_that_kills_each_worker_is_named_and_stops_no_other():
    with local_cluster(workers=1, processes=True) as cluster:
        outcomes = batch.run({"b": 3, "c": 5}, die_at_three, scheduler=cluster.scheduler_address)
        found = {o.key: o for o in outcomes}
    assert "its worker died each time" in found["b"].error["message"]
    assert found["c"].value == 5


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_goes_leaves_an_outcome_an_item(monkeypatch):
    monkeypatch.setattr(batch, "CONNECT_SECONDS", 1)
    items = {str(number): 2 * number for number in range(5)}
    with local_cluster(workers=1, processes=False) as cluster:
        outcomes = batch.run(items, half, scheduler=cluster.scheduler_address)
        found = [next(outcomes)]
        cluster.close()
        found += outcomes
    assert sorted(o.key for o in found) == sorted(items)
    assert all("lost by the cluster" in o.error["message"] for o in found if o.error is not None)
    assert found[-1].error is not None
