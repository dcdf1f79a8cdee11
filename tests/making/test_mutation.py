"""The mutation runner: what is a kill, what is none, and when a score counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools.mutation import edits, run, suite, worker
from tools.mutation.copies import Reply
from tools.mutation.suite import Edit, Mutant

from passion import paths
from printed.book import faults
from printed.errors import InputError

TESTS = """\
import pytest
from passion import VALUE

def test_value():
    assert VALUE == 29

def test_nothing():
    assert VALUE

def test_own_folder():
    from pathlib import Path
    import passion
    assert Path(passion.__file__).is_relative_to(Path(__file__).parents[1])

def test_always_red():
    assert VALUE < 0

@pytest.fixture
def table():
    assert VALUE == 29, "a fixture that fails is no test that fails"

def test_with_a_fixture(table):
    pass

def test_skipped():
    pytest.skip("not here")
"""


def fault(name: str, check: str, old: str = "29", new: str = "30") -> Mutant:
    edit = Edit("replace", "src/passion/__init__.py", {"old": old, "new": new})
    return Mutant(name, (edit,), f"tests/test_value.py::{check}", "")


FAULTS = {
    "killed": (fault("found", "test_value"), "killed"),
    "its own source": (fault("its own", "test_own_folder"), "SURVIVED"),
    "survives": (fault("not looked at", "test_nothing"), "SURVIVED"),
    "not there": (fault("not there", "test_value", "31"), "BROKEN: cannot be applied"),
    "there twice": (fault("twice", "test_value", "9"), "BROKEN: cannot be applied"),
    "red before": (fault("red before", "test_always_red"), "BROKEN: the check without the fault"),
    "no such test": (fault("no test", "test_valeu"), "BROKEN: the check without the fault"),
    "skipped": (fault("skipped", "test_skipped"), "BROKEN: the check without the fault"),
    "not imported": (fault("no python", "test_value", "29", "29 +"), "BROKEN: "),
    "a fixture fails": (fault("fixture", "test_with_a_fixture"), "BROKEN: exit 1, ['error']"),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict[str, str]:
    """A small project with a fault of each kind, tried."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("src/passion", "tests", "data/individual"):
        (root / folder).mkdir(parents=True)
    for name, place in worker.ROOMS.items():  # each program is to be of the copy
        (root / place / name).mkdir(parents=True, exist_ok=True)
        (root / place / name / "__init__.py").touch()
    (root / "src/passion/__init__.py").write_text("VALUE = 29\nOTHER = 'ninety-9'\n")
    (root / "tests/test_value.py").write_text(TESTS)
    (root / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (root / "data/individual/records.csv").write_text("nobody's to copy")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    rows = run.try_all([mutant for mutant, _ in FAULTS.values()], root)
    assert {path: path.read_bytes() for path in before} == before
    assert list((root / "_build").iterdir()) == []
    return {kind: row.result for kind, row in zip(FAULTS, rows, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("kind", FAULTS)
def test_what_becomes_of_a_fault(results, kind):
    wanted = FAULTS[kind][1]
    assert results[kind] == wanted or (wanted.startswith("B") and results[kind].startswith(wanted))


def test_only_a_failing_test_is_a_kill():
    for code in (-1, 0, 2, 3, 4, 5):
        assert run.verdict(Reply(code, {"t.py::a": "failed"}), "t.py::a") != "killed"
    assert run.verdict(Reply(1, {"t.py::b": "failed", "t.py::a": "passed"}), "t.py::a") != "killed"


@pytest.fixture
def listed(tmp_path) -> Path:
    """A repository with a list of one mutant and a register of one claim."""
    for name in (suite.MUTANTS, suite.REGISTER, suite.TOKENS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / suite.MUTANTS).write_text(
        "mutants:\n  a fault:\n    change:\n    - in: a.py\n      remove:\n"
        "    killed_by: t.py::a\n    why: x\n"
        "every_printed_number:\n  carried: {killed_by: t.py::b, why: y, quick: [share]}\n"
    )
    (tmp_path / suite.REGISTER).write_text("id,kind,printed\nshare,percent,81%\nend,inference,9\n")
    (tmp_path / suite.TOKENS).write_text("sentence,position,token,claim\n1,1,81%,share\n")
    return tmp_path


def test_every_printed_number_has_a_mutant_of_its_own(listed):
    fault, moved = suite.load(listed)
    assert (moved.name, moved.checksums, moved.quick) == ("carried: share", True, True)
    moved.apply(listed)
    assert "share,percent,82%" in (listed / suite.REGISTER).read_text()
    assert "1,1,82%,share" in (listed / suite.TOKENS).read_text()
    with pytest.raises(edits.Inapplicable, match=r"a\.py: No such file"):
        fault.apply(listed)


def test_the_register_has_a_mutant_for_every_number():
    known = {mutant.name for mutant in suite.load(paths.ROOT)}
    for claim in ("plic_registry", "n_registry", "motor_p", "cp_count", "registry_birth_last"):
        assert {f"slip: {claim}", f"carried: {claim}"} <= known
    assert "carried: domains_range (2)" in known
    assert len(known) >= 60


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("remove:", "delete:", "a change is one of"),
        ("remove:", "replace: {old: a}", r"a change is replace with \['new', 'old'\]"),
        ("why: x", "because: x", "a fault: says"),
        ("  a fault:", "  'carried: share':", "two mutants are called"),
    ],
)
def test_a_list_at_fault_is_refused(listed, capsys, old, new, said):
    file = listed / suite.MUTANTS
    file.write_text(edits.once(file.read_text(), old, new))
    with pytest.raises(InputError, match=said):
        suite.load(listed)
    assert run.main([], listed) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_score_counts_for_the_state_it_was_found_on(listed):
    receipt = listed / faults.RECEIPT
    receipt.parent.mkdir()
    assert faults.score(listed) is None
    known = {"of": faults.state(listed), "mutants": 70, "killed": 69, "rows": []}
    receipt.write_text(json.dumps(known))
    assert faults.score(listed) == (69, 70)
    (listed / "tests" / "test_more.py").write_text("")
    assert faults.score(listed) is None
    receipt.write_text("{")
    assert faults.score(listed) is None


def test_a_part_of_the_list_is_no_score(listed, monkeypatch, capsys):
    monkeypatch.setattr(
        run, "try_all", lambda chosen, *_: [run.Row(m.name, m.check, "killed", 1) for m in chosen]
    )
    (listed / "_build").mkdir()
    assert run.main(["fault"], listed) == 0
    assert faults.score(listed) is None
    assert run.main([], listed) == 0
    assert faults.score(listed) == (2, 2)
    assert "2 of 2 killed" in capsys.readouterr().out
    assert run.main(["no such name"], listed) == 2


def test_a_survivor_fails_the_command(listed, monkeypatch, capsys):
    row = run.Row("a fault", "t.py::a", "SURVIVED", 1)
    monkeypatch.setattr(run, "try_all", lambda *_: [row])
    (listed / "_build").mkdir()
    assert run.main([], listed) == 1
    assert faults.score(listed) == (0, 1)
    assert "0 of 1 killed" in capsys.readouterr().out


@pytest.fixture
def notebook(tmp_path) -> Path:
    path = tmp_path / "a.ipynb"
    cells = [
        {"source": [f"show({n})\n", "x"], "outputs": [{"data": {"text/html": [f"<b>{n}</b>"]}}]}
        for n in (1, 2)
    ]
    path.write_text(json.dumps({"cells": cells}))
    return path


def test_edits_of_notebooks(notebook):
    def shown() -> list[str]:
        cells = json.loads(notebook.read_text())["cells"]
        return ["".join(o["data"]["text/html"]) for cell in cells for o in cell["outputs"]]

    edits.output(notebook, holding="show(1)", old="1", new="3")
    assert shown() == ["<b>3</b>", "<b>2</b>"]
    edits.exchange(notebook, holding="show(1)", other="show(2)")
    assert shown() == ["<b>2</b>", "<b>3</b>"]
    edits.clear(notebook, holding="show(1)")
    assert shown() == ["<b>3</b>"]
    edits.source(notebook, holding="show(2)", old="x", new="y")
    assert "show(2)\\ny" in notebook.read_text()
    for bad in ({"holding": "show("}, {"holding": "nowhere"}):
        with pytest.raises(edits.Inapplicable, match="cells hold"):
            edits.clear(notebook, **bad)
    with pytest.raises(edits.Inapplicable, match="no output"):
        edits.output(notebook, holding="show(2)", old="nowhere", new="")
    with pytest.raises(edits.Inapplicable, match="stay as it is"):
        edits.rename_glue(notebook, old="claim", new="other")


def test_edits_of_tables(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('id,value\na,"1,5"\nb,2\n')
    edits.set_cell(path, row="b", column="value", value="3")
    assert path.read_text() == 'id,value\na,"1,5"\nb,3\n'
    for row, column, value in (("c", "value", "1"), ("b", "size", "1"), ("b", "value", "3")):
        with pytest.raises(edits.Inapplicable):
            edits.set_cell(path, row=row, column=column, value=value)
    edits.drop(path, beginning="b,")
    with pytest.raises(edits.Inapplicable, match="0 lines"):
        edits.drop(path, beginning="b,")
