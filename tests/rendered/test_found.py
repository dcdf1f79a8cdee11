"""A book that is found and cited: search, metadata, citing, reporting, corrections, weight."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from passion import paths
from passion.verdicts import judge
from printed.book import corrections, render
from printed.book.typography import typeset

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

PAGES = render.pages(paths.ROOT)
FRONT = "book/intro"
# Of what is fetched for the front page, uncompressed; hosts that compress send a third of it.
MOST = 700_000


@pytest.fixture(scope="module")
def page(built_book):
    @cache
    def read(name: str) -> BeautifulSoup:
        return BeautifulSoup((built_book / f"{name}.html").read_text(encoding="utf-8"), "lxml")

    return read


# ------------------------------------------------------------------ search


def search(visit, query: str, **how: Any) -> Any:
    tab = visit("search", **how)
    tab.goto(f"{tab.url}?q={quote(query)}")
    tab.wait_for_load_state("networkidle")
    return tab


@pytest.mark.parametrize(
    ("query", "claims"),
    [
        ("81%", {"plic_registry"}),
        ("0.003", {"motor_p", "motor_better_population"}),
        ("P=0.003", {"motor_p", "motor_better_population"}),
        ("29 of 36", {"plic_registry"}),
        ("-0.4", {"motor_registry_median"}),
        ("1994", {"registry_birth_first"}),
    ],
)
def test_search_finds_a_number_with_its_verdict(visit, query, claims):
    tab = search(visit, query)
    tab.locator(".found-claims li").first.wait_for()
    hits = tab.locator(".found-claims [data-claim]")
    found = set(hits.evaluate_all("all => all.map(one => one.dataset.claim)"))
    assert claims <= found and len(found) < 8
    judged = judge(records=None)
    for name in found:  # what holds under a condition never stands without it
        verdict = judged[name]
        text = tab.locator(f".found-claims li:has([data-claim={name}])").inner_text()
        assert typeset(verdict.recomputed.text) in text
        assert (verdict.condition or "") in text
    hits.first.click()
    tab.locator("dialog.live").wait_for()
    assert tab.complaints == [] and tab.elsewhere == []


def test_a_part_of_a_number_is_not_that_number(visit):
    tab = search(visit, "0.00")
    assert tab.locator(".found-claims").count() == 0


@pytest.mark.parametrize("query", ["fisher", "capsule", "GMFCS", "cerebral palsy", "registry"])
def test_search_shows_no_source_code(visit, page, query):
    tab = search(visit, query)
    tab.locator("#search-results .context").first.wait_for()
    code = re.compile(r"import |lambda|\w\(\)|\w+\.\w+\(|\w+_\w+\(|f\"|\"\"\"| == |\]\)")
    excerpts = tab.locator("#search-results .context").all_inner_texts()
    assert excerpts and [text for text in excerpts if code.search(text)] == []
    titles = tab.locator("#search-results li > a").all_inner_texts()
    assert not [title for title in titles if ".ipynb" in title]


def test_what_stands_in_code_alone_is_not_found(visit):
    assert search(visit, "axhline").locator("#search-results li").count() == 0
    assert search(visit, "Clopper").locator("#search-results li").count() > 0


def test_every_conditional_claim_is_found_with_its_condition(visit):
    conditional = {name: one for name, one in judge(records=None).items() if one.condition}
    assert conditional
    for name, verdict in conditional.items():
        if re.search(r"\d", verdict.printed):
            tab = search(visit, verdict.printed)
            hit = tab.locator(f".found-claims li:has([data-claim={name}])")
            hit.wait_for()
            assert verdict.condition in hit.inner_text()


# ------------------------------------------------------------------ what machines read


def test_the_front_page_says_what_it_is_and_what_it_is_based_on(page):
    front = page(FRONT)
    read = {tag["name"]: tag["content"] for tag in front.select("meta[name^=citation_]")}
    citation = render.load_yaml(paths.ROOT / "CITATION.cff")
    assert read["citation_title"] == "What the printed numbers leave open"
    assert read["citation_author"] == citation["authors"][0]["name"]
    assert re.fullmatch(r"\d{4}/\d\d/\d\d", read["citation_publication_date"])
    doi = citation["references"][0]["doi"]
    assert f"citation_doi={doi}" in read["citation_reference"]
    found = json.loads(front.select_one("script[type='application/ld+json']").string)
    kinds = {one["@type"]: one for one in found["@graph"]}
    assert set(kinds) == {"Book", "Dataset"}
    assert {one["isBasedOn"]["@id"] for one in kinds.values()} == {f"https://doi.org/{doi}"}
    assert kinds["Dataset"]["@id"] == kinds["Book"]["hasPart"]["@id"]
    assert not page("book/methods").select("meta[name^=citation_]")


def test_translations_name_each_other_and_no_address_is_made_up(page):
    both = {"en": "families.html", "nl": "families_nl.html"}
    for name in ("book/families", "book/families_nl"):
        links = page(name).select("link[rel=alternate][hreflang]")
        assert {link["hreflang"]: link["href"] for link in links} == both
    assert not page(FRONT).select("link[hreflang]")
    for name in PAGES:  # nobody has said where this build is published
        assert not page(name).select("link[rel=canonical], meta[name=citation_public_url]")


# ------------------------------------------------------------------ citing, reporting, corrections


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_how_it_is_cited(page, name):
    fold = page(name).select("details.cite")
    assert len(fold) == 1 and not fold[0].has_attr("open")
    entry = fold[0].find("pre").get_text()
    assert entry.startswith("@misc{") and entry.count("{") == entry.count("}")
    title = page(name).find("h1").get_text().rstrip("#").strip()
    front = name == FRONT
    assert (title in fold[0].find("p").get_text()) != front
    assert "10.1161/STROKEAHA.125.050786" in fold[0].get_text()


def test_a_wrong_number_is_reported_with_all_that_is_known(visit):
    tab = visit("notebooks/00_ledger")
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.locator("tr#claim-plic_registry a[data-claim]").click()
    panel = tab.locator("dialog.live")
    panel.get_by_role("button", name="Copy a report").click()
    panel.get_by_text("Copied").wait_for()
    told = tab.evaluate("navigator.clipboard.readText()")
    verdict = judge(records=None)["plic_registry"]
    for words in ("plic_registry", "81%", "29 of 36", verdict.condition, "What I expected: ",
                  "card=plic_registry"):  # fmt: skip
        assert words in told
    assert "\\n" not in told and told.count("\n") > 6


def test_where_the_repository_is_known_a_report_becomes_an_issue_there(visit):
    tab = visit("notebooks/00_ledger")

    def with_repository(route: Any) -> None:
        told = route.fetch().json() | {"repository": "https://git.example/a/b"}
        route.fulfill(json=told)

    tab.context.route("**/claims.json", with_repository)
    tab.locator("tr#claim-plic_p a[data-claim]").click()
    link = tab.locator("dialog.live").get_by_role("link", name="Report a wrong number")
    address = link.get_attribute("href")
    assert address.startswith("https://git.example/a/b/issues/new?title=")
    assert "0.01970" in address and "plic_p" in address


def test_the_page_of_corrections_is_the_changelog(page):
    source = (paths.ROOT / corrections.SOURCE).read_text(encoding="utf-8")
    listed = [
        change
        for _, changes in corrections.entries(source)
        for change in changes
        if corrections.CORRECTS.match(change)
    ]
    article = page("book/corrections").find("article")
    bare = re.compile(r"\W+")  # a page has its own quotation marks and minus signs
    shown = [bare.sub("", item.get_text())[:40] for item in article.select("section section li")]
    assert shown == [bare.sub("", change)[:40] for change in listed] and len(shown) > 10
    assert not any(text.startswith("Added") for text in shown)


# ------------------------------------------------------------------ weight


def test_the_front_page_is_light(visit, built_book, address):
    tab = visit(FRONT)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.reload()
    tab.wait_for_load_state("networkidle")
    sizes = {
        name: (built_book / name).stat().st_size
        for name in (url.removeprefix(f"{address}/").partition("?")[0] for url in asked)
        if not name.startswith("data:")
    }
    assert sum(sizes.values()) < MOST, sorted(sizes.items(), key=lambda one: -one[1])[:6]
    assert tab.elsewhere == []


def test_formulas_and_the_index_are_loaded_where_they_serve(page):
    with_formula = [name for name in PAGES if page(name).select("article .math")]
    loading = [name for name in PAGES if page(name).select("script[src*=mathjax]")]
    assert with_formula == loading != []
    for name in PAGES:
        assert not page(name).select("script[src*=searchindex], script[src*=fontawesome]")
    assert page("search").select("script[src*=searchindex]")


def test_every_icon_is_drawn(visit, built_book):
    tab = visit(FRONT)
    assert not (built_book / "_static/scripts/fontawesome.js").exists()
    drawn = tab.locator(".fa-solid, .fas").evaluate_all(
        """all => all.map(icon => [icon.className,
             getComputedStyle(icon, "::before").maskImage.startsWith("url"),
             icon.getClientRects().length === 0 || icon.getBoundingClientRect().width > 8])"""
    )
    assert len(drawn) > 8 and [icon for icon in drawn if not (icon[1] and icon[2])] == []
    tab.locator(".theme-switch-button").first.click()
    assert tab.complaints == []


def test_a_table_is_downloaded_under_the_name_of_its_page(page):
    for name in PAGES:
        links = page(name).select(".data-table__download a, .panel__files a[download]")
        own = name.rpartition("/")[2]
        assert [one["download"] for one in links if not one["download"].startswith(own)] == []


def test_a_row_that_is_led_to_is_washed(visit):
    tab = visit("notebooks/00_ledger")
    tab.goto(tab.url + "#claim-plic_registry")
    wash = "row => getComputedStyle(row.cells[2]).backgroundColor"
    led = tab.locator("#claim-plic_registry").evaluate(wash)
    assert led != tab.locator("#claim-plic_p").evaluate(wash)
