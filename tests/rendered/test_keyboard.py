"""The book without a mouse: Tab goes through a page in its order, and shows where it is."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

PAGES = ("book/intro", "notebooks/00_ledger", "notebooks/14_check_a_number")
MOST = 400  # a page that takes more steps than this holds the focus

# The place of what has the focus among all elements, and whether a reader sees that it has it.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  // The words of a card's link are hidden: the card around it shows the focus.
  const place = e.offsetHeight ? e : e.offsetParent, box = place.getBoundingClientRect();
  const outlined = part => getComputedStyle(part).outlineStyle !== 'none';
  const shown = [place, ...e.children].some(outlined)
    || (place === e && getComputedStyle(e).boxShadow !== 'none');
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  return {place: [...document.querySelectorAll('*')].indexOf(e), seen: shown && inside,
          html: e.outerHTML.slice(0, 100)};
}"""


def walked(tab: Any) -> list[dict[str, Any]]:
    """Everything that Tab reaches, until it leaves the page or comes round."""
    steps: list[dict[str, Any]] = []
    for _ in range(MOST):
        tab.keyboard.press("Tab")
        step = tab.evaluate(FOCUSED)
        if step is None or (steps and step["place"] == steps[0]["place"]):
            return steps
        steps.append(step)
    raise AssertionError(f"Tab is held at {steps[-1]['html']}")


def out_of_order(steps: list[dict[str, Any]]) -> list[str]:
    """What is reached before something that stands earlier on the page."""
    pairs = zip(steps, steps[1:], strict=False)
    return [second["html"] for first, second in pairs if second["place"] < first["place"]]


def unseen(steps: list[dict[str, Any]]) -> list[str]:
    """What has the focus without a reader seeing it."""
    return [step["html"] for step in steps if not step["seen"]]


@pytest.mark.parametrize("page", PAGES)
def test_tab_goes_in_order_and_shows_where_it_is(visit, page):
    tab = visit(page)
    steps = walked(tab)
    assert len(steps) > 20
    assert out_of_order(steps) == []
    assert unseen(steps) == []


def test_a_jump_a_hidden_focus_and_a_trap_are_found(visit):
    tab = visit("book/intro")
    tab.set_content(
        "<button tabindex=2>second</button><button tabindex=1>first</button>"
        "<style>a:focus { outline: none }</style><a href='#x'>unseen</a>"
    )
    steps = walked(tab)
    assert len(out_of_order(steps)) == len(unseen(steps)) == 1
    tab.set_content("<a href='#y'>free</a><button id=x>x</button><a href='#' onfocus='x.focus()'>")
    with pytest.raises(AssertionError, match="held at"):
        walked(tab)


def test_from_the_front_page_to_how_many_were_counted_and_the_code_of_it(visit):
    tab = visit("book/intro")
    fact = tab.locator(".sd-card", has_text="registry children have a counted scan")
    fact.get_by_role("link", name="How we know").press("Enter")
    tab.wait_for_url("**/05_mri_asymmetry.html")
    assert "29 of 36" in tab.locator(".headline").inner_text()
    code = tab.locator(".cell_input pre", has_text="scatterplot")
    assert not code.is_visible()
    tab.get_by_role("button", name="Show the code").press("Enter")
    assert code.is_visible()
    assert "?code=1" in tab.url
