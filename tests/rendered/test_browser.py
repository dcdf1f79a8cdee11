"""The book in a real browser: phone and desktop, light and dark, nothing but the book itself.

Needs Debian's Chromium (`apt-get install chromium`); without one these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from passion import paths
from printed.book import render
from printed.book.budgets import sideways

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

PICTURES = paths.BUILD / "screenshots"
# A sign of an icon font that the book does not carry: an empty box, or nothing, with a line below.
LOST_ICONS = r"""() => [...document.querySelectorAll("article *")].flatMap(one =>
  ["::before", "::after"].filter(at => one.checkVisibility() &&
    /[\uE000-\uF8FF]/.test(getComputedStyle(one, at).content))
  .map(at => `lost icon: ${one.outerHTML.slice(0, 80)} ${at}`))"""


def looked_at(tab: Any, name: str) -> list[str]:
    """What is wrong with a page as it is shown."""
    faults = [f"console: {text}" for text in tab.complaints]
    faults += [f"request: {url}" for url in tab.elsewhere]
    faults += sideways(tab)
    faults += tab.evaluate(LOST_ICONS)
    PICTURES.mkdir(parents=True, exist_ok=True)
    # JPEG: a tall page takes half the time that it takes as PNG.
    tab.screenshot(path=PICTURES / f"{name}.jpg", quality=85, full_page=True)
    return faults


class Looking:
    """Every page at one width, in both modes; axe reads it in the second of them."""

    width: int
    modes: tuple[str, str]

    @pytest.mark.parametrize("page", render.pages(paths.ROOT))
    def test_a_page_looks_right(self, visit, violations, page):
        tab = visit(page, self.width, self.modes[0])
        for mode in self.modes:
            tab.emulate_media(color_scheme=mode)
            tab.wait_for_selector(f"html[data-theme={mode}]", state="attached")
            assert looked_at(tab, f"{page.replace('/', '-')}-{self.width}-{mode}") == []
        assert violations(tab) == []


# A class each, so that two workers share them.
class TestOnAPhone(Looking):
    width, modes = 390, ("light", "dark")


class TestOnADesk(Looking):
    width, modes = 1440, ("dark", "light")


def test_search_finds_a_word(visit):
    tab = visit("search")
    tab.goto(tab.url + "?q=peduncle")
    tab.wait_for_selector("#search-results li a[href*='05_mri_asymmetry']")  # they come one by one


def test_the_ledger_searches_filters_and_sorts(visit):
    tab = visit("notebooks/00_ledger")
    rows = "#ledger tbody tr:not([hidden])"
    ledger = tab.locator("#ledger")
    every = tab.locator(rows).count()
    assert every == tab.locator("#ledger tbody tr").count() > 30
    ledger.get_by_label("Search").fill("peduncle")
    found = tab.locator(rows)
    assert 0 < found.count() < every
    assert all("peduncle" in text.lower() for text in found.all_inner_texts())
    assert tab.locator(".ledger__count").inner_text() == f"{found.count()} of {every} claims"
    ledger.get_by_label("Search").fill("")
    ledger.get_by_role("combobox", name="Verdict").select_option("determined")
    assert {row.get_attribute("data-row-verdict") for row in tab.locator(rows).all()} == {
        "determined"
    }
    ledger.get_by_role("combobox", name="Verdict").select_option("")
    ledger.get_by_role("combobox", name="Page").select_option("05_mri_asymmetry")
    assert 0 < tab.locator(rows).count() < every
    ledger.get_by_role("combobox", name="Page").select_option("")
    head = tab.locator("#ledger thead th").first
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    claims = [text.strip() for text in tab.locator("#ledger tbody th").all_inner_texts()]
    assert claims == sorted(claims, key=str.casefold)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    ledger.get_by_label("Sort by").select_option("Printed")
    values = [row.get_attribute("data-row-value") for row in tab.locator(rows).all()]
    numbers = [float(value) for value in values if value]
    assert numbers == sorted(numbers)
    assert not any(values[len(numbers) :])  # words come after all numbers


def test_what_is_chosen_in_the_ledger_stands_in_its_address(visit):
    tab = visit("notebooks/00_ledger")
    ledger = tab.locator("#ledger")
    ledger.get_by_label("Search").fill("peduncle")
    ledger.get_by_role("combobox", name="Verdict").select_option("determined_if")
    ledger.get_by_label("Sort by").select_option("Printed")
    rows = "#ledger tbody tr:not([hidden])"
    shown = tab.locator(rows).all_inner_texts()
    assert "q=peduncle&verdict=determined_if&sort=Printed" in tab.url
    tab.goto(tab.url)
    assert tab.locator(rows).all_inner_texts() == shown
    ledger.get_by_label("Search").fill("nothing has this")
    assert not tab.locator("#ledger thead").is_visible()
    ledger.get_by_role("button", name="Show all").click()
    assert tab.locator(rows).count() == tab.locator("#ledger tbody tr").count()
    assert "q=" not in tab.url


def test_on_a_phone_the_ledger_is_sorted_and_hides_no_focus(visit):
    tab = visit("notebooks/00_ledger", 390)
    ledger = tab.locator("#ledger")
    ledger.get_by_label("Sort by").select_option("Claim")
    claims = [text.strip() for text in tab.locator("#ledger tbody th").all_inner_texts()]
    assert claims == sorted(claims, key=str.casefold)
    assert not tab.locator("#ledger thead button").first.is_visible()


def test_a_permalink_shows_its_row_whatever_is_filtered(visit):
    tab = visit("notebooks/00_ledger")
    search = tab.locator("#ledger").get_by_label("Search")
    search.fill("nothing has this")
    row = tab.locator("#claim-peduncle_p")
    assert row.is_hidden()
    tab.evaluate("location.hash = 'claim-peduncle_p'")
    row.wait_for(state="visible")
    assert search.input_value() == ""


@pytest.mark.parametrize("chosen", ["Verdict", "Page"])
@pytest.mark.parametrize("by", ["button", "permalink"])
def test_no_filter_is_left_where_all_are_shown(visit, by, chosen):
    tab = visit("notebooks/00_ledger")
    ledger = tab.locator("#ledger")
    choice = ledger.get_by_role("combobox", name=chosen)
    choice.select_option("stated" if chosen == "Verdict" else "03_outcomes")
    row = tab.locator("#claim-peduncle_p")
    assert row.is_hidden()
    if by == "button":
        ledger.get_by_role("button", name="Show all").click()
    else:
        tab.evaluate("location.hash = 'claim-peduncle_p'")
    row.wait_for(state="visible", timeout=5000)
    assert choice.input_value() == ""
    assert tab.locator("#ledger tbody tr[hidden]").count() == 0


def test_the_ledger_is_complete_without_scripts(visit):
    tab = visit("notebooks/00_ledger", scripts=False)
    rows = tab.locator("#ledger tbody tr")
    assert 30 < rows.count() == tab.locator("#ledger tbody tr:visible").count()
    assert tab.locator(".ledger__controls").count() == 0


def test_a_badge_leads_to_its_row(visit):
    plain = visit("notebooks/05_mri_asymmetry", scripts=False)
    plain.locator("summary", has_text="The check").click()
    plain.locator('#check [data-claim="plic_registry"]').click()
    plain.wait_for_url("**/00_ledger.html#claim-plic_registry")
    assert plain.locator("#claim-plic_registry").is_visible()
    tab = visit("notebooks/00_ledger")  # with scripts its card does
    tab.locator("#claim-plic_registry [data-claim]").click()
    tab.locator(".live__links a").click()
    tab.wait_for_url("**/05_mri_asymmetry.html#check-plic_registry")
    row = tab.locator("#check-plic_registry")
    row.wait_for(state="visible")  # its drawer is open
    assert row.evaluate("e => Math.abs(e.getBoundingClientRect().top) < innerHeight")


# ------------------------------------------------------------------ that they can fail


@pytest.fixture
def broken(browser) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 390, "height": 900})
    tab = context.new_page()
    tab.complaints, tab.elsewhere = [], []
    tab.on("console", lambda said: tab.complaints.append(said.text))
    yield tab
    context.close()


def test_a_page_that_is_too_wide_or_complains_is_found(broken, monkeypatch, tmp_path):
    monkeypatch.setitem(globals(), "PICTURES", tmp_path)
    broken.set_content(
        "<article><p style='width: 900px'>wide</p></article><script>console.error('x')</script>"
        "<style>p::before { content: '\\f019'; }</style>"
    )
    broken.elsewhere.append("https://example.org/font.woff")
    faults = looked_at(broken, "broken")
    assert [fault.partition(":")[0] for fault in faults] == [
        "console", "request", "the page scrolls sideways", "too wide", "lost icon"
    ]  # fmt: skip
    assert (tmp_path / "broken.jpg").exists()


def test_grey_on_grey_and_a_picture_without_words_are_found(broken, violations):
    broken.set_content(
        "<html lang=en><title>x</title><main><article><p style='color: #999; background: #aaa'>"
        "grey</p><img src='data:,'></article></main></html>"
    )
    found = {text.partition(":")[0] for text in violations(broken)}
    assert found >= {"color-contrast", "image-alt"}
