"""The pieces of the runner, without a kernel and without Jupyter Book."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from passion import paths
from printed.book import command, execute, faults, inputs, modules, publish, render
from printed.book.private import Private
from printed.errors import InputError


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name", ["data/published/claims.csv", "requirements.lock"]
)
def test_what_every_notebook_depends_on(tmp_path, name):
    write(tmp_path, name, "81%")
    before = inputs.common_digest(tmp_path)
    assert inputs.common_digest(tmp_path) == before
    write(tmp_path, "src/__pycache__/module.pyc", "compiled")
    write(tmp_path, "book/intro.md", "prose")
    assert inputs.common_digest(tmp_path) == before
    write(tmp_path, name, "70%")
    assert inputs.common_digest(tmp_path) != before


def test_a_notebook_more_is_seen_by_all_others(tmp_path):
    # Badges lead to a claim's page where there is one.
    before = inputs.common_digest(tmp_path)
    write(tmp_path, "notebooks/00_a.ipynb", "{}")
    after = inputs.common_digest(tmp_path)
    assert after != before
    write(tmp_path, "notebooks/00_a.ipynb", '{"cells": []}')
    assert inputs.common_digest(tmp_path) == after


def test_caches_and_private_records_are_no_part_of_a_hash(tmp_path):
    write(tmp_path, "data/a.csv", "1")
    before = inputs.tree_digest(tmp_path, [tmp_path / "data"])
    for name in ("__pycache__", ".ipynb_checkpoints", ".pytest_cache", "individual", "x.egg-info"):
        write(tmp_path, f"data/{name}/b.csv", "2")
    write(tmp_path, "data/c.pyc", "3")
    assert inputs.tree_digest(tmp_path, [tmp_path / "data"]) == before
    write(tmp_path, "data/others/b.csv", "2")
    assert inputs.tree_digest(tmp_path, [tmp_path / "data"]) != before


def test_the_score_of_the_faults_is_of_all_that_one_may_change_or_a_check_may_read(tmp_path):
    """Whatever the list of faults edits, or names as a check, makes an older score no score."""
    listed = render.load_yaml(paths.ROOT / faults.MUTANTS)["mutants"].values()
    named = {edit["in"] for mutant in listed for edit in mutant["change"]}
    named |= {mutant["killed_by"].split("::")[0] for mutant in listed}
    # A file of every folder that the list names, and one beside them all.
    some = {name.split("/")[0]: name for name in sorted(named)}
    assert {"data", "engine", "imaging", "src", "tests", "notebooks", "book"} <= set(some)
    for name in (*some.values(), "tools/a.py", "problems/a.yaml"):
        before = faults.state(tmp_path)
        write(tmp_path, name, "81%")
        assert faults.state(tmp_path) != before, name
    file = tmp_path / faults.RECEIPT
    for told, score in (({"killed": 3, "mutants": 4}, (3, 4)), ({"killed": 3}, None)):
        write(tmp_path, faults.RECEIPT, json.dumps({**told, "of": faults.state(tmp_path)}))
        assert faults.score(tmp_path) == score
    write(tmp_path, faults.RECEIPT, json.dumps({"killed": 4, "mutants": 4, "of": "another"}))
    assert faults.score(tmp_path) is None
    file.unlink()
    assert faults.score(tmp_path) is None


def private(*content: str) -> Private:
    return Private("records", "records", "Records.", {"PASSION_RECORDS": "x"}, content)


def test_private_data_are_part_of_the_hash(tmp_path):
    first = inputs.common_digest(tmp_path, private("1").checksum)
    assert first != inputs.common_digest(tmp_path)
    assert inputs.common_digest(tmp_path, private("2").checksum) != first


def test_a_notebook_depends_on_the_modules_that_it_imports_directly_or_not(tmp_path):
    write(tmp_path, "src/own/__init__.py", "")
    write(tmp_path, "src/own/a.py", "from own import b")
    write(tmp_path, "src/own/b.py", "")
    write(tmp_path, "src/own/c.py", "")
    one, other = {"own", "own.a"}, {"own.c"}
    before = modules.digest(tmp_path, one), modules.digest(tmp_path, other)
    write(tmp_path, "src/own/b.py", "# a remark")
    assert modules.digest(tmp_path, one) != before[0]
    assert modules.digest(tmp_path, other) == before[1]
    write(tmp_path, "src/own/c.py", "from own.b import y")  # now it does
    write(tmp_path, "tools/keep.py", "")
    third = modules.digest(tmp_path, other)
    write(tmp_path, "tools/keep.py", "# what no page imports")
    assert modules.digest(tmp_path, other) == third != before[1]
    write(tmp_path, "src/own/b.py", "")
    assert modules.digest(tmp_path, other) != third


def test_a_package_that_loads_its_modules_by_name_is_taken_whole(tmp_path):
    loading = "from importlib import import_module\nimport_module('x')"
    write(tmp_path, "src/own/__init__.py", loading)
    write(tmp_path, "src/own/a.py", "")
    before = modules.digest(tmp_path, ["own"])
    write(tmp_path, "src/own/a.py", "# a remark")
    assert modules.digest(tmp_path, ["own"]) != before


def test_a_renamed_file_changes_the_hash(tmp_path):
    write(tmp_path, "data/a.csv", "")
    before = inputs.common_digest(tmp_path)
    (tmp_path / "data/a.csv").rename(tmp_path / "data/b.csv")
    assert inputs.common_digest(tmp_path) != before


@pytest.mark.parametrize("text", ["", "[]", '{"nbformat": 3}', "\x00"])
def test_what_is_no_notebook_is_told_in_one_line(tmp_path, text):
    path = write(tmp_path, "a.ipynb", text)
    with pytest.raises(InputError, match=r"a\.ipynb: not a .*notebook"):
        inputs.read_notebook(path)


def test_a_key_that_stands_twice_is_refused(tmp_path):
    path = write(tmp_path, "_config.yml", "title: a\nhtml:\n  x: 1\n  y: 2\n  x: 3\n")
    with pytest.raises(InputError, match=r"^_config\.yml, row 5: the key 'x' stands twice$"):
        render.load_yaml(path)


def test_the_duplicate_stops_the_build(tmp_path, capsys):
    write(tmp_path, "_toc.yml", "format: jb-book\nroot: book/intro\n")
    write(tmp_path, "book/intro.md", "# Front\n")
    write(tmp_path, "_config.yml", "title: a\ntitle: b\n")
    assert command.main(["book", str(tmp_path)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told == ["book: _config.yml, row 2: the key 'title' stands twice"]


def test_broken_yaml_is_told_in_one_line(tmp_path):
    path = write(tmp_path, "_toc.yml", "parts: [a\n  b: {")
    with pytest.raises(InputError, match=r"^_toc\.yml: "):
        render.load_yaml(path)


@pytest.mark.parametrize("name", ["_config.yml", "_toc.yml", "environment.yml"])
def test_the_books_own_files_have_no_key_twice(name):
    assert isinstance(render.load_yaml(paths.ROOT / name), dict)


def test_pages_come_in_reading_order(tmp_path):
    write(
        tmp_path,
        "_toc.yml",
        "root: book/intro\nparts:\n- caption: A\n  chapters:\n  - file: notebooks/00_a\n"
        "    sections:\n    - file: book/more.md\n- chapters:\n  - file: notebooks/01_b\n",
    )
    assert render.pages(tmp_path) == ["book/intro", "notebooks/00_a", "book/more", "notebooks/01_b"]


def test_every_notebook_is_a_page():
    on_disk = {f"notebooks/{path.stem}" for path in paths.NOTEBOOKS.glob("*.ipynb")}
    assert on_disk <= set(render.pages(paths.ROOT))


def test_every_text_is_a_page():
    on_disk = {f"book/{path.stem}" for path in paths.BOOK.glob("*.md")}
    assert on_disk <= set(render.pages(paths.ROOT))


def staged(root: Path, **pages: str) -> dict:
    """A stage with these pages of prose, and what it holds."""
    listed = "".join(f"  - file: book/{name}\n" for name in pages)
    write(root, "_toc.yml", f"root: book/intro\nparts:\n- chapters:\n{listed}")
    write(root, "_config.yml", "title: a\n")
    write(root, "book/intro.md", "# Front\n")
    for name, text in pages.items():
        write(root, f"book/{name}.md", text)
    render.fill(root / "stage", root, [])
    return render.manifest(root / "stage", root)


def test_only_unchanged_pages_are_taken_over(tmp_path):
    last = tmp_path / "last"
    write(last, ".doctrees/environment.pickle", "read")
    write(last, "manifest.json", json.dumps(staged(tmp_path, a="one", b="one")))
    render.take_over(tmp_path / "stage", staged(tmp_path, a="one", b="two"), last)
    assert (tmp_path / "stage/_build/.doctrees/environment.pickle").exists()
    times = {name: (tmp_path / f"stage/book/{name}.md").stat().st_mtime for name in "ab"}
    assert times["a"] == render.LONG_AGO
    assert times["b"] > 10**9


@pytest.mark.parametrize("change", ["a page more", "configuration", "source", "no last book"])
def test_nothing_is_taken_over_when_more_than_a_page_changed(tmp_path, change):
    last: Path | None = tmp_path / "last"
    write(tmp_path / "last", ".doctrees/environment.pickle", "read")
    write(tmp_path / "last", "manifest.json", json.dumps(staged(tmp_path, a="one")))
    wanted = staged(tmp_path, a="two")
    if change == "a page more":
        wanted = staged(tmp_path, a="two", b="one")
    elif change == "configuration":
        write(tmp_path / "stage", "_config.yml", "title: b\n")
        wanted = render.manifest(tmp_path / "stage", tmp_path)
    elif change == "source":
        write(tmp_path, "engine/src/printed/__init__.py", "")
        write(tmp_path, "engine/src/printed/book/__init__.py", "")
        write(tmp_path, "engine/src/printed/book/foot.py", "")
        wanted = render.manifest(tmp_path / "stage", tmp_path)
    else:
        last = None
    render.take_over(tmp_path / "stage", wanted, last)
    assert not (tmp_path / "stage" / "_build").exists()


def test_another_script_or_another_judge_dresses_the_pages_anew(tmp_path, monkeypatch):
    """No page is read again for it, and the published book is not taken for current."""
    monkeypatch.setattr(render, "STATIC", tmp_path / "static")
    write(tmp_path, "static/live.js", "one")
    write(tmp_path, "src/ours/__init__.py", "")
    write(tmp_path, "src/ours/judging.py", "one = 1")
    staged(tmp_path, a="one")
    settings = "sphinx: {config: {book_verdicts: 'ours.judging:judge'}}\n"
    write(tmp_path, "stage/_config.yml", settings)
    states = [render.manifest(tmp_path / "stage", tmp_path)]
    for name, text in (("static/live.js", "two"), ("src/ours/judging.py", "two = 2")):
        write(tmp_path, name, text)
        states.append(render.manifest(tmp_path / "stage", tmp_path))
    assert len({state["dressing"] for state in states}) == len(states)
    assert len({state["rest"] for state in states}) == 1


def made(root: Path, text: str) -> Path:
    write(root, "stage/_build/html/index.html", text)
    write(root, "stage/_build/.doctrees/environment.pickle", "read")
    return root / "stage"


def test_publishing_switches_a_link(tmp_path):
    wanted = {"pages": {}, "rest": "a"}
    publish.publish(tmp_path, made(tmp_path, "one"), wanted)
    assert publish.is_current(tmp_path, wanted)
    assert (tmp_path / "html").is_symlink()
    assert not Path(os.readlink(tmp_path / "html")).is_absolute()  # the folder may be moved
    publish.publish(tmp_path, made(tmp_path, "two"), {"pages": {}, "rest": "b"})
    assert (tmp_path / "html/index.html").read_text() == "two"
    assert not publish.is_current(tmp_path, wanted)
    assert len(list((tmp_path / "published").iterdir())) == 1


def test_a_book_that_was_written_to_is_not_current(tmp_path):
    wanted = {"pages": {}, "rest": "a"}
    publish.publish(tmp_path, made(tmp_path, "one"), wanted)
    (tmp_path / "html/index.html").write_text("another")
    assert publish.published(tmp_path) is None
    publish.publish(tmp_path, made(tmp_path, "one"), wanted)
    assert publish.is_current(tmp_path, wanted)


def test_a_plain_build_before_the_first_book_is_replaced(tmp_path):
    write(tmp_path, "html/index.html", "plain")
    publish.publish(tmp_path, made(tmp_path, "one"), {"pages": {}, "rest": "a"})
    assert (tmp_path / "html/index.html").read_text() == "one"


def test_kernels_see_no_records_and_no_settings_of_their_user(tmp_path, monkeypatch):
    for name in execute.OTHERS | {"PASSION_RECORDS"}:
        monkeypatch.setenv(name, "set")
    public = execute.kernel_environment(tmp_path)
    assert not (execute.OTHERS | {"PASSION_RECORDS"}) & set(public)
    assert execute.kernel_environment(tmp_path, private("1"))["PASSION_RECORDS"] == "x"
    assert {name: public[name] for name in execute.FIXED} == execute.FIXED


def test_the_tests_see_no_records():
    assert "PASSION_RECORDS" not in os.environ


@pytest.mark.parametrize("words", [[], ["bok"], ["book", "a", "b"]])
def test_a_bad_call_is_told_in_one_line(words, capsys):
    assert command.main(words) == 2
    assert capsys.readouterr().err.splitlines() == [command.USAGE]
