"""The ledger for reviewers: every claim as a row of CSV, and as a sheet of paper to tick."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from typing import Any

from passion import claims, verdicts
from passion.display.register_tables import GROUPS
from passion.display.style import VERDICTS
from printed.book.typography import typeset, typeset_printed
from tools.review.state import State

COLUMNS = (
    "claim", "page", "statement", "group", "timepoint", "kind", "denominator", "source", "locator",
    "printed", "target", "recomputed", "minimum", "maximum", "datasets", "verdict", "conflict",
    "assumptions", "other_conventions", "reason",
)  # fmt: skip

STYLE = """
@page { size: A4; margin: 14mm 12mm 16mm;
  @bottom-right { content: counter(page) " / " counter(pages); } }
body { font: 9.5pt/1.35 system-ui, sans-serif; color: #000; max-width: 186mm; margin: 0 auto; }
h1 { font-size: 15pt; margin: 0 0 2mm; }
h2 { font-size: 11pt; margin: 5mm 0 1mm; break-after: avoid; }
p { margin: 0 0 2mm; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 1mm 1.5mm 1mm 0; overflow-wrap: anywhere;
  border-bottom: 0.3pt solid #888; }
thead th { border-bottom: 0.8pt solid #000; }
tr { break-inside: avoid; }
col.claim { width: 41%; } col.printed { width: 13%; } col.found { width: 20%; }
col.verdict { width: 16%; } col.box { width: 10%; }
.id { font: 7.5pt monospace; color: #444; }
.box { text-align: center; }
.box span { display: inline-block; width: 4mm; height: 4mm; border: 0.8pt solid #000; }
.sign { display: flex; gap: 8mm; margin: 6mm 0 0; break-inside: avoid; }
.sign div { flex: 1; border-top: 0.6pt solid #000; padding-top: 1mm; font-size: 8.5pt;
  margin-top: 9mm; }
"""


def rows(judged: verdicts.Verdicts | None = None) -> list[dict[str, Any]]:
    """Every claim with its verdict, one mapping a claim.

    >>> next(row["recomputed"] for row in rows() if row["claim"] == "plic_registry")
    '29 of 36'
    """
    register = claims.load()
    judged = verdicts.judge(register, None) if judged is None else judged
    return [_row(register[verdict.claim], verdict) for verdict in judged.values()]


def _row(claim: Any, verdict: Any) -> dict[str, Any]:
    other = (
        f"{name}: {said['text']} ({said['verdict']})"
        for name, said in verdict.by_convention.items()
    )
    return {
        "claim": claim.id,
        "page": claim.page,
        "statement": claim.statement,
        "group": claim.group,
        "timepoint": claim.timepoint,
        "kind": claim.kind,
        "denominator": claim.denominator,
        "source": claim.source,
        "locator": claim.locator,
        "printed": claim.printed,
        "target": verdict.target,
        "recomputed": verdict.recomputed.text,
        "minimum": verdict.recomputed.minimum,
        "maximum": verdict.recomputed.maximum,
        "datasets": verdict.datasets,
        "verdict": verdict.verdict,
        "conflict": "; ".join(verdict.conflict),
        "assumptions": "; ".join(f"{name}: {value}" for name, value in verdict.assumptions),
        "other_conventions": "; ".join(other),
        "reason": verdict.reason,
    }


def as_csv(found: Sequence[dict[str, Any]]) -> str:
    """The ledger as CSV; what does not apply is empty."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return buffer.getvalue()


def worksheet(found: Sequence[dict[str, Any]], titles: dict[str, str], at: State) -> str:
    """The ledger as a sheet for A4 paper: claim, printed, recomputed, verdict, a box to tick.

    Parameters
    ----------
    found : sequence of mapping
        As `rows` gives them.
    titles : dict of str to str
        The title of each page of the register.
    at : State
        What the book stands at.
    """
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Worksheet</title><style>{STYLE}</style></head><body>",
        "<h1>Worksheet: printed against recomputed</h1>",
        f"<p>{escape(at.said)}. Tick a row when you have compared the printed number with the"
        " abstract and the verdict with its page in <code>html/</code>. What the verdicts mean:"
        " <code>html/book/reading.html</code>.</p>",
    ]
    for page in dict.fromkeys(row["page"] for row in found):
        parts.append(f"<h2>{escape(titles.get(page, page))}</h2>")
        parts.append(_sheet([row for row in found if row["page"] == page]))
    parts.append(
        '<div class="sign"><div>Name</div><div>Date</div><div>Signature</div></div></body></html>\n'
    )
    return "\n".join(parts)


def _sheet(found: Sequence[dict[str, Any]]) -> str:
    columns = "".join(
        f'<col class="{name}">' for name in ("claim", "printed", "found", "verdict", "box")
    )
    heads = "".join(
        f'<th scope="col"{extra}>{name}</th>'
        for name, extra in (
            ("Claim", ""), ("Printed", ""), ("Recomputed", ""), ("Verdict", ""),
            ("Checked", ' class="box"'),
        )
    )  # fmt: skip
    return (
        f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>\n"
        + "\n".join(_line(row) for row in found)
        + "\n</tbody></table>"
    )


def _line(row: dict[str, Any]) -> str:
    about = ", ".join(
        word
        for word in (GROUPS.get(row["group"], row["group"]), row["timepoint"], row["locator"])
        if word
    )
    mark = VERDICTS[row["verdict"]]
    return (
        f'<tr data-claim="{escape(row["claim"])}">'
        f'<th scope="row" style="font-weight: 400">{escape(typeset(row["statement"]))}<br>'
        f'<span class="id">{escape(row["claim"])}</span> {escape(about)}</th>'
        f"<td><b>{escape(typeset_printed(row['printed']))}</b></td>"
        f"<td>{escape(typeset(row['recomputed']))}</td>"
        f"<td>{mark.sign} {escape(mark.word)}</td>"
        f'<td class="box"><span role="img" aria-label="box to tick"></span></td></tr>'
    )
