"""How long a paper's numbers take to be checked: a table in `printed check`, a chip in the browser.

Run: python benchmarks/box.py (the browser's part after `make book`; needs chromium). A table of 40
rows is to take 5 s, an answer of the engine that is there 300 ms: from the key to the report, with
the pause that waits for further keys.
"""

from __future__ import annotations

import sys
from statistics import median
from typing import Any

from _browser import book
from _timing import seconds, show

from passion import paths
from printed.problem import drafts, read_problem_text
from printed.questions import check

ROWS = 20  # of shares, and as many of means
TEXT = paths.ROOT / "examples" / "abstracts" / "e13.txt"
NUMBERS = ("0.511", "0.512", "0.513", "0.514", "0.515")
DONE = "document.querySelector('.box__status').textContent.startsWith('Answered')"
CORRECT = """number => new Promise(done => {
  const kept = document.querySelector("fieldset:has(.box__keep:checked) [data-path=p]");
  const field = kept.querySelector("input");
  const status = document.querySelector(".box__status");
  const start = performance.now();
  new MutationObserver((_, seen) => {
    if (!status.textContent.startsWith("Answered")) return;
    seen.disconnect();
    done(performance.now() - start);
  }).observe(status, { childList: true });
  field.value = number;
  field.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def table() -> str:
    """A table of results as it is pasted: shares and means of two groups, each with its P."""
    lines = ["Outcome\tA (n = 60)\tB (n = 62)\tP"]
    for i in range(ROWS):
        lines.append(f"share {i}\t{3 + i} ({(300 + 100 * i) / 60:.0f}%)\t{9 + i}\t0.05")
        lines.append(f"mean {i}\t{20 + i} \u00b1 4\t21 \u00b1 2\t0.02")
    return "\n".join(lines)


def checked() -> None:
    """The table from its text to the report."""
    check.answer(read_problem_text(drafts.read_table(table()).yaml()))


def read(tab: Any, text: str) -> float:
    """Seconds from the button to the whole report."""
    tab.locator("#box-text").fill(text)
    start = tab.evaluate("performance.now()")
    tab.get_by_role("button", name="Read the numbers").click()
    whole = f"{DONE} && !document.querySelector('.ask__answer--old')"
    tab.wait_for_function(whole, timeout=300_000)
    return float(tab.evaluate("performance.now()") - start) / 1000


def main() -> int:
    show(f"printed check: a table of {2 * ROWS} rows", seconds(checked, rounds=1))  # a cold one
    with book() as served:
        if served is None:
            return 0
        browser, address = served
        tab = browser.new_page()
        tab.goto(f"{address}/notebooks/14_check_a_number.html")
        text = TEXT.read_text(encoding="utf-8")
        show("the box: an abstract, the engine started for it", read(tab, text))
        show("the box: a chip corrected, the engine there",
             median(float(tab.evaluate(CORRECT, number)) / 1000 for number in NUMBERS))  # fmt: skip
        show(f"the box: a table of {2 * ROWS} rows, the engine there", read(tab, table()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
