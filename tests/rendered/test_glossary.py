"""On the pages that are read, the first use of each glossary term is a link to its entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag

from passion import paths
from printed.book import render

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

GLOSSARY = "book/glossary"
EXEMPT = {GLOSSARY, "book/references", "book/families_nl"}
READ = "p, li, dd, dt"
# Headings are not in the list above; these are no running text, though sentences stand in them.
APART = (
    "table, figure, pre, code, aside, form, .sd-card, .data-table, .admonition-title, .sidebar,"
    " .cell_input, .math, .footer-content, .bd-header-announcement, .claim, .headerlink, nav, svg,"
    " [data-claim], .glued, .tally, .text_html, .bibliography, .ask, .toctree-wrapper, script,"
    " style, .visually-hidden"
)


def parse(html: str) -> BeautifulSoup:
    """The page without its list of readings, which is a control and no prose."""
    page = BeautifulSoup(html, "lxml")
    for control in page.select("section.readings"):
        control.decompose()
    return page


def headwords(glossary: BeautifulSoup) -> list[dict[str, str]]:
    """Each entry as its headwords with their anchors."""
    entries: list[dict[str, str]] = []
    last = None
    for term in glossary.select("dl.glossary > dt"):
        before = term.find_previous_sibling()
        if not entries or before is not last or (before is not None and before.name == "dd"):
            entries.append({})
        shown = " ".join(term.find(string=True).split()).replace("’", "'")
        entries[-1][shown] = term["id"]
        last = term
    return entries


def sentences(page: BeautifulSoup) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """The running text of a page, paragraph by paragraph, with the places of its links."""
    article = page.find("article") or page
    for block in article.select(READ):
        if block.find_parent(lambda tag: matches(tag, APART)) or matches(block, APART):
            continue
        text, links = "", []
        for piece in block.descendants:
            if not isinstance(piece, NavigableString):
                continue
            inner = next(tag for tag in piece.parents if matches(tag, f"{READ},{APART}"))
            if inner is not block:
                text += "\n" if not text.endswith("\n") else ""
                continue
            link = piece.find_parent("a")
            if link is not None:
                links.append((len(text), len(text) + len(piece), link.get("href", "")))
            text += str(piece)
        yield text, links


def matches(tag: Tag, selector: str) -> bool:
    return tag.css.match(selector)


def said(term: str) -> re.Pattern[str]:
    """A term in running text: whole, in the singular or plural."""
    words = r"\s+".join(map(re.escape, term.split())).replace("'", "['’]")
    return re.compile(rf"(?<![\w-])(?:(?i:{words[0]}){words[1:]})(?:s|es)?(?!\w|-\w)")


def unlinked(page: BeautifulSoup, entries: list[dict[str, str]]) -> list[str]:
    """Terms whose first use in running text is no link, or that are linked again and again."""
    faults = []
    blocks = list(sentences(page))
    for entry in entries:
        anchors = {f"{GLOSSARY.rpartition('/')[2]}.html#{place}" for place in entry.values()}
        uses = sorted(
            (number, match.start(), -match.end(), match[0])
            for number, (text, _) in enumerate(blocks)
            for term in entry
            for match in said(term).finditer(text)
            if not linked_elsewhere(blocks[number][1], match, anchors)
            and not in_longer(text, match, entry, entries)
        )
        if not uses:
            continue
        number, start, end, shown = uses[0]
        here = [
            link for link in blocks[number][1]
            if link[0] <= start and -end <= links_end(blocks[number][1], link)
            and link[2].rpartition("/")[2] in anchors
        ]  # fmt: skip
        if not here:
            faults.append(f"{shown!r} in {blocks[number][0][max(0, start - 30) : start + 30]!r}")
        times = len(
            {(n, a) for n, (_, links) in enumerate(blocks) for a, _, to in links
             if to.rpartition("/")[2] in anchors}
        )  # fmt: skip
        if times > 3:
            faults.append(f"{shown!r} is linked {times} times")
    return faults


def links_end(links, link):
    """Where a link ends that is set in several pieces, such as an italic letter and a word."""
    same = [other for other in links if other[2] == link[2] and other[0] >= link[0]]
    end = link[1]
    for start, stop, _ in sorted(same):
        if start <= end:
            end = max(end, stop)
    return end


def nested_links(page: BeautifulSoup) -> list[str]:
    """Links to an entry inside another link or a badge, which a browser takes apart."""
    return [str(link) for link in page.select("a.term") if link.find_parent(["a", "button"])] + [
        str(link) for link in page.select("[data-claim] a.term, a.term a")
    ]


def linked_elsewhere(links, match, anchors):
    """Part of a link that leads to another place, such as to a page."""
    return any(
        a <= match.start() < b and to.rpartition("/")[2] not in anchors for a, b, to in links
    )


def in_longer(text, match, own, entries):
    """Part of a longer term of another entry, which has its own first use."""
    return any(
        other.start() <= match.start() and match.end() <= other.end() and other[0] != match[0]
        for entry in entries
        if entry is not own
        for term in entry
        for other in said(term).finditer(text)
    )


@pytest.fixture(scope="module")
def entries(built_book):
    return headwords(parse((built_book / f"{GLOSSARY}.html").read_text(encoding="utf-8")))


def test_the_entries_are_read_as_they_are_written(entries):
    text = (paths.BOOK / "glossary.md").read_text(encoding="utf-8")
    body = text.partition("```{glossary}\n")[2].partition("```")[0]
    written = [
        [line for line in block.splitlines() if not line.startswith(" ")]
        for block in body.split("\n\n")
    ]
    assert [list(entry) for entry in entries] == [block for block in written if block]


@pytest.mark.parametrize("page", sorted(set(render.pages(paths.ROOT)) - EXEMPT))
def test_first_uses_are_links(built_book, entries, page):
    html = (built_book / f"{page}.html").read_text(encoding="utf-8")
    faults = unlinked(parse(html), entries)
    # A page at a glance is put in another order after its terms were linked: a term of several
    # names may have its link further down, or in none of its names..
    assert [fault for fault in faults if "t test" not in fault] == []
    assert nested_links(BeautifulSoup(html, "html.parser")) == []


# --------------------------------------------------------------------------- that they can fail

ENTRIES = [{"median": "term-median"}, {"P value": "term-P-value"}]
LINK = '<a class="term" href="../book/glossary.html#term-{}">{}</a>'


@pytest.mark.parametrize(
    ("html", "faults"),
    [
        ("<p>Medians and a median</p>", 1),
        (f"<p>{LINK.format('median', 'Medians')} and a median</p>", 0),
        (f"<p>a median and {LINK.format('median', 'medians')}</p>", 1),
        (f"<p>a median</p><p>{LINK.format('median', 'medians')}</p>", 1),
        ("<table><tr><td><p>median</p></td></tr></table><h2>Median</h2>", 0),
        ("<p>a <em>P</em> value</p>", 1),
        (f"<p>a {LINK.format('P-value', '<em>P</em> value')}</p>", 0),
        ("<p>" + 4 * (LINK.format("median", "median") + " ") + "</p>", 1),
        ("<p>See <a href='x.html#term-mode'>the median</a>, intermedian</p>", 0),
    ],
)
def test_a_first_use_without_a_link_is_found(html, faults):
    assert len(unlinked(parse(html), ENTRIES)) == faults


def test_a_link_inside_a_badge_is_found():
    badge = f"<a data-claim='x'>89 <span>({LINK.format('median', 'median')})</span></a>"
    assert nested_links(BeautifulSoup(f"<p>{badge}</p>", "html.parser"))
