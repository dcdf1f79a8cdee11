"""The foot of each page and the receipt: what they say, and what they leave out without git."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from passion import paths
from printed.book import execute, faults, foot, receipt, render

KNOWN = foot.Commit("0123456789abcdef", "2026-01-31", False)


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository of one commit."""
    root = tmp_path / "clone"
    write(root, "book/intro.md", "# Front\n")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for words in (
        ["init", "-q"],
        ["add", "."],
        [*who, "commit", "-qm", "one", "--date=2020-01-01"],
    ):
        subprocess.run(["git", "-C", str(root), *words], check=True)
    return root


def test_the_commit_is_told_and_changes_to_pages_are(clone):
    found = foot.commit(clone)
    assert len(found.name) == 40 and not found.changed
    write(clone, "notes.txt", "no part of any page")
    assert foot.commit(clone) == found
    write(clone, "book/intro.md", "# Another\n")
    assert foot.commit(clone) == foot.Commit(found.name, found.date, True)
    write(clone, "book/intro.md", "# Front\n")
    write(clone, "data/new.csv", "n\n")
    assert foot.commit(clone).changed


# What the project has beside what a page is made of.
NOT_OF_A_PAGE = {"benchmarks", "tests", "tools"}


def test_a_change_anywhere_that_a_page_depends_on_is_told(clone):
    said = ["git", "-C", str(paths.ROOT), "ls-tree", "-d", "--name-only", "HEAD"]
    folders = subprocess.run(said, capture_output=True, text=True, check=True).stdout.split()
    shown = {name for name in folders if not name.startswith(".")}
    assert {"engine", "imaging", "src", "problems"} <= shown
    for name in shown:
        write(clone, f"{name}/new.txt", "new")
        assert foot.commit(clone).changed is (name not in NOT_OF_A_PAGE), name
        (clone / name / "new.txt").unlink()


def test_without_a_clone_of_its_own_a_folder_has_no_commit(clone, tmp_path, monkeypatch):
    # An unpacked archive; then one unpacked somewhere inside another repository.
    assert foot.commit(tmp_path) is None
    assert foot.commit(clone / "book") is None
    # What a hook sets does not name this folder's repository.
    monkeypatch.setenv("GIT_DIR", str(clone / ".git"))
    assert foot.commit(tmp_path) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert foot.commit(clone) is None


@pytest.mark.parametrize("found", [None, KNOWN])
def test_the_stage_hears_of_the_commit_of_its_repository(found, clone, monkeypatch):
    for name, value in foot.as_environment(found).items():
        monkeypatch.setenv(name, value)
    assert foot.present(clone) == found
    monkeypatch.delenv(foot.VARIABLE)
    assert foot.present(clone) == foot.commit(clone)


def test_a_foot_says_what_is_known_and_nothing_else():
    assert foot.foot("book/intro", None, None, False) == ""
    assert foot.foot("book/intro", KNOWN, None, False) == "<p>Commit 0123456 of 2026-01-31</p>"
    said = foot.foot("notebooks/06_motor", KNOWN, "../book/rerun.html", True)
    assert "jupyter execute notebooks/06_motor.ipynb</code>" in said
    assert "<p>Commit 0123456 of 2026-01-31</p>" in said
    assert 'href="../book/rerun.html"' in said


