"""Pages at a glance keep their budgets, and work by keyboard, without scripts and on paper."""

from __future__ import annotations

import pytest

from passion import paths
from printed.book import budgets
from printed.book.budgets import DESK, PHONE, at_a_glance

from .conftest import OF_COLOR

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
PAGES = [path.stem for path in NOTEBOOKS if at_a_glance(path)]
# Before: heights on a desk and on a phone, and words, as version 0.1 was first shown.
BEFORE = {
    "00_ledger": (8439, 15671, 1625),
    "01_cohorts": (11596, 21829, 2594),
    "02_flow": (6414, 9392, 1299),
    "03_outcomes": (5878, 9418, 1150),
    "04_tissue_loss": (10455, 15651, 2296),
    "05_mri_asymmetry": (8629, 16192, 1844),
    "06_motor": (8682, 14910, 1759),
    "07_effect_sizes": (11215, 23199, 2512),
    "08_robustness": (10254, 21559, 2234),
    "09_literature": (16306, 33919, 3346),
    "10_historical_comparison": (12943, 25414, 3354),
    "11_next_trial": (11087, 19582, 2380),
    "12_imaging": (7520, 10462, 1348),
    "13_records": (9567, 20563, 1904),
    "14_check_a_number": (9030, 11552, 1683),
    "15_two_roads": (10150, 20471, 2221),
}
LEFT = 0.6  # of heights, with every drawer open
# Of words, of which conditions of verdicts and what readers have asked for need more.
WORDS_LEFT = 0.64
KNOWN = [page for page in PAGES if page in BEFORE]
# For each figure of a page, the drawings that a reader sees: what they are laid out for.
SEEN = """() => [...document.querySelectorAll('figure.panel')].map(panel => [panel.id,
  [...panel.querySelectorAll('[data-tab=Figure] :is(svg.drawing, .drawn)')].filter(one => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })
      && box.width > 100 && box.height > 20
      && box.left > -1 && box.right < document.documentElement.clientWidth + 1;
  }).map(one => (one.closest('.panel__wide, .panel__narrow') || one).className)])"""


def undrawn(tab, kind: str) -> list[str]:
    """The figures of a page that do not show one drawing, the one laid out for this width."""
    panels = tab.evaluate(SEEN)
    assert panels, "a page without a figure"
    return [f"{name}: {seen}" for name, seen in panels if seen not in ([kind], ["drawn"])]


OPENED: dict[tuple[str, int], dict] = {}  # what is measured of a page with every drawer open


def opened(visit, page: str, width: int = DESK) -> dict:
    """The same, measured once for all tests that ask."""
    if (page, width) not in OPENED:
        OPENED[page, width] = budgets.measure(visit(f"notebooks/{page}", width), opened=True)
    return OPENED[page, width]


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_keeps_its_budgets(visit, page, width):
    tab = visit(f"notebooks/{page}", width)
    assert budgets.faults(budgets.measure(tab), width) == []
    all_open = OPENED[page, width] = budgets.measure(tab, opened=True)
    assert undrawn(tab, "panel__narrow" if width == PHONE else "panel__wide") == []
    assert budgets.faults(all_open, width, opened=True) == []


def test_with_every_drawer_open_the_pages_are_much_shorter_than_they_were(visit):
    """Over all pages that are rewritten, so that a long one may be made up for by a short one."""
    for at, width in enumerate((DESK, PHONE)):
        now = sum(opened(visit, page, width)["height"] for page in KNOWN)
        assert now <= LEFT * sum(BEFORE[page][at] for page in KNOWN)


@pytest.mark.skipif(len(PAGES) < len(NOTEBOOKS), reason="held once every page is rewritten")
def test_the_book_as_a_whole_has_far_fewer_words(visit):
    now = [opened(visit, page)["words"] for page in KNOWN]
    assert sum(now) <= WORDS_LEFT * sum(words for *_, words in BEFORE.values())


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_lost_without_scripts(visit, page):
    tab = visit(f"notebooks/{page}", scripts=False)
    drawers = tab.locator(".drawer > details")
    for drawer in drawers.all():
        drawer.locator(":scope > summary").click()
    assert tab.locator(".drawer > details[open]").count() == drawers.count()
    for view in tab.locator("figure.panel").first.locator("[data-tab]").all():
        assert view.is_visible()
    assert undrawn(tab, "panel__wide") == []


