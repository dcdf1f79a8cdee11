"""Sphinx extension: a book that machines and people can cite, and its addresses.

Everything comes from ``CITATION.cff`` beside the book, the data package in ``data``, and the
commit that the foot of a page names. On the start page stand what indexes of literature read
(``citation_*``) and what search engines read (JSON-LD); below every page, how to cite it. Pages
that are translations name each other (``hreflang``): a page in another language (`language` in its
front matter) is a translation of the page that has its name without the language's code.

No address is made up. ``BOOK_ADDRESS`` in the environment, or ``html_baseurl``, says where the book
is published; ``BOOK_REPOSITORY``, or ``repository-code`` of the citation file, where a wrong number
can be reported.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from printed.book import foot

FILE, DATA = "CITATION.cff", Path("data", "datapackage.json")
ADDRESS, REPOSITORY = "BOOK_ADDRESS", "BOOK_REPOSITORY"
SAFE = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


# ------------------------------------------------------------------ what the file says


def authors(source: Mapping[str, Any]) -> list[str]:
    """The authors of a work, each in one string; "et al." is none.

    >>> authors({"authors": [{"family-names": "Doe", "given-names": "A"}, {"name": "et al."}]})
    ['Doe, A']
    """
    names = [
        one["name"] if "name" in one else f"{one['family-names']}, {one['given-names']}"
        for one in source.get("authors") or ()
    ]
    return [name for name in names if name != "et al."]


def paper(citation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The work that the book is about: the first reference that has a DOI."""
    return next((one for one in citation.get("references") or () if one.get("doi")), None)


def state(citation: Mapping[str, Any], at: foot.Commit | None) -> tuple[str, str]:
    """Which state of the book is cited, and its day; those of the file where there is no git."""
    if at is None:
        return f"version {citation['version']}", str(citation.get("date-released", ""))
    return f"commit {at.name[:12]}{at.state}", at.date


# ------------------------------------------------------------------ the start page


def tags(
    title: str, citation: Mapping[str, Any], at: foot.Commit | None, address: str, language: str
) -> Iterator[tuple[str, str]]:
    """Name and content of what indexes of literature read."""
    yield "citation_title", title
    for name in authors(citation):
        yield "citation_author", name
    day = state(citation, at)[1]
    if day:
        yield "citation_publication_date", day.replace("-", "/")
    yield "citation_language", language
    if address:
        yield "citation_public_url", address
    about = paper(citation)
    if about:
        fields = {
            "citation_title": about["title"],
            "citation_author": "; ".join(authors(about)),
            "citation_journal_title": about.get("journal", ""),
            "citation_publication_date": str(about.get("year", "")),
            "citation_doi": about["doi"],
        }
        yield "citation_reference", "; ".join(f"{key}={value}" for key, value in fields.items())


def graph(
    title: str,
    citation: Mapping[str, Any],
    data: Mapping[str, Any] | None,
    at: foot.Commit | None,
    address: str,
    licence: str,
    language: str,
) -> dict[str, Any]:
    """The book, its data, and the paper that both are based on, in the words of schema.org."""
    about = paper(citation)
    based = None
    if about:
        place = f"https://doi.org/{about['doi']}"
        based = {"@type": "ScholarlyArticle", "@id": place, "name": about["title"], "url": place}
    version, day = state(citation, at)
    common = {
        "author": [{"@type": "Organization", "name": name} for name in authors(citation)],
        "version": version,
        "datePublished": day or None,
        "isAccessibleForFree": True,
        "isBasedOn": based,
    }
    book = {
        "@type": "Book",
        "@id": f"{address}#book",
        "name": title,
        "headline": citation["title"],
        "inLanguage": language,
        "bookFormat": "https://schema.org/EBook",
        "url": address or None,
        "license": licence or None,
        **common,
    }
    found = [book]
    if data:
        book["hasPart"] = {"@id": f"{address}#data"}
        found.append(
            {
                "@type": "Dataset",
                "@id": f"{address}#data",
                "name": data["title"],
                "description": data["description"],
                "license": data["licenses"][0]["path"],
                "isPartOf": {"@id": book["@id"]},
                **common,
            }
        )
    kept = [{key: value for key, value in one.items() if value is not None} for one in found]
    return {"@context": "https://schema.org", "@graph": kept}