PROSE = f"# Receipt\n\n{receipt.BEGIN}\nnone\n{receipt.END}\n\nAfter.\n"
PROJECT = "[project]\ndependencies = [\"numpy==1; python_version < '4'\"]\n"
PROJECT += '[project.optional-dependencies]\nbook = ["nbclient>=1"]\n'


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A book of one notebook and a receipt, as far as the stage."""
    write(tmp_path, "_config.yml", "title: a\n")
    write(tmp_path, "_toc.yml", "root: book/receipt\nchapters:\n- file: notebooks/00_a\n")
    write(tmp_path, "pyproject.toml", PROJECT)
    write(tmp_path, "requirements.lock", "numpy==1\n")
    write(tmp_path, "data/published/claims.csv", "id\n")
    write(tmp_path, "data/individual/children.csv", "A01\n")
    write(tmp_path, "notebooks/00_a.ipynb", "{}")
    write(tmp_path, "book/receipt.md", PROSE)
    return tmp_path / "stage"


def filled(root: Path, stage: Path, executed: str = "{}", records: bool = False) -> str:
    page = execute.Page(
        root / "notebooks/00_a.ipynb", write(root, "kept/a.ipynb", executed), "notebooks/00_a.ipynb"
    )
    render.fill(stage, root, [page])
    assert receipt.write(stage, root, [page], KNOWN, records)
    return (stage / receipt.PAGE).read_text(encoding="utf-8")


def test_the_receipt_says_what_was_executed_with_what_and_from_what(tmp_path, stage):
    write(tmp_path, "kept/a.time", "4.9 s")
    text = filled(tmp_path, stage)
    assert "| [](../notebooks/00_a.ipynb) | [4.9 s]{.measured} | yes |" in text
    assert "| numpy | " in text and "| nbclient | " in text and "| Python | " in text
    assert "| Commit | `0123456789abcdef`{.breaks} |" in text
    for name, content in (
        ("requirements.lock", b"numpy==1\n"),
        ("data/published/claims.csv", b"id\n"),
    ):
        assert f"`{name}`{{.breaks}} | `{hashlib.sha256(content).hexdigest()}`" in text
    assert "children.csv" not in text  # nobody's to publish, not even by its checksum
    assert "none" not in text and text.endswith(f"{receipt.END}\n\nAfter.\n")
    # The repository's own page stays as it is committed.
    assert (tmp_path / "book/receipt.md").read_text() == PROSE


def test_the_receipt_names_commit_day_and_score_each_by_its_own_name(tmp_path):
    told = dict(receipt.state(tmp_path, KNOWN, False))
    assert told["Date of the commit"] == KNOWN.date and KNOWN.name in told["Commit"]
    assert told["Mutants"].startswith("not run on this state")
    assert told["Numbers"] == "as printed, no individual record"
    score = {"killed": 3, "mutants": 4, "of": faults.state(tmp_path)}
    write(tmp_path, faults.RECEIPT, json.dumps(score))
    assert dict(receipt.state(tmp_path, KNOWN, True)) | {"Commit": ""} == {
        "Numbers": "individual records", "Commit": "", "Date of the commit": KNOWN.date,
        "Mutants": "3 of 4 killed",
    }  # fmt: skip
    assert dict(receipt.state(tmp_path, None, False))["Commit"].startswith("unknown")


def test_two_receipts_of_one_state_differ_in_times_alone(tmp_path, stage):
    write(tmp_path, "kept/a.time", "4.9 s")
    one = filled(tmp_path, stage)
    write(tmp_path, "kept/a.time", "5.1 s")
    two = filled(tmp_path, stage)
    assert one != two
    assert receipt.without_times(one) == receipt.without_times(two)
    assert receipt.without_times(one) != receipt.without_times(filled(tmp_path, stage, "{ }"))
    assert "individual records" in filled(tmp_path, stage, records=True)


def test_the_score_counts_for_the_state_that_it_was_made_on(tmp_path, stage):
    assert "not run on this state: `make mutants`" in filled(tmp_path, stage)
    score = {"of": faults.state(tmp_path), "mutants": 63, "killed": 62}
    write(tmp_path, "_build/mutants.json", json.dumps(score))
    assert "| Mutants | 62 of 63 killed |" in filled(tmp_path, stage)
    write(tmp_path, "data/published/claims.csv", "id,page\n")
    assert "not run on this state" in filled(tmp_path, stage)
    write(tmp_path, "_build/mutants.json", "{}")
    assert faults.score(tmp_path) is None


def test_a_commit_alone_reads_no_page_again(tmp_path, stage):
    filled(tmp_path, stage)
    one = render.manifest(stage, tmp_path, KNOWN)
    two = render.manifest(stage, tmp_path, foot.Commit("f" * 40, "2026-02-01", False))
    assert one != two
    assert (one["pages"], one["rest"]) == (two["pages"], two["rest"])


def test_a_book_without_a_receipt_gets_none(tmp_path):
    assert not receipt.write(tmp_path, tmp_path, [], KNOWN)