@pytest.mark.parametrize("page", PAGES)
def test_on_paper_every_drawer_is_open_and_every_table_there(visit, lost_on_paper, page):
    tab = visit(f"notebooks/{page}")
    assert lost_on_paper(tab) == []
    assert tab.locator(".drawer > details:not([open])").count() == 0
    for table in tab.locator("figure.panel table").all():
        assert table.is_visible()
    assert undrawn(tab, "panel__wide") == []
    assert not tab.locator(".code-switch").is_visible()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_with_all_open(visit, violations, page, mode):
    """And with the code, which hides nothing; as first shown, `test_browser` reads each page."""
    tab = visit(f"notebooks/{page}", DESK, mode)
    tab.evaluate(budgets.OPEN)
    tab.get_by_role("button", name="Show the code").click()
    assert violations(tab, rules=OF_COLOR if mode == "dark" else None) == []


def test_the_rules_of_color_find_a_color_that_cannot_be_read(visit, violations):
    tab = visit("notebooks/05_mri_asymmetry", DESK, "dark")
    tab.evaluate("document.querySelector('.headline').style.color = '#222'")
    assert any("color-contrast" in line for line in violations(tab, rules=OF_COLOR))


def test_tabs_are_gone_through_by_arrows(visit):
    tab = visit("notebooks/05_mri_asymmetry")
    panel = tab.locator("figure.panel").first
    figure, table = panel.get_by_role("tab").all()
    figure.focus()
    tab.keyboard.press("ArrowRight")
    assert table.get_attribute("aria-selected") == "true"
    assert panel.locator("table").is_visible()
    assert not panel.locator("[data-tab=Figure]").is_visible()


def test_the_code_switch_is_kept_and_stands_in_the_address(visit):
    tab = visit("notebooks/05_mri_asymmetry")
    assert tab.locator(".cell_input").count() > 5
    assert tab.locator(".cell_input:visible").count() == 0
    tab.get_by_role("button", name="Show the code").click()
    assert tab.url.endswith("?code=1")
    shown = tab.locator(".cell_input:visible").count()
    assert shown == tab.locator(".cell_input").count()
    tab.goto(tab.url.partition("?")[0])
    assert tab.locator(".cell_input:visible").count() == shown
    tab.goto(tab.url + "?code=0")
    assert tab.locator(".cell_input:visible").count() == 0


def test_a_figure_can_be_had_as_a_picture(visit, tmp_path):
    tab = visit("notebooks/05_mri_asymmetry")
    tab.evaluate(budgets.OPEN)
    with tab.expect_download() as waiting:
        tab.locator("#by-test").get_by_role("button", name="PNG").click()
    assert waiting.value.suggested_filename == "05_mri_asymmetry-by-test.png"
    waiting.value.save_as(tmp_path / "by-test.png")
    assert (tmp_path / "by-test.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "by-test.png").stat().st_size > 10_000


# --------------------------------------------------------------------------- that they can fail

BROKEN = """<html class=js><body><article><div class=glance><p class=headline>{headline}</p>
<div style='height: {down}px'></div><figure class=panel><svg class=drawing viewBox='0 0 700 50'
style='width: 350px'><text y=20 style='font-size: 12px'>small</text></svg></figure>
<details open><summary>a</summary><details><summary>b</summary></details></details>
<table style='height: 9000px; width: 2000px'><tr><td>x</td></tr></table></div></article></body>"""


def test_a_page_that_breaks_every_budget_is_found(visit):
    tab = visit("book/intro")
    tab.set_content(BROKEN.format(headline="word " * 26, down=800))
    told = " ".join(budgets.faults(budgets.measure(tab), DESK))
    for part in (
        "px high", "tables are", "first figure begins", "headline of 26", "within another",
        "open as first shown", "letters of 6", "scrolls sideways",
    ):  # fmt: skip
        assert part in told, told
