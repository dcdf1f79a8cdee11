"""A page's citation, its tags and its foot, field by field, and what is left out where unknown."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from printed.book import cite, find, foot

CITATION = {
    "title": "What is left", "version": "1.2", "date-released": "2025-06-07",
    "authors": [{"name": "The makers"}, {"family-names": "Doe", "given-names": "Ann"},
                {"name": "et al."}],
    "references": [
        {"title": "No DOI", "year": 1999},
        {"title": "A trial", "authors": [{"family-names": "Roe", "given-names": "B"},
                                         {"name": "A group"}, {"name": "et al."}],
         "year": 2025, "journal": "J", "doi": "10.1000/182"},
        {"title": "Another", "doi": "10.1000/999"},
    ],
}  # fmt: skip
AT = foot.Commit("0123456789abcdef", "2026-01-31", False)
CHANGED = foot.Commit("0123456789abcdef", "2026-01-31", True)
LICENCES = [{"path": "https://l.example/"}, {"path": "https://m.example/"}]
DATA = {"title": "Data", "description": "What", "licenses": LICENCES}
URL = "https://book.example/book/intro.html"


def without(key):
    return {name: value for name, value in CITATION.items() if name != key}


def test_the_state_that_is_cited_is_the_commit_or_the_version():
    assert cite.state(CITATION, AT) == ("commit 0123456789ab", "2026-01-31")
    assert cite.state(CITATION, CHANGED) == (
        "commit 0123456789ab, with uncommitted changes", "2026-01-31")  # fmt: skip
    assert cite.state(CITATION, None) == ("version 1.2", "2025-06-07")
    assert cite.state(without("date-released"), None) == ("version 1.2", "")
    assert cite.authors(CITATION) == ["The makers", "Doe, Ann"] and cite.authors({}) == []
    assert cite.paper(CITATION)["title"] == "A trial" and cite.paper({}) is None


def test_every_tag_of_the_start_page():
    found = list(cite.tags("A book", CITATION, AT, URL, "nl"))
    assert found == [
        ("citation_title", "A book"), ("citation_author", "The makers"),
        ("citation_author", "Doe, Ann"), ("citation_publication_date", "2026/01/31"),
        ("citation_language", "nl"), ("citation_public_url", URL),
        ("citation_reference", "citation_title=A trial; citation_author=Roe, B; A group; "
         "citation_journal_title=J; citation_publication_date=2025; citation_doi=10.1000/182"),
    ]  # fmt: skip
    names = {name for name, _ in cite.tags("A", without("date-released"), None, "", "en")}
    assert names == {"citation_title", "citation_author", "citation_language",
                     "citation_reference"}  # fmt: skip
    assert dict(cite.tags("A", CITATION, None, "",
     "en"))["citation_publication_date"] == "2025/06/07"
    bare = list(cite.tags("A", without("references"), AT, URL, "en"))
    assert "citation_reference" not in dict(bare)


def test_the_graph_ties_the_book_its_data_and_the_paper():
    found = cite.graph("A book", CITATION, DATA, CHANGED, URL, "https://l.example/x", "nl")
    book, data = found["@graph"]
    assert found["@context"] == "https://schema.org"
    assert (book["@type"], book["@id"], book["name"]) == ("Book", f"{URL}#book", "A book")
    assert (book["headline"], book["inLanguage"]) == ("What is left", "nl")
    assert (book["url"], book["license"]) == (URL, "https://l.example/x")
    assert book["hasPart"] == {"@id": data["@id"]} and data["isPartOf"] == {"@id": book["@id"]}
    assert (data["@type"], data["@id"]) == ("Dataset", f"{URL}#data")
    assert (data["name"], data["description"]) == ("Data", "What")
    assert data["license"] == "https://l.example/"
    for one in (book, data):
        assert one["isBasedOn"] == {
            "@type": "ScholarlyArticle", "@id": "https://doi.org/10.1000/182", "name": "A trial",
            "url": "https://doi.org/10.1000/182",
        }  # fmt: skip
        assert one["author"] == [{"@type": "Organization", "name": "The makers"},
                                 {"@type": "Organization", "name": "Doe, Ann"}]  # fmt: skip
        assert one["version"].endswith("uncommitted changes") and one["isAccessibleForFree"] is True
        assert one["datePublished"] == "2026-01-31"
    (alone,) = cite.graph("A book", without("references"), None, None, "", "", "en")["@graph"]
    assert alone.keys().isdisjoint({"url", "license", "isBasedOn", "hasPart"})
    text = cite.script({"a": "</script><!-- é"})
    assert text.startswith('<script type="application/ld+json">\n') and "é" in text
    assert "<" not in text[10:-10] and json.loads(text[36:-10]) == {"a": "</script><!-- é"}


@pytest.mark.parametrize("sign", list("&%$#_{}"))
def test_every_sign_of_bibtex_is_made_safe(sign):
    assert cite.latex(f"a{sign}b") == f"a\\{sign}b"


def test_an_entry_of_a_page_and_of_the_book():
    entry = cite.bibtex("a/b/06_motor", "~x^ \\", "A & book", CITATION, AT, URL)
    assert entry.splitlines() == [
        "@misc{06_motor-2026,",
        "  author = {{The makers} and Doe, Ann},",
        "  title = {{\\textasciitilde{}x\\textasciicircum{} \\textbackslash{}}},",
        "  howpublished = {In: A \\& book},",
        "  year = {2026},",
        "  note = {commit 0123456789ab of 2026-01-31},",
        f"  url = {{{URL}}}",
        "}",
    ]
    book = cite.bibtex("book/intro", "A book", "A book", without("date-released"), None, "")
    assert book.splitlines() == [
        "@misc{intro,", "  author = {{The makers} and Doe, Ann},", "  title = {{A book}},",
        "  note = {version 1.2}", "}",
    ]  # fmt: skip
    assert "note = {version 1.2 of 2025-06-07}" in cite.bibtex("a", "b", "c", CITATION, None, "")


def test_how_to_cite_a_page_is_said_in_words():
    def said(*args):
        page = BeautifulSoup(cite.below(*args), "html.parser")
        assert page.summary.get_text() == "Cite this page" and page.details["lang"] == "en"
        links = [link["href"] for link in page.find_all("a")]
        assert all(link.get_text() == link["href"] for link in page.find_all("a"))
        assert page.pre.get_text() == cite.bibtex(*args)
        return page.p.get_text(), links

    text, links = said("a/b", "Motor", "A book", CITATION, AT, URL)
    said_of_it = "The makers, Doe, Ann. Motor. In: A book. Commit 0123456789ab of 2026-01-31."
    assert text == f"{said_of_it} {URL}"
    assert links == [URL, "https://doi.org/10.1000/182"]
    text, links = said("book/intro", "A book", "A book", CITATION, None, "")
    assert text == "The makers, Doe, Ann. A book. Version 1.2 of 2025-06-07."
    assert links == ["https://doi.org/10.1000/182"]
    text, links = said("a", "M", "B", {**without("references"), "date-released": ""}, None, "")
    assert text.endswith("Version 1.2.") and links == []
    assert "the paper itself" not in cite.below("a", "M", "B", without("references"), AT, "")


def test_a_description_is_no_longer_than_a_list_of_hits_shows():
    def of(*lengths):
        sentences = ("x" * (length - 1) + "." for length in lengths)
        return cite.description("<p>" + " ".join(sentences) + "</p>")

    # A blank more than the letters: 100 and 99 make 200 with it.
    assert len(of(100, 99)) == cite.LONGEST and len(of(100, 100)) == 100
    assert len(of(300)) == 300  # a first sentence is whole
    assert len(of(100, 200, 20)) == 100  # none is left out between two
    body = '<p>A label</p><p class="admonition-title">Note.</p><p>Is it? Yes! It\n is.</p>'
    assert cite.description(body) == "Is it? Yes! It is."
    assert cite.description('<p>One <span class="claim__word">no</span>two.</p>') == "One two."


def test_a_page_is_seen_from_another_by_its_shortest_way():
    assert cite.beside("b/a_nl", "b/a") == "a_nl.html"
    assert cite.beside("a_nl", "a") == "a_nl.html"
    assert cite.beside("c/a", "b/a") == "../c/a.html"
    assert cite.beside("c/a", "a") == "c/a.html"


def page(name, *, root="book/intro", base="", doctree=True, citation=CITATION, metatags=""):
    """What `add` puts into the head and the foot of a page."""
    languages = {root: {}, "book/families": {}, "book/families_nl": {"language": "nl"}}
    config = SimpleNamespace(html_baseurl=base, html_title="A book", project="P", root_doc=root,
                             language="en", book_licence=("CC", "https://l.example/"))  # fmt: skip
    env = SimpleNamespace(metadata=languages, found_docs=set(languages), titles={
        one: nodes.title("", f"Title of {one}") for one in languages})  # fmt: skip
    app = SimpleNamespace(config=config, env=env, book_citation=citation, book_commit=AT,
                          book_data=DATA)  # fmt: skip
    context = {"body": "<p>It is so.</p>", "theme_extra_footer": "<p>foot</p>",
     "metatags": metatags}
    cite.add(app, name, "", context, object() if doctree else None)
    return BeautifulSoup(context["metatags"], "html.parser"), context["theme_extra_footer"]


def test_what_stands_in_the_head_and_below_a_page():
    head, below = page("book/families", base="https://b.example/")
    links = {link["hreflang"]: link["href"] for link in head.find_all("link")}
    assert links == {"en": "https://b.example/book/families.html",
                     "nl": "https://b.example/book/families_nl.html"}  # fmt: skip
    assert head.find("meta", {"name": "description"})["content"] == "It is so."
    assert below.startswith("<p>foot</p><details") and "Title of book/families. In: A book" in below
    assert head.script is None and head.find("meta", {"name": "citation_title"}) is None
    plain, _ = page("book/families_nl")
    assert {link["href"] for link in plain.find_all("link")} == {"families.html",
                                                                 "families_nl.html"}  # fmt: skip
    start, below = page("book/intro")
    assert start.find("meta", {"name": "citation_title"})["content"] == "A book"
    assert json.loads(start.script.string)["@graph"][0]["license"] == "https://l.example/"
    assert "Title of" not in below and not start.find_all("link")
    own, _ = page("book/intro", metatags='<meta name="description" content="Mine">')
    assert [one["content"] for one in own.find_all("meta", {"name": "description"})] == ["Mine"]
    for told in ({"doctree": False}, {"citation": None}):
        head, below = page("book/intro", **told)
        assert below == "<p>foot</p>" and head.script is None
        assert (head.find("meta", {"name": "description"}) is None) == ("doctree" in told)


def test_the_files_beside_the_book_are_what_is_cited_from(tmp_path, monkeypatch):
    monkeypatch.setenv(foot.VARIABLE, "null")
    monkeypatch.delenv(cite.REPOSITORY, raising=False)
    app = SimpleNamespace(srcdir=str(tmp_path))
    cite.read(app)
    assert (app.book_citation, app.book_data, app.book_repository) == (None, None, "")
    assert app.book_commit is None
    (tmp_path / "CITATION.cff").write_text("title: T\nrepository-code: https://r.example/\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text('{"title": "é"}', encoding="utf-8")
    cite.read(app)
    assert app.book_citation["title"] == "T" and app.book_data == {"title": "é"}
    assert app.book_repository == "https://r.example"
    monkeypatch.setenv(cite.REPOSITORY, "https://other.example/")
    cite.read(app)
    assert app.book_repository == "https://other.example"


# --------------------------------------------------------------------------- the foot


@pytest.mark.parametrize("found", [None, AT, CHANGED])
@pytest.mark.parametrize("rerun", [None, "../rerun.html"])
@pytest.mark.parametrize("notebook", [True, False])
def test_a_foot_has_a_line_for_what_is_known(found, rerun, notebook):
    html = foot.foot("n/06_motor", found, rerun, notebook)
    lines = [one.get_text() for one in BeautifulSoup(html, "html.parser").find_all("p")]
    expected = []
    if notebook:
        expected.append("Run this page again: .venv/bin/jupyter execute n/06_motor.ipynb"
                        + (" (what that needs)" if rerun else ""))  # fmt: skip
    if found:
        told = "Commit 0123456 of 2026-01-31"
        told += ", with uncommitted changes" if found.changed else ""
        expected.append(told + (". Run the book again" if rerun and not notebook else ""))
    assert lines == expected
    links = [one["href"] for one in BeautifulSoup(html, "html.parser").find_all("a")]
    assert links == (["../rerun.html"] if rerun and (notebook or found) else [])


@pytest.mark.parametrize(
    ("page", "source", "there", "href"),
    [("notebooks/06", ".ipynb", True, "TO#one-page-alone"), ("book/a", ".md", True, "TO"),
     (foot.RERUN, ".md", True, None), ("notebooks/06", ".ipynb", False, None)],
)  # fmt: skip
def test_a_page_leads_to_how_it_is_run_again(monkeypatch, page, source, there, href):
    for name, value in foot.as_environment(AT).items():
        monkeypatch.setenv(name, value)
    added = {}
    app = SimpleNamespace(
        srcdir=".", connect=lambda event, call, **_: added.update({event: call}),
        env=SimpleNamespace(doc2path=lambda name: name + source,
                            found_docs={foot.RERUN} if there else set()))  # fmt: skip
    assert foot.setup(app) == {"parallel_read_safe": True, "parallel_write_safe": True}
    context = {"pathto": lambda name: {foot.RERUN: "TO"}[name]}
    added["html-page-context"](app, page, "", context, None)
    html = BeautifulSoup(context["theme_extra_footer"], "html.parser")
    assert [one["href"] for one in html.find_all("a")] == ([href] if href else [])
    assert "Commit 0123456" in html.get_text()
    assert ("jupyter execute" in html.get_text()) == (source == ".ipynb")


# --------------------------------------------------------------------------- the search


def cell(text, *classes):
    made = nodes.container(classes=list(classes))
    made += nodes.paragraph("", text)
    return made


def test_the_index_is_of_what_is_read_and_the_page_keeps_its_code():
    page = nodes.document(None, None)
    page += cell("shown", "cell_output")
    page += cell("code", "cell_input", "docutils")
    outer = cell("around", "cell")
    outer += cell("inner code", "cell_input")
    page += outer
    assert re.sub(r"\s+", " ", find.without_code(page).astext()) == "shown around"
    assert "inner code" in page.astext() and "code" in page.astext()
    indexed = []
    builder = SimpleNamespace(format="html", index_page=lambda *told: indexed.append(told))
    find.begin(SimpleNamespace(builder=builder))
    builder.index_page("name", page, "title")
    ((name, read, title),) = indexed
    assert (name, title) == ("name", "title") and "code" not in read.astext()
    other = SimpleNamespace(format="latex", index_page=print)
    find.begin(SimpleNamespace(builder=other))
    assert other.index_page is print


def test_only_the_page_of_the_search_has_its_script():
    for page, files in (("search", [("find.js", "defer")]), ("genindex", []), ("book/search", [])):
        added = []
        app = SimpleNamespace(add_js_file=lambda name, loading_method, added=added: added.append(
            (name, loading_method)))  # fmt: skip
        find.add(app, page, "", {}, None)
        assert added == files
