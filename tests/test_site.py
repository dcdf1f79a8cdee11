"""The site: marks in pages become links to files that are there; nothing is said twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools import site

from passion import paths
from printed.errors import InputError

PAGE = (
    '<p><span class="file-book">the <em>whole</em> book</span></p>'
    '<div class="without-files docutils">\n<p>This copy came without.</p>\n</div>\n<p>End</p>'
)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    book = tmp_path / "book.pdf"
    book.write_bytes(b"x" * 1_550_000)
    return {"book": book}


def test_a_mark_becomes_a_link_with_kind_and_size(files):
    assert site.linked(PAGE, files, "../") == (
        '<p><a href="../files/book.pdf">the <em>whole</em> book</a> (PDF, 1.6 MB)</p><p>End</p>'
    )


def test_a_mark_of_no_file_is_refused(files):
    with pytest.raises(InputError, match="a page names the file 'pack': one of book"):
        site.linked(PAGE.replace("file-book", "file-pack"), files, "")


def test_a_page_without_marks_stays_as_it_is(files):
    assert site.linked("<p>End</p>", files, "") == "<p>End</p>"


def test_the_site_is_a_copy_of_the_book_with_its_files_and_replaces_the_last(tmp_path, monkeypatch):
    book, build = tmp_path / "book", tmp_path / "_build"
    pages = {"index.html": "", "book/intro.html": "../", "a/b/c.html": "../../"}
    for name in pages:
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text('<p><span class="file-whole">it</span></p>', encoding="utf-8")
    (book / "plain.html").write_text("<p>none</p>", encoding="utf-8")
    made = {name: tmp_path / f"made-{name}.{kind}"
            for name, kind in (("sheet", "pdf"), ("book", "pdf"), ("pack", "zip"))}  # fmt: skip
    for name, file in made.items():
        file.write_text(name, encoding="utf-8")
    given = []

    def maker(name):
        def make(root, report):
            given.append((name, root, report))
            return made[name]

        return make

    monkeypatch.setattr(site, "pdf", maker("book"))
    monkeypatch.setattr(site, "pack", maker("pack"))
    monkeypatch.setattr(
        site, "sheets_of_paper", lambda root, report: {"whole": maker("sheet")(root, report)}
    )
    monkeypatch.setattr(site, "book_of", lambda root: book)
    for old in ("site/old.html", ".site/left.html"):
        (build / old).parent.mkdir(parents=True)
        (build / old).write_text("old", encoding="utf-8")
    said = []
    assert site.site(tmp_path, said.append) == build / "site"
    assert sorted(one[0] for one in given) == ["book", "pack", "sheet"]
    assert all(root == tmp_path and callable(report) for _, root, report in given)
    assert said == [f"site: {build / 'site' / 'index.html'}"]
    for name, up in pages.items():
        text = (build / "site" / name).read_text(encoding="utf-8")
        assert text == f'<p><a href="{up}files/whole.pdf">it</a> (PDF, 0.0 MB)</p>'
        assert "span" in (book / name).read_text(encoding="utf-8")
    there = {file.name: file.read_text(encoding="utf-8") for file in
             (build / "site" / "files").iterdir()}  # fmt: skip
    assert there == {"whole.pdf": "sheet", "book.pdf": "book", "pack.zip": "pack"}
    assert not (build / "site" / "old.html").exists() and not (build / ".site").exists()


def test_every_file_is_named_on_the_front_page_and_each_sheet_on_its_own():
    def named(page: str) -> set[str]:
        text = (paths.BOOK / f"{page}.md").read_text(encoding="utf-8")
        return set(re.findall(r"\{\.file-(\w+)\}", text))

    assert named("intro") == {"families", "families_nl", "certificate", "book", "pack"}
    assert named("families") == {"families"} and named("families_nl") == {"families_nl"}


@pytest.mark.rendered
@pytest.mark.slow
def test_the_book_alone_has_marks_and_no_link_to_a_file(built_book):
    front = (built_book / "book" / "intro.html").read_text(encoding="utf-8")
    assert len(site.NAMED.findall(front)) == 5 and site.WITHOUT.search(front)
    assert "files/" not in front
    inside = site.WITHOUT.search(front).group()
    assert inside.count("<div") == 1  # else its end would be another's


@pytest.mark.validate
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_site_leads_to_every_file(built_book):
    made = site.site(report=lambda _: None)
    front = (made / "book" / "intro.html").read_text(encoding="utf-8")
    links = re.findall(r'href="(\.\./files/[^"]+)"', front)
    assert len(links) == 5 and all((made / "book" / link).is_file() for link in links)
    assert "without-files" not in front and not site.NAMED.search(front)
    # The book itself is as it was.
    assert "files/" not in (built_book / "book" / "intro.html").read_text(encoding="utf-8")
