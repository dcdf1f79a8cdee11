"""How many claims have which verdict, as a small picture for the front page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from passion.display.badges import sign
from passion.display.register_tables import count_verdicts
from passion.display.style import VERDICTS
from printed.book.objects import Html


def verdict_picture(verdicts: Sequence[Any]) -> Html:
    """One mark a claim, in groups by verdict; a line of text for who cannot see it.

    Parameters
    ----------
    verdicts : sequence of Verdict

    Returns
    -------
    Html
        Inline, so that a sentence or a paragraph can hold it.

    Examples
    --------
    >>> from types import SimpleNamespace as V
    >>> picture = verdict_picture([V(verdict="stated"), V(verdict="determined")])
    >>> picture, picture.html.count("claim__mark")
    (2 claims: 1 determined, 1 stated., 4)
    """
    counts = {name: sum(v.verdict == name for v in verdicts) for name in VERDICTS}
    groups = "".join(
        f'<span class="tally__group verdict--{name} claim--{VERDICTS[name].tone}">'
        f'<span class="tally__marks" aria-hidden="true">{_marks(name) * number}</span>'
        f'<span class="tally__words">{number} {sign(name).html}</span></span>'
        for name, number in counts.items()
        if number
    )
    told = count_verdicts(verdicts)
    html = f'<span class="tally" role="group" aria-label="{escape(told)}">{groups}</span>'
    return Html(html, told)


def _marks(name: str) -> str:
    return f'<span class="claim__mark">{VERDICTS[name].sign}</span>'
