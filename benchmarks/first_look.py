"""How soon a page of the built book is seen, what it weighs, and how soon a search has its answer.

Run: python benchmarks/first_look.py (after `make book`; needs chromium). Each time is of a browser
that has nothing of the book yet, on this machine: no network is in it. The weight is what such a
browser asks for, uncompressed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from typing import Any

from _browser import book
from _timing import ROUNDS, show

PAGES = ("book/intro", "book/families", "notebooks/00_ledger", "notebooks/05_mri_asymmetry")
SEARCHES = {"81%": ".found-claims li", "0.003": ".found-claims li", "peduncle": "ul.search li"}
PAINTED = """() => new Promise(done => {
  const seen = () => performance.getEntriesByName("first-contentful-paint")[0];
  const look = () => seen() ? done(seen().startTime) : requestAnimationFrame(look);
  look();
})"""
SINCE = "() => performance.now()"


def cold(browser: Any, address: str, ask: Callable[[Any], float]) -> tuple[float, int]:
    """Median seconds of what is asked of a page in a browser that is new to it, and its bytes."""
    taken, weight = [], 0
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        tab = context.new_page()
        came: list[Any] = []
        tab.on("response", lambda answer, came=came: came.append(answer))
        tab.goto(address)
        taken.append(ask(tab) / 1000)
        tab.wait_for_load_state("networkidle")
        weight = sum(len(one.body()) for one in came if one.ok)
        context.close()
    return median(taken), weight


def painted(tab: Any) -> float:
    """Milliseconds to the first words or drawing."""
    return float(tab.evaluate(PAINTED))


def main() -> int:
    with book() as served:
        if served is None:
            return 0
        browser, address = served
        for page in PAGES:
            time, weight = cold(browser, f"{address}/{page}.html", painted)
            show(f"first paint of {page}, {weight // 1000} kB", time)
        for query, hit in SEARCHES.items():

            def answered(tab: Any, hit: str = hit) -> float:
                tab.locator(hit).first.wait_for()
                return float(tab.evaluate(SINCE))

            where = f"{address}/search.html?q={query.replace('%', '%25')}"
            show(f"search for {query}, to the first hit", cold(browser, where, answered)[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
