"""The sheets for families and the certificate: their sides, their words, the same bytes again."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
from typing import Any

import pytest
from pypdf import PdfReader
from tools.pdf import short
from tools.review.shown import parse
from tools.review.state import NO_DATE, State

from passion import paths, verdicts
from printed.book import render
from printed.errors import InputError

pytestmark = [
    pytest.mark.validate,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: nothing is printed"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

AT = State("0.1.0", "d34f2ab" + "0" * 33, NO_DATE, False)


@pytest.fixture(scope="module")
def made(built_book, tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("pdf")
    files = short.write(paths.ROOT, built_book, AT, folder)
    return {name: file.read_bytes() for name, file in files.items()}


def text(data: bytes) -> str:
    sheets = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


@pytest.mark.parametrize(
    ("name", "sides", "language"),
    [("families", 2, "en"), ("families_nl", 2, "nl"), ("certificate", 1, "en")],
)
def test_each_has_its_sides_on_a4_in_its_language(made, name, sides, language):
    reader = PdfReader(io.BytesIO(made[name]))
    assert len(reader.pages) == sides
    assert {tuple(map(round, page.mediabox[2:])) for page in reader.pages} == {(595, 842)}
    assert reader.root_object["/Lang"] == language
    assert reader.metadata.creation_date == AT.date
    assert "d34f2ab" in text(made[name]) and "10.1161/STROKEAHA.125.050786" in text(made[name])


@pytest.mark.parametrize("name", ["families", "families_nl"])
def test_a_sheet_has_the_words_of_its_page_without_marks_and_ways_on(made, built_book, name):
    said = text(made[name])
    page = parse((built_book / "book" / f"{name}.html").read_text(encoding="utf-8"))
    for element in page.select(".claim__mark, .claim__word, .headerlink, .readings"):
        element.decompose()
    *sections, last = page.select("article section section")
    assert last.find("h2").get_text() not in said
    for section in sections:
        for block in section.find_all(["h2", "li"]):
            assert "".join(block.get_text().split()) in said.replace(" ", "")
    assert not re.search(r"stated|determined|corroborated|[◇◈▬]", said)


def test_the_certificate_counts_what_the_verdicts_say(made):
    said = text(made["certificate"])
    every = list(verdicts.judge(records=None).values())
    against = sum(one.verdict in verdicts.AGAINST for one in every)
    able = sum(one.could_fail for one in every)
    assert f"{against} of {len(every)} claims meet a contradiction in the headline reading." in said
    assert f"{able} of them could have failed" in said
    for one in every:
        if one.condition:
            assert one.condition in said and one.printed in said
    assert "not a number that is right" in said and "no other person has signed it" in said
    command = [str(paths.ROOT / ".venv/bin/passion"), "verify", "--json"]
    out = subprocess.run(command, capture_output=True, check=True).stdout
    assert hashlib.sha256(out).hexdigest() in said


def test_the_hash_of_the_receipt_can_be_asked_for_and_minds_no_clock(built_book, tmp_path, made):
    command = [sys.executable, "-m", "tools.pdf", "receipt"]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True)
    value = short.hash_of_receipt(built_book)
    assert done.stdout.split() == [value, "-"] and value in text(made["certificate"])
    (tmp_path / "book").mkdir()
    page = (built_book / "book" / "receipt.html").read_text(encoding="utf-8")
    later = re.sub(r'(?<=class="measured">)[^<]*', "99 s", page)
    assert later != page
    for content, same in ((later, True), (page.replace("SHA-256", "SHA"), False)):
        (tmp_path / "book" / "receipt.html").write_text(content, encoding="utf-8")
        assert (short.hash_of_receipt(tmp_path) == value) is same


def test_they_come_out_the_same_again(made, built_book, tmp_path):
    again: dict[str, Any] = short.write(paths.ROOT, built_book, AT, tmp_path)
    assert {name: file.read_bytes() for name, file in again.items()} == made


def test_what_does_not_fit_is_refused(built_book):
    citation = render.load_yaml(paths.ROOT / "CITATION.cff")
    language, title, inner = short.family(built_book, "book/families", AT, citation)
    with pytest.raises(InputError, match="more than 1 sides in letters of 11 points"):
        short.fitted(built_book, language, title, inner, 1, (11,))
