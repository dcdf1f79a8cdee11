"""Sphinx extension: a page loads what it uses, and no more.

The theme puts every script on every page: 1.2 MB that set formulas where there is none, an index
for searching where nothing is searched, and 1.5 MB of pictures for a dozen icons. Here an asset
stands on the pages that hold what it serves, and the icons that the pages use, drawn as the theme
draws them, are a few lines of its style sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.util import logging

# A file, by the end of its path, and what a page that needs it holds.
SERVES = {
    "es5/tex-mml-chtml.js": 'class="math',
    "searchtools.js": 'id="search-results"',
    "language_data.js": 'id="search-results"',
    "searchindex.js": 'id="search-results"',
    "clipboard.min.js": 'class="highlight',
    "copybutton.js": 'class="highlight',
    "copybutton.css": 'class="highlight',
    "pygments.css": 'class="highlight',
    "togglebutton.js": "admonition-title",
    "togglebutton.css": "admonition-title",
    "design-tabs.js": "sd-tab-",
    "mystnb": 'class="cell',
    "fontawesome.js": "\0",  # no page: `icons` stands for it
}
ASSET = re.compile(
    r'[ \t]*(?:<script\b[^>]*\bsrc="([^"]+)"[^>]*></script>|<link\b[^>]*\bhref="([^"]+)"[^>]*>)\n?'
)
ICON = re.compile(r"\bfa-([a-z][a-z-]*)")
SHEET, DRAWN = "styles/pydata-sphinx-theme.css", "scripts/fontawesome.js"
# The theme's sheet names two thousand icons, in one piece.
NAMED = re.compile(r"/\*!\s*\* Font Awesome Free.*?(?=html\{--pst-header-height)", re.DOTALL)
ICONS = """
.fa-solid::before, .fas::before { content: ""; display: inline-block; width: 1em; height: 1em; \
vertical-align: -0.125em; background: currentColor; -webkit-mask: var(--icon) center / contain \
no-repeat; mask: var(--icon) center / contain no-repeat; }
@media (forced-colors: active) { .fa-solid::before, .fas::before { background: ButtonText; } }
.fa-lg { font-size: 1.25em; line-height: 0.05em; vertical-align: -0.075em; }
.search-button-field > i { display: inline !important; }
.bd-search input.form-control { padding-inline-start: 2rem; }
a.reference.download::before, .admonition-title.admonition-title::after { \
content: none !important; }
a.reference.download code { padding: 0; border: 0; background: none; font: inherit; \
color: inherit; }
"""


def needed(page: str, path: str, serves: Mapping[str, str] = SERVES) -> bool:
    """Whether a page holds what a script or a sheet serves; what is not known is needed.

    Parameters
    ----------
    page, path : str
        The markup of the page, and where it loads the file from.
    serves : mapping of str to str
        As `SERVES`.

    Examples
    --------
    >>> needed('<p>no formula</p>', "../_static/mathjax/es5/tex-mml-chtml.js?v=1")
    False
    >>> needed('<span class="math notranslate">', "../_static/mathjax/es5/tex-mml-chtml.js?v=1")
    True
    >>> needed("<p>", "../_static/page.js")
    True
    """
    name = path.partition("?")[0].rpartition("_static/")[2]
    for end, held in serves.items():
        if name.endswith(end) or name.startswith(end):
            return held in page
    return True


def lighter(page: str, serves: Mapping[str, str] = SERVES) -> str:
    """A page without the scripts and sheets that it does not use.

    Examples
    --------
    >>> lighter('<script src="../_static/searchtools.js"></script><p>text</p>')
    '<p>text</p>'
    """
    return ASSET.sub(
        lambda found: found[0] if needed(page, found[1] or found[2], serves) else "", page
    )


def icons(names: Iterable[str], drawn: str) -> str:
    """The rules of a style sheet that draw these icons.

    Parameters
    ----------
    names : iterable of str
        As classes name them, without ``fa-``; those that are no icons, such as sizes, are left out.
    drawn : str
        The theme's script, which holds the outline of every icon.
    """
    rules = [ICONS]
    for name in sorted(set(names)):
        # The solid one stands last, and is the only one that a page of the theme asks for.
        found = re.findall(rf'[{{,]"?{name}"?:\[(\d+),(\d+),\[[^\]]*\],"[^"]*","([^"]+)"\]', drawn)
        if found:
            width, height, path = found[-1]
            svg = (
                f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'>"
                f"<path d='{path}'/></svg>"
            )
            address = quote(svg, safe=" =:/'<>")
            rules.append(f'.fa-{name} {{ --icon: url("data:image/svg+xml,{address}"); }}\n')
    return "".join(rules)


def finish(app: Sphinx, failure: Exception | None) -> None:
    """Lighten every page, then draw the icons that the pages name."""
    if failure or app.builder.format != "html":
        return
    out = Path(app.outdir)
    named: set[str] = set()
    for file in out.rglob("*.html"):
        if "_static" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        named |= set(ICON.findall(text))
        light = lighter(text, SERVES | app.config.book_serves)
        if light != text:
            file.write_text(light, encoding="utf-8")
    sheet, drawn = out / "_static" / SHEET, out / "_static" / DRAWN
    if not drawn.is_file():
        return
    named |= set(ICON.findall((drawn.parent / "pydata-sphinx-theme.js").read_text("utf-8")))
    text = sheet.read_text(encoding="utf-8")
    mended, count = NAMED.subn("", text)
    if not count:
        logging.getLogger(__name__).warning("the theme names its icons otherwise: see light.py")
        return
    sheet.write_text(mended + icons(named, drawn.read_text(encoding="utf-8")), encoding="utf-8")
    for left in (drawn, drawn.with_suffix(".js.map"), drawn.with_suffix(".js.LICENSE.txt")):
        left.unlink(missing_ok=True)
    for font in (out / "_static" / "vendor" / "fontawesome").rglob("*.*"):
        font.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    # What a book's own scripts and sheets serve, as in `SERVES`.
    app.add_config_value("book_serves", {}, "html")
    app.connect("build-finished", finish, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
