"""The pages as they were rendered: no missing number, no trace of a machine, no other host.

Each check is a function that lists faults in one page; beside it stands a page that has them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from passion import paths
from printed.book import render

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

LOADING = {
    "script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src",
    "video": "src", "audio": "src", "object": "data", "embed": "src", "form": "action",
}  # fmt: skip
ELSEWHERE = re.compile(r"^\s*(\w+:)?//")
TELLING = {"canonical"}  # a link that is told, not loaded


def other_hosts(page: BeautifulSoup) -> list[str]:
    """What a browser would fetch from another host; links to click on are none of it."""
    found = []
    for kind, attribute in LOADING.items():
        for tag in page.find_all(kind):
            address = tag.get(attribute) or ""
            if ELSEWHERE.match(address) and not TELLING & set(tag.get("rel") or ()):
                found.append(address)
    for tag in page.find_all("script", src=False):
        found += re.findall(r"(?:import|fetch|src\s*=)\W{0,3}https?://[^\s\"']+", tag.text)
    return found


def machine_words(page: BeautifulSoup) -> list[str]:
    """Representations that were meant for a programmer, and places of one machine."""
    text = page.get_text(" ")
    words = r"np\.\w+\(|<\w[\w.]* object at|Traceback|\bnan\b|\{glue:|\bTrue\b|\bNone\b"
    body = page.find("article") or page
    for code in body.find_all("div", class_="cell_input"):
        code.extract()
    found = re.findall(words, body.get_text(" "))
    return found + [place for place in (str(paths.ROOT),) if place in text]


def missing_numbers(page: BeautifulSoup) -> list[str]:
    """Where a misspelt key or a bad format rendered as nothing, or an error was shown."""
    empty = [
        str(tag)
        for tag in page.find_all(["span", "code", "b", "strong", "em"])
        if set(tag.get("class") or ()) & {"pasted-inline", "pasted-text", "badge", "claim"}
        and not tag.get_text(strip=True)
        and not tag.find("img")
    ]
    claims = [str(tag) for tag in page.find_all(attrs={"data-claim": True}) if not tag.text.strip()]
    warned = page.find_all(class_=["system-message", "output_traceback", "stderr", "problematic"])
    return empty + claims + [str(tag)[:80] for tag in warned]


CHECKS = (other_hosts, machine_words, missing_numbers)


def html_files(book: Path) -> list[Path]:
    """Every page of the book; the themes leave templates among the static files."""
    return [path for path in book.rglob("*.html") if "_static" not in path.parts]


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


@pytest.mark.parametrize("page", render.pages(paths.ROOT))
def test_pages_have_no_fault(built_book, page):
    document = parse((built_book / f"{page}.html").read_text(encoding="utf-8"))
    faults = {check.__name__: check(document) for check in CHECKS}
    assert faults == dict.fromkeys(faults, [])


@pytest.mark.parametrize(
    ("check", "html"),
    [
        (other_hosts, '<script src="https://cdn.example.org/a.js"></script>'),
        (other_hosts, '<link rel="stylesheet" href="//example.org/a.css">'),
        (other_hosts, "<script>import('https://example.org/a.js')</script>"),
        (machine_words, "<article><p>about np.float64(0.5)</p></article>"),
        (machine_words, "<article><p>from nan to nan</p></article>"),
        (missing_numbers, '<p>of <span class="pasted-inline"></span> children</p>'),
        (missing_numbers, '<a data-claim="plic_treated"> </a>'),
        (missing_numbers, '<div class="output stderr">a warning</div>'),
    ],
)
def test_each_check_can_fail(check, html):
    assert check(parse(html))


def test_links_to_click_on_may_go_anywhere():
    page = parse('<a href="https://doi.org/10.1161/STROKEAHA.125.050786">the paper</a>')
    assert other_hosts(page) == []


def test_styles_load_nothing_from_another_host(built_book):
    fetch = re.compile(r"(url\(|@import)\s*[\"']?(https?:)?//")
    styles = list(built_book.rglob("*.css"))
    assert styles
    assert [path.name for path in styles if fetch.search(path.read_text(encoding="utf-8"))] == []


def test_mathjax_is_local_and_its_menu_is_off(built_book):
    # The menu is what would load MathJax components from elsewhere.
    config = (paths.ROOT / "_config.yml").read_text(encoding="utf-8")
    assert "enableMenu: false" in config
    local = built_book / "_static" / "mathjax" / "es5"
    assert (local / "tex-mml-chtml.js").exists()
    assert list((local / "output" / "chtml" / "fonts" / "woff-v2").glob("*.woff"))
    pages = [path.read_text(encoding="utf-8") for path in html_files(built_book)]
    assert all("cdn." not in page and "unpkg" not in page for page in pages)


def test_every_local_link_and_file_exists(built_book):
    broken = set()
    for path in html_files(built_book):
        page = parse(path.read_text(encoding="utf-8"))
        for kind, attribute in {**LOADING, "a": "href"}.items():
            for tag in page.find_all(kind):
                address = (tag.get(attribute) or "").partition("#")[0].partition("?")[0]
                if not address or ":" in address or ELSEWHERE.match(address):
                    continue
                if not (path.parent / address).exists():
                    broken.add((path.relative_to(built_book).as_posix(), address))
    assert broken == set()


def test_nothing_is_published_that_is_no_page(built_book):
    made = {
        path.relative_to(built_book).with_suffix("").as_posix() for path in html_files(built_book)
    }
    own = {"index", "genindex", "search", "404"}
    assert made - own == set(render.pages(paths.ROOT))
    assert not [path for path in built_book.rglob("README*") if "_static" not in path.parts]
