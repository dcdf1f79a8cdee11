"""The pieces of the pack for reviewers, each on something small; the whole of it: test_pack."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
import yaml
from tools.review import archive, assemble, codecheck, crate, ledger, notices, shown, state, texts
from tools.review.__main__ import USAGE, main

from passion import claims, paths, verdicts
from printed.errors import InputError

from .conftest import PAGE

# ------------------------------------------------------------------ ledger and worksheet


@pytest.fixture(scope="module")
def rows():
    return ledger.rows(verdicts.judge(records=None))


def missing(html: str, ids: list[str]) -> list[str]:
    """Claims that have no row, or whose row has no box, on a worksheet."""
    document = shown.parse(html)
    there = [row["data-claim"] for row in document.select("tr[data-claim]") if row.select(".box *")]
    return [name for name in ids if there.count(name) != 1]


@pytest.mark.slow
def test_each_claim_is_on_the_worksheet_with_a_box_to_tick(rows, at):
    ids = [claim.id for claim in claims.load()]
    html = ledger.worksheet(rows, {}, at)
    assert missing(html, ids) == []
    assert missing(html.replace('data-claim="plic_p"', ""), ids) == ["plic_p"]
    assert missing(html, [*ids, "more"]) == ["more"]
    assert missing(html.replace("box to tick", "").replace('<span role="img"', "</td"), ids)
    for row in rows:
        assert row["printed"] and row["recomputed"] and row["verdict"] in verdicts.MEANINGS
    assert at.commit[:12] in html and "size: A4" in html


@pytest.mark.slow
def test_the_ledger_as_csv_is_what_the_engine_says(rows):
    read = list(csv.DictReader(io.StringIO(ledger.as_csv(rows))))
    judged = verdicts.judge(records=None)
    assert [row["claim"] for row in read] == list(judged)
    for row in read:
        verdict = judged[row["claim"]]
        assert (row["printed"], row["verdict"]) == (verdict.printed, verdict.verdict)
        assert row["minimum"] == ("" if verdict.recomputed.minimum is None
                                  else str(verdict.recomputed.minimum))  # fmt: skip


@pytest.mark.slow
def test_the_command_prints_the_ledger_and_refuses_what_it_does_not_know(rows, capsys):
    assert main(["ledger"]) == 0
    assert capsys.readouterr().out == ledger.as_csv(rows)
    assert main(["zip"]) == 2
    assert capsys.readouterr().err.splitlines() == [USAGE]


def test_no_pack_is_made_with_records_in_place(monkeypatch, capsys):
    monkeypatch.setenv("PASSION_RECORDS", "records.csv")
    assert main([]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "pack: the pack holds printed numbers only: unset PASSION_RECORDS"
    ]


# ------------------------------------------------------------------ tables and figures


def test_tables_and_figures_of_a_page_are_read(found):
    assert [(one.file, one.csv) for one in found] == [
        ("tables/a/steps.csv", "Z\n-0.4\n"),
        ("tables/a/table-2.csv", 'word,n\n"two, three",-2\n'),
        ("figures/a/flow.csv", "n\n36\n"),
    ]
    assert [one.caption for one in found] == ["Steps of P .", "Two words", "A flow."]
    listed = list(csv.DictReader(io.StringIO(shown.listed(found))))
    assert [row["kind"] for row in listed] == ["table", "table", "figure"]


def test_a_figure_without_its_numbers_is_refused(pages):
    (pages / "book" / "a.html").write_text(PAGE.format(title="Two words", files="none"))
    with pytest.raises(InputError, match="figure 'flow' gives no table of its numbers"):
        shown.everything(pages, ["book/a"])


def test_two_books_that_took_different_times_give_the_same_files(tmp_path):
    made = []
    for said in ("4.9 s", "12.0 s"):
        table = f'<table><tr><th>Time</th></tr><tr><td><span class="measured">{said}</span></td>'
        html = f"<html><body><article><h1>R</h1>{table}</tr></table></article></body></html>"
        for name in ("receipt", "another"):
            (tmp_path / f"{name}.html").write_text(html)
        shown_there, _ = shown.everything(tmp_path, ["receipt"])
        files = [assemble.timeless(tmp_path / f"{name}.html") for name in ("receipt", "another")]
        made.append(([one.csv for one in shown_there], *files))
    (first, page, other), (again, page_again, other_again) = made
    assert first == again and page == page_again and b"Time" in page
    assert other != other_again  # what is not of the receipt is not touched


# ------------------------------------------------------------------ codecheck.yml


def faults_of_codecheck(text: str) -> list[str]:
    """Rules of the specification that authors can keep, by their names in its list of rules."""
    content = yaml.safe_load(text)
    paper = content.get("paper") or {}
    kept = {
        "explicit-document": "\n---\n" in text,
        "version-known": content.get("version") == codecheck.SPECIFICATION,
        "manifest-present": bool(content.get("manifest")),
        "manifest-item-file": all(item.get("file") for item in content.get("manifest") or ()),
        "manifest-path-relative": not any(
            item.get("file", "").startswith("/") for item in content.get("manifest") or ()
        ),
        "paper-title": bool(paper.get("title")),
        "paper-author-name": all(author.get("name") for author in paper.get("authors") or [{}]),
        "reference-prefers-doi": str(paper.get("reference")).startswith("https://doi.org/10."),
        "no-placeholder-values": not any(word in text for word in ("FIXME", "TODO", "XXXX")),
        "left-to-the-codechecker": not {"codechecker", "report", "summary", "certificate"}
        & set(content),
    }
    return [name for name, good in kept.items() if not good]


def test_codecheck_says_what_authors_say_and_leaves_the_rest_open(found, citation, at):
    text = codecheck.configuration(found, citation, at)
    assert faults_of_codecheck(text) == []
    files = [item["file"] for item in yaml.safe_load(text)["manifest"]]
    assert files == ["ledger.csv", *(one.file for one in found)]
    assert at.said in yaml.safe_load(text)["source"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("\n---\n", "\n", "explicit-document"),
        ("- file: ledger.csv", "- file: /ledger.csv", "manifest-path-relative"),
        ("manifest:", "files:", "manifest-present"),
        ("  title:", "  called:", "paper-title"),
        ("Nienke Wagenaar", "FIXME", "no-placeholder-values"),
        ("\nsource:", "\ncertificate: 2026-001\nsource:", "left-to-the-codechecker"),
    ],
)
def test_each_rule_of_codecheck_can_fail(found, citation, at, old, new, fault):
    text = codecheck.configuration(found, citation, at)
    assert old in text
    text = text.replace(old, new, 1)
    if fault == "explicit-document":
        text = text.removeprefix("%YAML 1.1\n")
    assert fault in faults_of_codecheck(text)


# ------------------------------------------------------------------ RO-Crate


@pytest.mark.validate
# The validator's libraries use what is deprecated in others of them.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_description_is_valid_without_a_network_and_can_be_invalid(described):
    assert crate.faults(described) == []
    content = json.loads((described / crate.FILE).read_text())
    root = next(entity for entity in content["@graph"] if entity["@id"] == "./")
    del root["datePublished"], root["license"]
    (described / crate.FILE).write_text(json.dumps(content))
    (described / "tables" / "a" / "steps.csv").unlink()
    wrong = " ".join(crate.faults(described))
    assert "datePublished" in wrong and "licen" in wrong and "steps.csv" in wrong


@pytest.mark.validate
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["with space", "a#b%41", "{a}", "é日"])
def test_rules_are_applied_whatever_the_folder_is_called(described, tmp_path, name):
    """In a folder with a space, the validator by itself finds every description valid."""
    place = tmp_path / "elsewhere" / name
    shutil.copytree(described, place)
    assert crate.faults(place) == []
    content = json.loads((place / crate.FILE).read_text())
    root = next(entity for entity in content["@graph"] if entity["@id"] == "./")
    del root["datePublished"]
    (place / crate.FILE).write_text(json.dumps(content))
    assert "datePublished" in " ".join(crate.faults(place))


def test_the_description_depends_on_the_commit_and_not_on_the_day(described, found, citation, at):
    first = (described / crate.FILE).read_bytes()
    assert crate.described(described, found, citation, at) == first
    later = replace(at, date=at.date.replace(year=2027))
    assert crate.described(described, found, citation, later) != first
    about = {entity["@id"]: entity for entity in json.loads(first)["@graph"]}
    assert about["./"]["datePublished"] == at.date.isoformat()
    assert about["figures/a/flow.csv"]["description"] == "A flow."


# ------------------------------------------------------------------ notices


@pytest.fixture(scope="module")
def all_notices():
    lock = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [*notices.shipped(paths.ROOT), *notices.packages(lock)]


@pytest.mark.slow
def test_every_locked_package_has_a_notice(all_notices):
    lock = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(notices.locked(lock)) > 100
    names = {notice.name for notice in all_notices}
    assert names >= {name for name, _ in notices.locked(lock)}
    assert names >= {"MathJax", "Pyodide", "axe-core"}
    assert names >= notices.IN_PAGES
    assert all(notice.licence for notice in all_notices)


@pytest.mark.slow
def test_licence_texts_go_with_what_is_in_the_pack(all_notices):
    made = notices.files(all_notices)
    without = [notice.name for notice in all_notices
               if not notice.where.startswith("nothing") and not notice.files]  # fmt: skip
    assert without == []
    assert b"Mozilla Public License" in made["notices/texts/Pyodide/LICENSE.txt"]
    assert made["notices/third_party.csv"].startswith(b"name,version,licence")


def test_a_package_that_is_not_here_is_said_not_to_be():
    (notice,) = notices.packages("no-such-package==1.0 \\\n    --hash=sha256:00\n")
    assert notice.licence == "not installed on this machine" and notice.files == ()


# ------------------------------------------------------------------ zip and checksums


def test_the_same_files_give_the_same_bytes(tmp_path, at):
    folder = tmp_path / "folder"
    for name in ("b/c.txt", "a.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    archive.write(folder, tmp_path / "pack.zip", at.date)
    first = (tmp_path / "pack.zip").read_bytes()
    (folder / "a.txt").chmod(0o600)
    os.utime(folder / "b" / "c.txt", (0, 0))
    archive.write(folder, tmp_path / "pack.zip", at.date)
    assert (tmp_path / "pack.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "pack.zip") as packed:
        assert packed.namelist() == ["pack/a.txt", "pack/b/c.txt"]
        assert {entry.date_time for entry in packed.infolist()} == {(2026, 3, 4, 5, 6, 7 // 2 * 2)}
    archive.write(folder, tmp_path / "pack.zip", at.date.replace(year=2027))
    assert (tmp_path / "pack.zip").read_bytes() != first


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (datetime(2026, 3, 4, 5, 6, 8), (2026, 3, 4, 5, 6, 8)),
        (datetime(1980, 1, 1), (1980, 1, 1, 0, 0, 0)),
        (datetime(1970, 1, 1), (1980, 1, 1, 0, 0, 0)),  # no zip knows an older day
    ],
)
def test_every_entry_has_the_time_of_the_commit(tmp_path, day, told):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("a")
    archive.write(tmp_path / "folder", tmp_path / "pack.zip", day)
    with zipfile.ZipFile(tmp_path / "pack.zip") as packed:
        assert [entry.date_time for entry in packed.infolist()] == [told]


def test_what_an_earlier_state_left_is_removed_and_nothing_else(tmp_path):
    for name in ("passion-review-1.zip", "passion-review-2.zip", "passion-1.pdf", "mine.zip"):
        (tmp_path / name).write_text("x")
    archive.only(tmp_path / "passion-review-2.zip")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["mine.zip", "passion-1.pdf", "passion-review-2.zip"]


def test_sha256sum_takes_the_checksums_and_finds_a_changed_file(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / archive.SUMS).write_text(archive.checksums(tmp_path))
    call = ["sha256sum", "-c", "--quiet", archive.SUMS]
    assert subprocess.run(call, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "a.txt").write_text("b")
    assert subprocess.run(call, cwd=tmp_path, capture_output=True).returncode == 1


# ------------------------------------------------------------------ state and words


@pytest.fixture
def repository(tmp_path):
    def git(*words):
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        environment |= {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (
                ("NAME", "a"), ("EMAIL", "a@example.org"), ("DATE", "2026-03-04T05:06:07Z")
            )
        }  # fmt: skip
        subprocess.run(["git", *words], cwd=tmp_path, env=environment, check=True,
                       capture_output=True)  # fmt: skip

    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\nversion = "1.2"\n')
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    return tmp_path


def test_the_state_is_that_of_the_commit(repository):
    at = state.state(repository)
    assert (at.version, at.day, at.dirty) == ("1.2", "2026-03-04", False) and len(at.commit) == 40
    assert [path.name for path in state.tracked(repository)] == ["pyproject.toml"]
    (repository / "new.txt").write_text("x")
    changed = state.state(repository)
    assert changed.dirty and changed.short.endswith("-changed")
    assert "differ from the commit" in texts.readme("T", "c", changed)
    assert "differ from the commit" not in texts.readme("T", "c", at)


def test_without_a_history_there_is_no_commit(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\nversion = "1.2"\n')
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "a.html").write_text("x")
    at = state.state(tmp_path)
    assert (at.commit, at.short) == ("", "1.2")
    assert [path.name for path in state.tracked(tmp_path)] == ["pyproject.toml"]


@pytest.mark.slow
def test_the_protocol_finds_the_headline_a_second_way():
    judged = verdicts.judge(records=None)
    text = texts.protocol("https://doi.org/10.1161/STROKEAHA.125.050786", judged)
    assert f"There are {len(judged)} rows" in text and "{" not in text.split("python -c")[0]
    code = text.split('.venv/bin/python -c "\n')[1].split('"\n\n')[0].rstrip('"')
    lines = "\n".join(line.removeprefix("    ") for line in code.splitlines())
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = [judged[name].recomputed.text for name in ("plic_registry", "peduncle_registry")]
    (count, scanned), (other, _) = (text.split(" of ") for text in said)
    assert done.stdout.strip() == f"{scanned} [[{count}], [{other}]]"
