"""The data package: every file described, its checksum right, its columns those that are read."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import frictionless
import pytest

from passion import claims, datapackage, literature, paths, verdicts
from passion.records.schema import as_table_schema, required
from printed.errors import InputError

PACKAGE = datapackage.described()
RESOURCES = {resource["path"]: resource for resource in PACKAGE["resources"]}
LITERATURE = {f"literature/{name}.csv": rows for name, rows in literature.REGISTERS.items()}


@pytest.fixture
def copy(tmp_path) -> Path:
    """The data in a folder that may be spoilt."""
    folder = tmp_path / "data"
    skip = shutil.ignore_patterns(datapackage.PRIVATE)
    shutil.copytree(paths.DATA, folder, ignore=skip)
    return folder


def faults(folder: Path) -> list[str]:
    """The kinds of fault that frictionless finds."""
    report = frictionless.validate(str(folder / datapackage.NAME))
    return sorted({error for (error,) in report.flatten(["type"])})


def test_frictionless_finds_no_fault():
    report = frictionless.validate(str(paths.DATA / datapackage.NAME))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    assert {task.name for task in report.tasks} == {r["name"] for r in PACKAGE["resources"]}


def test_every_file_is_described():
    assert set(RESOURCES) == set(datapackage.files())


@pytest.mark.parametrize("path", RESOURCES)
def test_checksum_and_size_are_those_of_the_file(path):
    content = (paths.DATA / path).read_bytes()
    assert RESOURCES[path]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", (
        "changed on purpose? `python -m passion.datapackage`"
    )
    assert RESOURCES[path]["bytes"] == len(content)


def test_what_the_data_are_described_by_is_all_written_anew(copy, monkeypatch):
    """Each file that is made from others, once it was spoilt; the checksums come last."""
    monkeypatch.setattr(datapackage, "DATA", copy)
    made = list(datapackage.made())
    assert len(made) > 1
    kept = {name: (paths.DATA / name).read_bytes() for name in (*made, datapackage.NAME)}
    for name in made:
        (copy / name).write_text("spoilt", encoding="utf-8")
    assert datapackage.main() == 0
    assert {name: (copy / name).read_bytes() for name in kept} == kept


@pytest.mark.parametrize("path", RESOURCES)
def test_each_file_says_what_it_is_whence_and_under_which_licence(path):
    resource = RESOURCES[path]
    assert resource["title"] and len(resource["description"].split()) >= 5
    assert resource["sources"] and all(source["title"] for source in resource["sources"])
    assert {licence["name"] for licence in resource["licenses"]} <= {"CC-BY-4.0", "MIT"}


@pytest.mark.parametrize("path", [path for path in RESOURCES if path.endswith(".csv")])
def test_columns_are_described_in_their_order(path):
    with (paths.DATA / path).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    fields = RESOURCES[path]["schema"]["fields"]
    assert [field["name"] for field in fields] == header
    assert all(len(field["description"].split()) >= 1 for field in fields)


def test_enumerations_are_those_of_the_loaders():
    def known(path: str, column: str) -> set[str]:
        fields = {field["name"]: field for field in RESOURCES[path]["schema"]["fields"]}
        return set(fields[column]["constraints"]["enum"])

    assert known("published/claims.csv", "kind") == set(claims.KINDS)
    groups = {one.group for one in claims.load().groups}
    assert known("published/claims.csv", "group") == groups | {"both"}
    assert known("published/expected_verdicts.csv", "verdict") == set(verdicts.MEANINGS)
    for path in LITERATURE:
        assert known(path, "source_kind") == set(literature.SOURCE_KINDS)
        assert known(path, "how") == set(literature.HOW)
        assert known(path, "reread") == set(literature.REREAD) - {""}
    assert known("literature/outcome_rates.csv", "selection") == set(literature.SELECTIONS)
    assert known("literature/outcome_rates.csv", "tract") == set(literature.TRACTS)
    assert known("literature/bias_sizes.csv", "bias") == set(literature.BIASES)
    assert known("published/questions_to_authors.csv", "topic") == set(literature.TOPICS)


@pytest.mark.parametrize("path", LITERATURE)
def test_every_source_of_a_row_is_among_the_sources(path):
    known = json.dumps(RESOURCES[path]["sources"])
    for row in LITERATURE[path]():
        for place in row.locator.split("; "):
            assert place in known, row.id


@pytest.mark.parametrize("path", datapackage.made())
def test_what_is_made_from_the_schema_of_records_is_as_the_schema_says(path):
    committed = (paths.DATA / path).read_bytes().decode()
    assert committed == datapackage.made()[path], "`python -m passion.datapackage`"


def test_the_template_is_described_by_the_schema_of_records():
    schema = RESOURCES[datapackage.TEMPLATE]["schema"]
    assert schema == as_table_schema(required()) and schema["missingValues"] == ["NA"]
    fields = {field["name"]: field["constraints"] for field in schema["fields"]}
    assert fields["cohort"]["enum"] == ["treated", "registry"] and fields["child"]["unique"]


def test_a_changed_byte_is_found(copy):
    file = copy / "published" / "claims.csv"
    file.write_bytes(file.read_bytes().replace(b"81%", b"82%"))
    assert faults(copy) == ["hash-count"]


def test_a_token_without_its_row_is_found_even_with_its_checksum(copy):
    file = copy / "published" / "tokens.csv"
    file.write_bytes(file.read_bytes().replace(b",plic_p\n", b",plic_q\n"))
    package = datapackage.refreshed(datapackage.described(copy), copy)
    (copy / datapackage.NAME).write_text(json.dumps(package), encoding="utf-8")
    assert faults(copy) == ["foreign-key"]


def test_a_file_that_is_not_described_is_refused(copy):
    (copy / "literature" / "more.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"literature/more\.csv is not described"):
        datapackage.refreshed(datapackage.described(copy), copy)


def test_a_described_file_that_is_not_there_is_refused(copy):
    (copy / "published" / "tokens.csv").unlink()
    with pytest.raises(InputError, match=r"published/tokens\.csv does not exist"):
        datapackage.refreshed(datapackage.described(copy), copy)


def test_records_of_children_are_never_described(copy):
    (copy / datapackage.PRIVATE).mkdir()
    (copy / datapackage.PRIVATE / "records.csv").write_text("child\n", encoding="utf-8")
    package = datapackage.described(copy)
    assert datapackage.refreshed(package, copy) == package


def test_the_command_writes_what_the_files_are(copy, monkeypatch, capsys):
    monkeypatch.setattr(datapackage, "DATA", copy)
    before = (copy / datapackage.NAME).read_bytes()
    assert datapackage.main() == 0
    assert (copy / datapackage.NAME).read_bytes() == before
    (copy / "published" / "claims.csv").write_bytes(b"x")
    assert datapackage.main() == 0
    assert datapackage.described(copy)["resources"][0]["bytes"] == 1
    (copy / "more.csv").write_bytes(b"x")
    assert datapackage.main() == 2
    assert "more.csv is not described" in capsys.readouterr().err


def test_a_description_that_cannot_be_read_is_told_in_one_line(tmp_path):
    with pytest.raises(InputError, match=r"datapackage\.json: cannot be read"):
        datapackage.described(tmp_path)
