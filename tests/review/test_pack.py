"""The pack for reviewers as a whole: complete, whole, valid, readable, the same twice."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.review import archive, assemble, crate, state

from passion import claims, paths
from printed.book import render

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.validate,
    # The validator's libraries use what is deprecated in others of them.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def packed(built_book, tmp_path_factory) -> Path:
    """The zip as `make pack` writes it, kept where the next one does not replace it."""
    target = tmp_path_factory.mktemp("packed") / "zip"
    target.mkdir()
    return Path(shutil.copy(assemble.pack(report=lambda _: None), target))


@pytest.fixture(scope="module")
def unpacked(packed) -> Path:
    """The pack as a reviewer unpacks it."""
    with zipfile.ZipFile(packed) as archived:
        archived.extractall(packed.parent)
    return packed.parent / packed.stem


@pytest.fixture
def copy(unpacked, tmp_path) -> Path:
    """A copy that may be spoilt: without the book and the sources, which are large."""
    large = shutil.ignore_patterns("html", "source")
    return Path(shutil.copytree(unpacked, tmp_path / "pack", ignore=large))


def test_two_packs_of_one_state_are_the_same_bytes(packed):
    first = packed.read_bytes()
    assert assemble.pack(report=lambda _: None).read_bytes() == first
    names = [entry.filename for entry in zipfile.ZipFile(packed).infolist()]
    assert names == sorted(names) and len(names) == len(set(names)) > 500


def test_it_is_named_after_version_and_commit(packed):
    at = state.state()
    assert packed.stem == f"passion-review-{at.short}" and at.version in packed.name
    assert at.commit[:7] in packed.name


# ------------------------------------------------------------------ checksums


def wrong_sums(folder: Path) -> list[str]:
    """What `sha256sum` says of files that are not as listed."""
    call = ["sha256sum", "-c", "--quiet", archive.SUMS]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if "FAILED" in line]


def test_checksums_are_right_and_cover_every_file(unpacked):
    assert wrong_sums(unpacked) == []
    lines = (unpacked / archive.SUMS).read_text().splitlines()
    assert {line.split("  ", 1)[1] for line in lines} == set(archive.listed(unpacked)) - {
        archive.SUMS
    }


def test_a_changed_and_a_lost_file_are_found(copy):
    (copy / "ledger.csv").write_text("changed")
    (copy / "worksheet.html").unlink()
    found = wrong_sums(copy)
    assert "ledger.csv: FAILED" in found
    assert any(line.startswith("worksheet.html: FAILED open") for line in found)


# ------------------------------------------------------------------ what must be there


def missing(folder: Path) -> list[str]:
    """What a list in the pack names and the pack does not hold."""
    named = [item["file"] for item in yaml.safe_load((folder / "codecheck.yml").read_text())[
        "manifest"]]  # fmt: skip
    with (folder / "shown.csv").open(newline="") as file:
        named += [row["file"] for row in csv.DictReader(file)]
    graph = json.loads((folder / crate.FILE).read_text())["@graph"]
    local = re.compile(r"^[\w][\w./-]*$")
    named += [entity["@id"] for entity in graph if local.match(entity["@id"])]
    with (folder / "notices" / "third_party.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            named += [name for name in row["licence_texts"].split("; ") if name]
    readme = (folder / "README.txt").read_text()
    named += re.findall(r"^([\w./-]+(?:, [\w.-]+)?)  +\S", readme, re.MULTILINE)
    flat = [name for line in named for name in line.split(", ")]
    return sorted({name for name in flat if not (folder / name).exists()})


def test_everything_that_is_named_is_there(unpacked):
    assert missing(unpacked) == []


@pytest.mark.parametrize("lost", ["ledger.csv", "tables/05_mri_asymmetry/check.csv", "notices"])
def test_what_is_not_there_is_found(copy, lost):
    for name in ("html", "source"):
        (copy / name / "data").mkdir(parents=True)
    path = copy / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    if lost == "notices":
        with pytest.raises(FileNotFoundError):
            missing(copy)
    else:
        assert lost in missing(copy)


def test_each_claim_is_in_ledger_and_worksheet(unpacked):
    ids = [claim.id for claim in claims.load()]
    with (unpacked / "ledger.csv").open(newline="") as file:
        assert [row["claim"] for row in csv.DictReader(file)] == ids
    sheet = (unpacked / "worksheet.html").read_text()
    assert sorted(re.findall(r'<tr data-claim="(\w+)"', sheet)) == sorted(ids)
    assert sheet.count('class="box"><span') == len(ids)


def without_data(folder: Path) -> list[str]:
    """Tables and figures of the pages in the pack that have no CSV in it; counted by their tags."""
    faults = []
    for page in render.pages(paths.ROOT):
        html = (folder / "html" / f"{page}.html").read_text(encoding="utf-8")
        article = html[html.index("<article") : html.rindex("</article>")]
        short = page.rpartition("/")[2]
        for tag, place in (("<table", "tables"), ("<figure", "figures")):
            files = list((folder / place / short).glob("*.csv"))
            if len(files) != article.count(tag) or any(not file.read_text() for file in files):
                faults.append(f"{page}: {article.count(tag)} {tag}, {len(files)} files")
    return faults


def test_each_table_and_figure_of_each_page_has_its_data(unpacked):
    assert without_data(unpacked) == []
    assert len(list(unpacked.glob("figures/*/*.csv"))) > 10
    lost = unpacked / "figures" / "06_motor" / "pairs.csv"
    kept = lost.read_bytes()
    lost.unlink()
    assert len(without_data(unpacked)) == 1
    lost.write_bytes(kept)


def test_notebooks_are_executed(unpacked):
    for path in sorted((unpacked / "notebooks").iterdir()):
        cells = json.loads(path.read_text())["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert code and all(cell["execution_count"] for cell in code), path.name


def test_sources_are_those_of_the_commit(unpacked):
    tracked = {path.relative_to(paths.ROOT).as_posix() for path in state.tracked()}
    assert set(archive.listed(unpacked / "source")) == tracked
    assert not list((unpacked / "source" / "data" / "individual").glob("*.csv"))


def test_the_crate_is_valid_and_would_not_be_with_a_file_lost(unpacked, copy):
    assert crate.faults(unpacked) == []
    (copy / "ledger.csv").unlink()
    assert any("ledger.csv" in fault for fault in crate.faults(copy))


def test_no_place_of_this_machine_is_in_it(unpacked):
    here = str(paths.ROOT).encode()
    found = [name for name in archive.listed(unpacked) if here in (unpacked / name).read_bytes()]
    assert found == []


# ------------------------------------------------------------------ read without a server


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium here: the pack is not opened (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


MODULE = "/_static/check/check.js"  # a browser loads modules from a server alone
PAGES = ["worksheet", "html/index", *(f"html/{page}" for page in render.pages(paths.ROOT))]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_from_a_file(unpacked, browser, page):
    tab = browser.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("requestfailed", lambda request: complaints.append(request.url))
    tab.on("request", lambda request: request.url.startswith(("file:", "data:", "blob:"))
           or complaints.append(request.url))  # fmt: skip
    tab.goto((unpacked / f"{page}.html").as_uri())
    tab.wait_for_load_state("load")
    tab.wait_for_selector("article h1, body > h1")
    refused = [address for address in complaints if address.endswith(MODULE)]
    assert [address for address in complaints if address not in refused] == []
    if refused:  # as the README of the pack says; the page then shows the command line instead
        assert page == "html/notebooks/14_check_a_number"
        assert tab.locator(".ask-without").first.is_visible()
        assert not tab.locator(".ask").first.is_visible()
    if page != "worksheet":  # styles arrive too: the theme sets the page's text without serifs
        font = tab.evaluate("getComputedStyle(document.querySelector('article h1')).fontFamily")
        assert "sans-serif" in font
    tab.close()
