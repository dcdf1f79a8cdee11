"""Numbers typeset as clinical journals print them: true minus signs, ranges, P values.

Characters only, never digits: what rounds is `printed.notation`.
"""

from __future__ import annotations

import html
import re

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
FIGURE_SPACE = "\N{FIGURE SPACE}"
PUNCTUATION_SPACE = "\N{PUNCTUATION SPACE}"

# A hyphen is a minus sign where a number starts, and not inside a word, a date or a code.
_MINUS = re.compile(r"(?<![\w.%\]/)])-(?=\.?\d)")
_RANGE = re.compile(r"(?<=[\d%])-(?=\d)")
# Two numbers and nothing else around the hyphen: no date, no code, no address.
_SPAN = re.compile(r"(?<![\w.,/−-])(\d+(?:[.,]\d+)?%?)-(?=\d+(?:[.,]\d+)?%?(?![\w/-]|[.,]\d))")
_P_ESCAPED = re.compile(r"\bP(?=\s?(?:=|&lt;|&gt;|≤|≥)|\s(?:value|of \d|between \d))")
_NUMBER = re.compile(r"[<>≤≥]?\s?[−+-]?\d+(?P<point>\.(?P<rest>\d+))?%?")


def typeset(text: str) -> str:
    """The text with true minus signs, and with an en dash between the ends of a range.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> typeset("from -0.4 to 0.3 in a follow-up of 2020-21, first on 2020-02-11")
    'from −0.4 to 0.3 in a follow-up of 2020–21, first on 2020-02-11'
    """
    return _MINUS.sub(MINUS, _SPAN.sub(rf"\1{EN_DASH}", text))


def typeset_printed(text: str) -> str:
    """A printed number as a journal sets it: minus signs, and an en dash between two numbers.

    >>> typeset_printed("10%-20%"), typeset_printed("-0.4 [1.5]")
    ('10%–20%', '−0.4 [1.5]')
    """
    return _MINUS.sub(MINUS, _RANGE.sub(EN_DASH, text))


def untypeset(text: str) -> str:
    """The text with plain hyphens again, as programs read numbers.

    >>> untypeset("−0.4, 10%–20%, –")
    '-0.4, 10%-20%, –'
    """
    return re.sub(rf"(?<=[\d%]){EN_DASH}(?=\d)", "-", text.replace(MINUS, "-"))


def inline(text: str) -> str:
    """Plain text as HTML: escaped, minus signs typeset, the P of a P value in italics.

    >>> inline("-0.4 (P<0.05)")
    '−0.4 (<i>P</i>&lt;0.05)'
    """
    return _P_ESCAPED.sub("<i>P</i>", html.escape(typeset(text), quote=False))


def is_number(text: str) -> bool:
    """Whether a table cell holds one number, with or without sign, relation and percent sign.

    >>> [is_number(cell) for cell in ("<0.001", "−0.4", "81%", "29 of 36", "")]
    [True, True, True, False, False]
    """
    return _NUMBER.fullmatch(typeset(text.strip())) is not None


def align(cells: list[str]) -> list[str]:
    """Numbers of a right-aligned column, padded so that their decimal points stand in line.

    Parameters
    ----------
    cells : list of str
        Cells that are no number are left alone.

    Returns
    -------
    list of str
        Padded with spaces as wide as a digit or a point.

    Examples
    --------
    >>> [cell.replace(FIGURE_SPACE, "_") for cell in align(["0.02", "0.003", "n/a"])]
    ['0.02_', '0.003', 'n/a']
    """
    found = [_NUMBER.fullmatch(typeset(cell.strip())) for cell in cells]
    longest = max((len(match["rest"] or "") for match in found if match), default=0)
    if not longest:
        return cells
    padded = []
    for cell, match in zip(cells, found, strict=True):
        if match is None:
            padded.append(cell)
            continue
        missing = longest - len(match["rest"] or "")
        point = "" if match["point"] else PUNCTUATION_SPACE
        padded.append(cell.strip() + (point + FIGURE_SPACE * missing if missing else ""))
    return padded
