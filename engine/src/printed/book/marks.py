"""How a verdict is shown: a word, a sign and a tone, the same in every book."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """How a verdict is shown: a word, a character for where there is no style sheet, a tone."""

    word: str
    sign: str
    tone: str


# Tones follow what a verdict says, never praise or blame: settled, open, given, apart.
VERDICTS = {
    "determined": Mark("determined", "●", "settled"),
    "compatible": Mark("compatible", "▬", "open"),
    "impossible": Mark("no data found", "✕", "apart"),
    "reproduced": Mark("reproduced", "■", "settled"),
    "differs": Mark("differs", "≠", "apart"),
    "stated": Mark("stated", "◇", "given"),
    "corroborated": Mark("corroborated", "◈", "settled"),
    "contradicted": Mark("printed otherwise elsewhere", "⇄", "apart"),
    "supported": Mark("supported", "▲", "settled"),
    "unsupported": Mark("not supported", "▽", "apart"),
    "undecided": Mark("not decided", "◐", "open"),
    "determined_if": Mark("determined, if", "◉", "open"),
    "other_reading": Mark("only in another reading", "◒", "apart"),
    "supported_if": Mark("supported, if", "△", "open"),
    "unsupported_if": Mark("not supported, if", "▿", "open"),
}
# What a single reading may leave beside these: it was not the one used, or could not be tried.
OF_A_READING = {
    "none": Mark("nothing fits in this reading", "○", "given"),
    "not tried": Mark("this reading was not tried", "–", "given"),
}


def mark(verdict: str) -> Mark:
    """The mark of a verdict, or of what one reading leaves.

    >>> mark("determined").sign, mark("none").word
    ('●', 'nothing fits in this reading')
    """
    return (VERDICTS | OF_A_READING)[verdict]


def word(verdict: str, condition: str | None = None) -> str:
    """A verdict as a book says it: what holds only "if" never stands without its condition.

    >>> word("determined"), word("determined_if", "the test was Fisher's")
    ('determined', "determined, if the test was Fisher's")
    """
    said = mark(verdict).word
    return f"{said} {condition}" if condition and said.endswith(" if") else said
