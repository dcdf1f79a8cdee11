"""What each button, tab, drawer and field of a page changes for a reader: none changes unseen.

Every control of some pages is used in its order, and what each step changed of what can be read,
of the states of controls and of the address is held to ``walk.txt``; the words that stand on a page
all the time are not. Who means a change writes it anew, on a built book: ``WRITE_WALK=1 python -m
pytest tests/rendered/test_walk.py``. What is right is held by the other tests of this folder.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.rendered, pytest.mark.slow]

KEPT = Path(__file__).with_name("walk.txt")
PAGES = {  # with what stands after the address
    "book/intro": "", "notebooks/00_ledger": "?q=tract", "notebooks/03_outcomes": "",
    "notebooks/09_literature": "", "notebooks/14_check_a_number": "?ask=table",
    "notebooks/17_questions": "", "book/families_nl": "",
}  # fmt: skip
MOST = 60  # controls of a page; more of the same kind tell no more
ALIKE = 2
CONTROLS = "main button, main summary, main input, main select, header button, main a[data-claim]"
WITHIN = "button, input, select, summary"  # of a card or a choice that a control opened
OPENED = "dialog[open], [role=dialog]:not([hidden])"
OTHERS = ("Read the numbers", "Try this paper's numbers", "Ask", "Stop", "Recompute it here",
         "What would follow", "Cite this page")  # for the engine; for the commit that is built
# Needs an engine, leaves the page, or depends on the machine.
LEFT_OUT = ".recompute, .box__ask, [data-recompute], .theme-switch-button, .btn-fullscreen-button"

# A commit, a day, an address of this machine: they stand where a page is cited.
OF_A_BUILD = re.compile(r"\b[0-9a-f]{7,40}\b|\b\d{4}-\d\d-\d\d\b|\b\d{1,2} [A-Za-z]+ \d{4}\b"
                        r"|(?:year|month|urldate)\s*=.*|127\.0\.0\.1:\d+")  # fmt: skip

STATE = """() => {
  const told = ['aria-expanded', 'aria-pressed', 'aria-selected', 'aria-current', 'aria-checked',
                'aria-invalid', 'open', 'hidden', 'disabled', 'aria-label', 'href', 'title'];
  const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '')
    + [...e.classList].map(one => '.' + one).join('');
  const parts = [...document.querySelectorAll('body *')].filter(e => !e.closest('svg'));
  const states = parts.flatMap(e => told
    .filter(one => e.hasAttribute(one)).map(one => `${name(e)} ${one}=${e.getAttribute(one)}`));
  const values = [...document.querySelectorAll('input, select, textarea')].map(
    e => `${name(e)} value=${e.type === 'checkbox' || e.type === 'radio' ? e.checked : e.value}`);
  return [...document.body.innerText.split('\\n').map(line => line.trim()).filter(Boolean),
          ...states, ...values, `address ${location.search}${location.hash}`,
          `title ${document.title}`, `focus ${name(document.activeElement)}`];
}"""


# What is fetched counts as on its way until a moment after it came.
COUNTED = """
window.onTheirWay = 0;
const fetched = window.fetch;
window.fetch = (...asked) => {
  window.onTheirWay += 1;
  return fetched(...asked).finally(() => setTimeout(() => { window.onTheirWay -= 1; }, 100));
};
"""


def settled(tab: Any) -> Counter[str]:
    """The page once it has stood still for a moment, and nothing is on its way."""
    before: list[str] = []
    for _ in range(400):
        now = tab.evaluate(STATE)
        if now == before and tab.evaluate("window.onTheirWay") == 0:
            break
        before = now
        time.sleep(0.05)
    return Counter(before)


def use(control: Any) -> str:
    """Do what a reader does with a control; its name."""
    kind = control.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
    name = control.evaluate("e => (e.innerText || e.getAttribute('aria-label') || e.name || '')")
    if kind == "select":
        control.evaluate("""e => { e.selectedIndex = (e.selectedIndex + 1) % e.options.length;
            e.dispatchEvent(new Event('input', {bubbles: true}));
            e.dispatchEvent(new Event('change', {bubbles: true})); }""")
    elif kind in ("text", "search", "number"):
        control.fill("12" if kind == "number" else "tract 81%")
    else:
        control.click(timeout=10_000)
    return f"{kind} {' '.join(name.split())[:40]}"


def left_out(control: Any) -> bool:
    """Whether it is left to other tests."""
    return control.inner_text().strip() in OTHERS


def steps(tab: Any) -> list[str]:
    """A line for each control: what it is, how many lines it took away and brought, a digest."""
    found, alike = [], Counter[str]()
    before = settled(tab)
    for control in tab.query_selector_all(CONTROLS)[:400]:
        if len(found) == MOST:
            break
        kind = control.evaluate(f"e => e.closest('{LEFT_OUT}') ? '' : e.tagName + e.className")
        if left_out(control) or not kind or not control.is_visible() or alike[kind] == ALIKE:
            continue
        alike[kind] += 1
        try:
            name = use(control)
        except Exception as error:
            found.append(f"{kind} cannot be used: {type(error).__name__}")
            tab.keyboard.press("Escape")
            continue
        now = settled(tab)
        found.append(f"{name}: {changed(before, now)}")
        before = now
        if opened := tab.query_selector(OPENED):
            inside = [one for one in opened.query_selector_all(WITHIN)
                      if one.is_visible() and not left_out(one)]  # fmt: skip
            for inner in sorted(inside, key=lambda one: one.inner_text() == "Close")[-6:]:
                if inner.is_visible():
                    name = use(inner)
                    now = settled(tab)
                    found.append(f"- {name}: {changed(before, now)}")
                    before = now
            tab.keyboard.press("Escape")
            now = settled(tab)
            found.append(f"- Escape: {changed(before, now)}")
            before = now
    return found


def changed(before: Counter[str], now: Counter[str]) -> str:
    """How many lines went and came, and a digest of them without what each commit changes."""
    gone, came = (sorted(one.elements()) for one in (before - now, now - before))
    text = OF_A_BUILD.sub("", "\n".join([*gone, "", *came]))
    return f"{len(gone)} gone, {len(came)} came, {hashlib.sha256(text.encode()).hexdigest()[:8]}"


@pytest.mark.parametrize("name", PAGES)
def test_each_control_does_what_it_did(visit, name):
    rest = PAGES[name]
    tab = visit(name)
    tab.add_init_script(COUNTED)
    tab.goto(f"{tab.url}{rest}")
    now = [f"{name}{rest} | {step}" for step in steps(tab)]
    kept = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []
    was = [line for line in kept if line.startswith(f"{name}{rest} | ")]
    if os.environ.get("WRITE_WALK"):
        others = [line for line in kept if line not in was]
        KEPT.write_text("".join(f"{line}\n" for line in [*others, *now]), encoding="utf-8")
        return
    assert now == was, "\n".join(difflib.unified_diff(was, now, "was", "now", lineterm=""))
