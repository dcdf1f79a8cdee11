"""What is said of a book to who cites it: with and without addresses, authors, a history."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest

from printed.book import cite, foot

CITATION = {
    "title": "Numbers & what they <leave> open",
    "version": "1.2",
    "authors": [{"name": "The makers"}, {"family-names": "Doe", "given-names": "Ann"}],
    "references": [
        {"type": "article", "title": "A trial", "authors": [{"name": "et al."}], "year": 2025,
         "journal": "J", "doi": "10.1000/182"}
    ],
}  # fmt: skip
AT = foot.Commit("0123456789abcdef", "2026-01-31", False)
DATA = {"title": "Data", "description": "</script>", "licenses": [{"path": "https://l.example/"}]}


def test_tags_name_authors_day_and_the_paper():
    found = list(cite.tags("A book", CITATION, AT, "", "en"))
    assert [value for name, value in found if name == "citation_author"] == [
        "The makers", "Doe, Ann"
    ]  # fmt: skip
    assert dict(found)["citation_publication_date"] == "2026/01/31"
    assert "citation_doi=10.1000/182" in dict(found)["citation_reference"]
    assert "citation_public_url" not in dict(found)
    address = "https://book.example/book/intro.html"
    assert dict(cite.tags("A book", CITATION, AT, address, "en"))["citation_public_url"] == address


def test_the_paper_is_the_first_reference_with_a_doi():
    one, two = ({"title": name, "doi": f"10.1000/{name}"} for name in "ab")
    software = {"title": "A program"}
    for references, found in (([one, two], one), ([two, one], two), ([software, two], two),
                              ([software], None), ([], None), (None, None)):  # fmt: skip
        assert cite.paper({"references": references}) == found
    assert cite.paper({}) is None


def test_the_graph_has_no_empty_field_and_no_markup_ends_its_script():
    found = cite.graph("A book", CITATION, DATA, AT, "", "https://l.example/", "en")
    assert all(value is not None for one in found["@graph"] for value in one.values())
    assert [one["@type"] for one in found["@graph"]] == ["Book", "Dataset"]
    text = cite.script(found)
    assert text.count("</script>") == 1
    inner = re.fullmatch(r"<script[^>]*>(.*)</script>", text, re.DOTALL).group(1)
    assert json.loads(inner) == json.loads(json.dumps(found))
    assert len(cite.graph("A book", CITATION, None, AT, "", "", "en")["@graph"]) == 1


def test_a_description_is_the_headline_with_its_condition_or_whole_sentences():
    headline = "If the test was Fisher's, " + "and so on, " * 30 + "36 were counted."
    page = f'<h1>Scans</h1><p>Before.</p><p class="headline">{headline}</p>'
    assert cite.description(page) == headline
    told = cite.description("<h1>A</h1><p>" + "One is one. " * 40 + "</p>")
    assert told.endswith("One is one.") and 150 < len(told) <= cite.LONGEST
    assert cite.description("<h1>A</h1>") == ""


@pytest.mark.parametrize("at", [AT, None])
def test_an_entry_can_be_read_by_bibtex(at):
    entry = cite.bibtex("a/06_motor", "50% of #1 & {x}", "A book", CITATION, at, "https://u.example/")
    bare = re.sub(r"\\[&%$#_{}]", "", entry)
    depth = 0
    for sign in bare:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0 and not re.search(r"[&%$#]", bare)
    assert "author = {The makers and {Doe, Ann}}" not in entry  # a name with a comma is a person's
    assert ("year" in entry) == (at is not None)


def test_a_book_without_a_history_is_cited_by_its_version():
    said = cite.below("book/intro", "A book", "A book", CITATION, None, "")
    assert "Version 1.2." in said and "In: " not in said
    assert "&lt;" not in said and "10.1000/182" in said
    assert "https://u.example/a.html" in cite.below(
        "a", "<P>", "A book", CITATION, AT, "https://u.example/a.html"
    )
    assert "&lt;P&gt;. In: A book" in cite.below("a", "<P>", "A book", CITATION, AT, "")


def test_an_address_is_that_of_the_environment_or_of_the_configuration_or_none(monkeypatch):
    def said(own: str, told: str) -> str:
        monkeypatch.setenv(cite.ADDRESS, told)
        config = SimpleNamespace(html_baseurl=own)
        cite.begin(None, config)
        return cite.address_of(SimpleNamespace(config=config), "book/intro")

    assert said("", "") == ""
    assert said("https://a.example/", "") == "https://a.example/book/intro.html"
    assert said("https://a.example/", "https://b.example") == "https://b.example/book/intro.html"


def test_pages_are_translations_by_their_name_and_language():
    found = {"b/families": {}, "b/families_nl": {"language": "nl"}, "b/other": {}}
    env = SimpleNamespace(metadata=found, found_docs=set(found))
    app = SimpleNamespace(env=env, config=SimpleNamespace(language="en"))
    both = {"en": "b/families", "nl": "b/families_nl"}
    assert cite.translations(app, "b/families") == cite.translations(app, "b/families_nl") == both
    assert cite.translations(app, "b/other") == {}
