"""An answer as one page of HTML that needs nothing else: to keep, or to send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape

from printed.questions.answer import Block, Line, Table

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { border-bottom: 1px solid #8886; padding: .3rem .6rem; text-align: left; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
tr.fault { background: #c6282822; }
.tally { display: flex; flex-wrap: wrap; gap: 3px; }
.tally i { width: .9rem; height: .9rem; border: 2px solid currentColor; border-radius: 3px; }
.tally .fits { background: currentColor; }
.tally .fault { border-color: #c62828; transform: rotate(45deg) scale(.8); }
.tally .open { border-style: dotted; }
p { margin: .5rem 0; }
@media (max-width: 40rem) { table { display: block; overflow-x: auto; } }
""".strip()
FAULTS = ("does not fit", "contradicts")


def page(title: str, answers: Iterable[tuple[str, Iterable[Block]]]) -> str:
    """The page.

    Parameters
    ----------
    title : str
    answers : iterable of (heading, blocks)

    Examples
    --------
    >>> "&lt;b&gt;" in page("t", [("<b>", [Line("none")])])
    True
    """
    parts = [
        "<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>", f"<style>\n{STYLE}\n</style>", "</head>", "<body>",
        f"<h1>{escape(title)}</h1>",
    ]  # fmt: skip
    for heading, blocks in answers:
        parts.append(f"<section>\n<h2>{escape(heading)}</h2>")
        parts.append(fragment(blocks))
        parts.append("</section>")
    parts += [
        "<p>Compatible is not probable: a number that fits may still be wrong, and one that does "
        "not fit by the methods tried may rest on others.</p>",
        "</body>", "</html>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def fragment(blocks: Iterable[Block]) -> str:
    """The blocks of an answer as they stand in a page.

    >>> fragment([Line("2 < 3")])
    '<p>2 &lt; 3</p>'
    """
    return "\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    if isinstance(block, Line):
        return f"<p>{escape(block.text)}</p>"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.columns)
    rows = []
    for row in block.rows:
        fault = ' class="fault"' if row and row[-1] in FAULTS else ""
        cells = "".join(
            f"<td{' class=n' if number else ''}>{escape(cell)}</td>"
            for cell, number in zip(row, block.numeric, strict=True)
        )
        rows.append(f"<tr{fault}>{cells}</tr>")
    return _tally(block) + (
        f"<table>\n<caption>{escape(block.title)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        "<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table>"
    )


def _tally(block: Table) -> str:
    """A mark for each judged number: filled where it fits, a red diamond where not, else dotted."""
    if not block.columns or block.columns[-1] != "verdict":
        return ""
    told = Counter(row[-1] for row in block.rows)
    marks = "".join(
        f'<i class="{"fault" if row[-1] in FAULTS else "fits" if row[-1] == "fits" else "open"}" '
        f'title="{escape(" ".join([*row[:2], row[-1]]))}"></i>'
        for row in block.rows
    )
    said = ", ".join(f"{verdict}: {number}" for verdict, number in told.items())
    return f'<p class="tally" role="img" aria-label="{escape(said)}">{marks}</p>\n'