def script(found: Mapping[str, Any]) -> str:
    """JSON that no markup within it can end."""
    text = json.dumps(found, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return f'<script type="application/ld+json">\n{text}\n</script>'


# ------------------------------------------------------------------ every page

LONGEST = 200  # characters of a description that lists of hits show


def description(body: str) -> str:
    """What a page is about, for a list of hits: its headline, or how its text begins.

    A headline is never cut, since its condition may stand at its end.

    >>> description('<h1>A</h1><p>Short <span class="claim__mark">o</span>and plain.</p><p>B.</p>')
    'Short and plain.'
    """
    page = BeautifulSoup(body, "html.parser")
    for mark in page.select(".claim__mark, .claim__word, .admonition-title"):
        mark.decompose()
    if headline := page.select_one(".headline"):
        return " ".join(headline.get_text().split())
    every = (" ".join(one.get_text().split()) for one in page.find_all("p"))
    text = next((one for one in every if one.endswith((".", "?", "!"))), "")
    first, *sentences = re.split(r"(?<=[.?!]) ", text)
    for sentence in sentences:
        if len(first) + len(sentence) >= LONGEST:
            break
        first += f" {sentence}"
    return first


# ------------------------------------------------------------------ below every page


def latex(text: str) -> str:
    r"""A text as BibTeX takes it.

    >>> latex("36 of 39 & 81%")
    '36 of 39 \\& 81\\%'
    """
    return re.sub(r"[\\~^&%$#_{}]", lambda sign: SAFE.get(sign[0], "\\" + sign[0]), text)


def bibtex(
    page: str, title: str, book: str, citation: Mapping[str, Any], at: foot.Commit | None, url: str
) -> str:
    """The entry of a page; of the book as a whole where the page has its title.

    Examples
    --------
    >>> who = {"version": "1.0", "authors": [{"name": "The makers"}]}
    >>> at = foot.Commit("0123456789abcdef", "2026-01-31", False)
    >>> print(bibtex("notebooks/06_motor", "Motor skills", "A book", who, at, ""))
    @misc{06_motor-2026,
      author = {{The makers}},
      title = {{Motor skills}},
      howpublished = {In: A book},
      year = {2026},
      note = {commit 0123456789ab of 2026-01-31}
    }
    """
    version, day = state(citation, at)
    names = authors(citation)
    corporate = [f"{{{latex(name)}}}" if "," not in name else latex(name) for name in names]
    fields = {
        "author": " and ".join(corporate),
        "title": f"{{{latex(title)}}}",
        "howpublished": f"In: {latex(book)}" if title != book else "",
        "year": day[:4],
        "note": latex(f"{version} of {day}" if day else version),
        "url": url,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    key = f"{page.rpartition('/')[2]}-{day[:4]}".rstrip("-")
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def below(
    page: str, title: str, book: str, citation: Mapping[str, Any], at: foot.Commit | None, url: str
) -> str:
    """How to cite a page, folded, and the paper that has to be cited with it."""
    version, day = state(citation, at)
    within = f"{title}. In: {book}" if title != book else book
    said = f"{', '.join(authors(citation))}. {within}. {version[0].upper()}{version[1:]}"
    said += f" of {day}." if day else "."
    about = paper(citation)
    also = ""
    if about:
        place = f"https://doi.org/{about['doi']}"
        also = f'<p>And the paper itself: <a href="{escape(place)}">{escape(place)}</a></p>'
    address = f' <a href="{escape(url)}">{escape(url)}</a>' if url else ""
    entry = escape(bibtex(page, title, book, citation, at, url))
    return (
        '<details class="cite" lang="en"><summary>Cite this page</summary>'
        f"<p>{escape(said)}{address}</p>"
        f"<pre>{entry}</pre>{also}</details>"
    )


# ------------------------------------------------------------------ Sphinx


def address_of(app: Sphinx, page: str) -> str:
    """Where a page is published; empty where nobody has said."""
    base = app.config.html_baseurl
    return f"{base.rstrip('/')}/{page}.html" if base else ""


def translations(app: Sphinx, page: str) -> dict[str, str]:
    """Language -> page, for a page that is there in several; its own language included."""
    own = {
        name: app.env.metadata.get(name, {}).get("language", app.config.language)
        for name in app.env.found_docs
    }
    base = page.removesuffix(f"_{own.get(page)}")
    found = {
        language: name
        for name, language in sorted(own.items())
        if name == base or name == f"{base}_{language}"
    }
    return found if len(found) > 1 else {}


def beside(name: str, page: str) -> str:
    """The address of a page as seen from another.

    >>> beside("book/families_nl", "book/families")
    'families_nl.html'
    """
    return posixpath.relpath(f"{name}.html", posixpath.dirname(page) or ".")


def begin(app: Sphinx, config: Any) -> None:
    """What the environment says of the addresses goes before the configuration."""
    config.html_baseurl = os.environ.get(ADDRESS) or config.html_baseurl


def read(app: Sphinx) -> None:
    """The files that are cited from, once."""
    from printed.book.render import load_yaml

    root = Path(app.srcdir)
    citation = load_yaml(root / FILE) if (root / FILE).is_file() else None
    data = None
    if (root / DATA).is_file():
        data = json.loads((root / DATA).read_text(encoding="utf-8"))
    where = os.environ.get(REPOSITORY) or (citation or {}).get("repository-code", "")
    app.book_citation = citation  # type: ignore[attr-defined]
    app.book_data = data  # type: ignore[attr-defined]
    app.book_repository = where.rstrip("/")  # type: ignore[attr-defined]
    app.book_commit = foot.present(root)  # type: ignore[attr-defined]


def add(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """What a page says of itself, in its head and below its text."""
    known: Any = app
    head = [
        f'<link rel="alternate" hreflang="{language}"'
        f' href="{escape(address_of(app, name) or beside(name, page))}">'
        for language, name in translations(app, page).items()
    ]
    if doctree is not None and 'name="description"' not in context.get("metatags", ""):
        told = description(context.get("body", ""))
        head += [f'<meta name="description" content="{escape(told)}">'] * bool(told)
    citation, at = known.book_citation, known.book_commit
    if citation and doctree is not None:
        book, url = app.config.html_title or app.config.project, address_of(app, page)
        title = book if page == app.config.root_doc else app.env.titles[page].astext()
        context["theme_extra_footer"] = context.get("theme_extra_footer", "") + below(
            page, title, book, citation, at, url
        )
        if page == app.config.root_doc:
            language = app.config.language
            head += [
                f'<meta name="{name}" content="{escape(content)}">'
                for name, content in tags(book, citation, at, url, language)
            ]
            licence = (app.config.book_licence or ("", ""))[1]
            found = graph(book, citation, known.book_data, at, url, licence, language)
            head.append(script(found))
    context["metatags"] = context.get("metatags", "") + "\n".join(["", *head])


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.setup_extension("printed.book.arrange")  # which knows the licence
    app.connect("config-inited", begin)
    app.connect("builder-inited", read)
    app.connect("html-page-context", add, priority=600)  # after the foot
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
