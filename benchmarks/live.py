"""How long a page of the built book takes to turn to a reading, and to answer "what if".

Run: python benchmarks/live.py (after `make book`; needs chromium). A switch is to take 100 ms, an
answer of the engine that is there 300 ms.
"""

from __future__ import annotations

import shutil
import sys
from statistics import median
from typing import Any

from _serving import served
from _timing import show

from passion import paths

PAGES = ("book/intro", "notebooks/00_ledger", "notebooks/05_mri_asymmetry")
NAMES = ("n-1", "pearson", "barnard", "without:shared_denominator", "tukey")
CLAIM, NUMBERS = "plic_registry", ("82%", "83%", "79%", "80%", "78%")
# A reading is turned to within the click: what is timed holds the layout that follows too.
SWITCH = """name => {
  const choice = document.querySelector(`dialog.live [data-reading="${name}"] button`);
  const start = performance.now();
  choice.click();
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""
ASK = """printed => new Promise(done => {
  const field = document.querySelector("#live-if");
  field.value = printed;
  const answer = field.form.nextElementSibling;
  const start = performance.now();
  new MutationObserver((_, seen) => {
    if (!answer.querySelector(".not-printed")) return;
    seen.disconnect();
    done(performance.now() - start);
  }).observe(answer, { childList: true });
  field.form.requestSubmit();
})"""


def switched(tab: Any, name: str) -> float:
    """Seconds that one switch takes."""
    tab.locator(".reading-switch").click()
    tab.locator("dialog.live .readings").wait_for()
    return float(tab.evaluate(SWITCH, name)) / 1000


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None or not paths.HTML.exists():
        print("needs chromium and a built book")
        return 0
    with served(chromium) as (browser, address):
        tab = browser.new_page()
        for page in PAGES:
            tab.goto(f"{address}/{page}.html")
            show(f"turn {page} to another reading", median(switched(tab, name) for name in NAMES))
        tab.goto(f"{address}/{PAGES[1]}.html?card={CLAIM}")
        tab.locator("#live-if").wait_for()
        first, *rest = (float(tab.evaluate(ASK, number)) / 1000 for number in NUMBERS)
        show("what if, the engine started for it", first)
        show("what if, the engine there", median(rest))
    return 0


if __name__ == "__main__":
    sys.exit(main())
