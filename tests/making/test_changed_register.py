"""A number changed in the register turns its rows on the page, in the ledger and in `verify`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from passion import paths

ROWS = {"plic_treated", "plic_registry", "plic_p"}
TOC = """\
format: jb-book
root: notebooks/00_ledger
chapters:
  - file: notebooks/05_mri_asymmetry
  - file: book/references
"""
SKIPPED = shutil.ignore_patterns(".venv", "_build", ".git", "__pycache__", ".*_cache", "tests")


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project in a folder of its own, with 70% printed where the abstract prints 81%."""
    root = tmp_path_factory.mktemp("changed") / "project"
    shutil.copytree(paths.ROOT, root, ignore=SKIPPED)
    register = root / "data" / "published" / "claims.csv"
    text = register.read_text(encoding="utf-8")
    assert text.count(",81%,") == 1
    register.write_text(text.replace(",81%,", ",70%,"), encoding="utf-8")
    (root / "_toc.yml").write_text(TOC)
    for notebook in (root / "notebooks").glob("*.ipynb"):
        if notebook.stem[:2] not in ("00", "05"):
            notebook.unlink()
            continue
        # A link to a page that is not there would stop the build.
        text = notebook.read_text(encoding="utf-8")
        notebook.write_text(
            re.sub(r"\]\((\d\d_\w+\.ipynb|\.\./book/\w+\.md)\)", "](00_ledger.ipynb)", text)
        )
    return root


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # Every room of the copy, or the installed engine would answer for it.
    rooms = [str(root / place) for place in ("src", "engine/src", "imaging/src")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(rooms)}
    return subprocess.run(
        [sys.executable, *words], cwd=root, env=environment, capture_output=True, text=True
    )


def test_verify_names_the_three_rows_and_exits_with_1(changed):
    done = run(changed, "-m", "passion.cli", "verify", "--json")
    assert done.returncode == 1, done.stderr
    rows = {row["claim"]: row for row in json.loads(done.stdout)["results"]}
    assert {name for name, row in rows.items() if row["verdict"] == "impossible"} == ROWS
    assert all(set(rows[name]["conflict"]) == ROWS for name in ROWS)
    told = run(changed, "-m", "passion.cli", "verify")
    assert told.returncode == 1, told.stderr
    ends = [line for line in told.stdout.splitlines() if line.startswith("impossible: ")]
    assert len(ends) == len(ROWS) and all(name in line for name in ROWS for line in ends)


@pytest.mark.slow
def test_page_and_ledger_show_the_three_rows_with_their_conflict(changed):
    done = run(changed, "-m", "printed.book", "book", str(changed))
    assert done.returncode == 0, done.stderr
    for page in ("00_ledger", "05_mri_asymmetry"):
        html = changed / "_build" / "html" / "notebooks" / f"{page}.html"
        soup = BeautifulSoup(html.read_text(encoding="utf-8"), "lxml")
        prefix = "claim" if page == "00_ledger" else "check"
        turned = set()
        for row in soup.select(f"tr[id^='{prefix}-']"):
            badge = row.select_one("[data-claim]")
            if badge["data-verdict"] == "impossible":
                turned.add(badge["data-claim"])
                if prefix == "check":
                    named = row.select("a[href*='#claim-']")
                    assert {link["href"].split("#claim-")[-1] for link in named} >= ROWS
        assert turned == ROWS
