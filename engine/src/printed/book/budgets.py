"""How much a page of a book may ask of its reader, measured in a browser.

`measure` reads an open page of playwright, `faults` says which budget it breaks. A page is held to
them from the day on which its notebook has a headline (`at_a_glance`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DESK, PHONE = 1440, 390  # pixels


@dataclass(frozen=True)
class Budget:
    """Limits at one width, in pixels.

    Parameters
    ----------
    first_figure : int
        How far down the first figure may begin.
    height : int
        Of the page as first shown.
    """

    first_figure: int
    height: int


BUDGETS = {DESK: Budget(700, 5_000), PHONE: Budget(900, 12_000)}
# Shares of tables, in the height of the article: as first shown, and with every drawer open.
TABLES, TABLES_OPENED = 0.25, 0.40
HEADLINE, ANSWER, DRAWERS = 25, 40, 6  # words, words, number
LETTERS = 11  # pixels, the smallest in a figure

_MEASURE = """() => {
  const seen = e => e.getClientRects().length && e.checkVisibility({contentVisibilityAuto: true});
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const words = text => (text.match(/\\S*[\\p{L}\\p{N}]\\S*/gu) || []).length;
  const article = document.querySelector('article'), box = article.getBoundingClientRect();
  const top = e => e ? Math.round(e.getBoundingClientRect().top + scrollY) : null;
  const said = what => all(what).filter(seen).map(e => e.innerText).join(' ');
  const apart = 'table, form, .cell_input, .readings';
  const drawers = all('article details').filter(e => !e.closest(apart));
  const letters = all('figure.panel').filter(seen).flatMap(panel => [
    ...all('svg.drawing text', panel).filter(seen).map(text => {
      const svg = text.ownerSVGElement;
      return parseFloat(getComputedStyle(text).fontSize)
        * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    }),
    ...all('.drawn *', panel).filter(seen)
      .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
      .map(e => parseFloat(getComputedStyle(e).fontSize)).filter(size => size > 0)]);
  return {
    height: document.documentElement.scrollHeight,
    first_figure: top(all('article figure').filter(e => !e.closest('.drawer')).find(seen)),
    article: Math.round(box.height),
    tables: Math.round(all('article table').filter(seen)
      .reduce((sum, e) => sum + e.getBoundingClientRect().height, 0)),
    // each child and each box is a letter of its own: drawn, not read
    words: words(article.innerText) - words(said('article .dots, article .strip')),
    headline: words(said('.headline')),
    answer: words(said('.verdict-line') + ' ' + said('.glance > .lede')),
    drawers: drawers.length,
    open: drawers.filter(e => e.open).length,
    nested: drawers.filter(e => e.parentElement.closest('details')).length,
    letters: letters.length ? Math.min(...letters) : null,
    wide: document.documentElement.scrollWidth - innerWidth,
  };
}"""
OPEN = "() => document.querySelectorAll('.drawer > details').forEach(e => { e.open = true })"

# Tables and figures may scroll within their own frame; the page itself may not.
OVERFLOWING = """() => [...document.querySelectorAll('article *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter(e => !e.closest('.data-table__scroll, .frame, .highlight'))
  .filter(e => !e.closest('.pst-scrollable-table-container'))
  .filter(e => !e.closest('mjx-container, [class*=visually-hidden], .claim__word, .headerlink'))
  .map(e => e.outerHTML.slice(0, 90))"""


def sideways(tab: Any) -> list[str]:
    """What of an open page is wider than its window."""
    faults = []
    if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append("the page scrolls sideways")
    return faults + [f"too wide: {html}" for html in tab.evaluate(OVERFLOWING)[:5]]


def at_a_glance(notebook: Path) -> bool:
    """Whether a notebook is such a page: it shows a headline."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return any(
        "page.headline(" in "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"
    )


def measure(tab: Any, *, opened: bool = False) -> dict[str, Any]:
    """What a page asks of its reader as it is shown, or with every drawer open.

    Parameters
    ----------
    tab : playwright.sync_api.Page
        At the page, in the width that is asked about.
    opened : bool
        Whether to open every drawer first.
    """
    if opened:
        tab.evaluate(OPEN)
    return tab.evaluate(_MEASURE)


def faults(found: Mapping[str, Any], width: int, *, opened: bool = False) -> list[str]:
    """The budgets that a page breaks.

    Parameters
    ----------
    found : mapping
        What `measure` gave.
    width : int
        `DESK` or `PHONE`.
    opened : bool
        Whether every drawer was open.

    Examples
    --------
    >>> page = {"height": 6000, "first_figure": 300, "article": 5000, "tables": 2500, "words": 900,
    ...         "headline": 24, "answer": 30, "drawers": 5, "open": 0, "nested": 0, "letters": 11,
    ...         "wide": 0}
    >>> faults(page, 1440)
    ['6000 px high, at most 5000', 'tables are 50% of it, at most 25%']
    """
    budget = BUDGETS[width]
    share = found["tables"] / max(1, found["article"])
    most = TABLES_OPENED if opened else TABLES
    first = found["first_figure"]
    letters = found["letters"]
    broken = {
        f"{found['height']} px high, at most {budget.height}": (
            not opened and found["height"] > budget.height
        ),
        # a page that is led by a table, such as a ledger, is one
        f"tables are {share:.0%} of it, at most {most:.0%}": share > most and first is not None,
        f"its first figure begins at {first} px, at most {budget.first_figure}": (
            first is not None and first >= budget.first_figure
        ),
        f"a headline of {found['headline']} words, 1 to {HEADLINE}": (
            not 1 <= found["headline"] <= HEADLINE
        ),
        f"an answer of {found['answer']} words, at most {ANSWER}": found["answer"] > ANSWER,
        f"{found['drawers']} drawers, at most {DRAWERS}": found["drawers"] > DRAWERS,
        f"{found['nested']} drawers within another": found["nested"] > 0,
        f"{found['open']} drawers open as first shown": not opened and found["open"] > 0,
        f"letters of {letters} px in a figure, at least {LETTERS}": (
            letters is not None and letters < LETTERS - 0.05
        ),
        f"it scrolls sideways by {found['wide']} px": found["wide"] > 0,
    }
    return [said for said, is_broken in broken.items() if is_broken]
