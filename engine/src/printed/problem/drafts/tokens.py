"""The numbers of a text, each with its place and what the words beside it say that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 50_000  # characters of a text; an abstract has 2,000

_MINUS = r"(?:(?<![\w%)])[-\u2212\u2013])?"  # in SF-36 and 4-6 it is none
_POINT = r"[.\u00b7]"
# A number is taken whole or not at all: 0.71 is never 0.7 with a 1 left for what follows.
_PLAIN = (
    rf"{_MINUS}(?>\d{{1,3}}(?:[,\u2009\u202f]\d{{3}})+(?:{_POINT}\d+)?"
    rf"|\d+(?:{_POINT}\d+)?|{_POINT}\d+)(?!\d)"
)
# Digits of a name are no number: O2, p53, SF-36, IL-6; CI0.7 is one, where a blank was lost.
NUM = rf"(?:(?<=CI)|(?<![^\W\d_])(?<![^\W\d_][-\u2010\u2011]))(?<!\d)(?<!\d[.\u00b7]){_PLAIN}"
THOUSANDS = r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+"  # 14 964, where nothing else can be meant
WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spelled(word: str) -> int | None:
    """The number that a word spells, to ninety-nine; None where it spells none.

    >>> spelled("Fifty-nine"), spelled("seven"), spelled("few")
    (59, 7, None)
    """
    tens, _, ones = word.lower().partition("-")
    if tens in TENS and (not ones or ones in WORDS[:9]):
        return 10 * (TENS.index(tens) + 2) + (WORDS.index(ones) + 1 if ones else 0)
    return WORDS.index(tens) + 1 if tens in WORDS and not ones else None


_WORD = rf"(?:(?:{'|'.join(TENS)})(?:-(?:{'|'.join(WORDS[:9])}))?|{'|'.join(reversed(WORDS))})"
_PERSONS = (
    r"(?:patients?|children|infants?|newborns?|women|men|persons?|people|subjects?|participants?|"
    r"cases?|deaths?|events?|eyes?|of them)"
)
TO = r"\s*(?:to|-|\u2010|\u2011|\u2012|\u2013|\u2014|\u2212|,|;)\s*"
_OPEN, _SHUT = r"[(\[]", r"[)\]]"
_CI = (
    r"(?:[Cc]\.?[Ii]\.?s?|(?i:confidence|credible)\s+(?i:intervals?|limits?)"
    r"(?:\s*[(\[]\s*CI\s*[)\]])?|CrI)"
)
_LEVEL = rf"(?P<level>\d{{2}}(?:\.\d)?\s?(?:%|per\s?cent))\s*{_CI}"
_UNIT = r"(?:\s*[^\d\s()\[\],;.]{1,20}){0,2}?"
_EARLY = _LEVEL.replace("<level>", "<level1>")
_RANGE = rf"(?P<ci>(?P<ci_low>{NUM}\s?%?){TO}(?P<ci_high>{NUM}\s?%?))"
_NO_LEVEL = rf"(?!\s*(?:{_CI}|(?i:bootstrap|prediction|uncertainty|reference|limits?|range)\b))"
_PERCENT = rf"(?P<percent>(?:{NUM}|\b(?i:{_WORD}))\s?(?:%|per\s?cent\b|percent\b))"
RATIOS = (
    r"(?:hazard|odds|risk|rate|incidence\s+rate|prevalence|likelihood)\s+ratios?|relative\s+risks?|"
    r"(?-i:\b[aA]?(?:HR|OR|RR|IRR|PR|SHR|SIR|LR)s?\b)"
)
LINEAR = (
    r"(?:(?:mean|risk|absolute|adjusted|treatment|group|between-group)\s+)*differences?|"
    r"(?-i:\b(?:MD|SMD|WMD|RD|ARD)\b)|\bbeta\b|\u03b2"
)
_BETWEEN = r"[^.;()\[\]\d]{0,60}?"  # words, but no other number
_AWAY = (  # the same, with one name or time that has digits: SF-36, O2, 25(OH)D, 24-hour
    rf"{_BETWEEN}(?:(?:(?<=[A-Za-z])\d+\w*|(?<=[A-Za-z][-\u2010\u2011])\d+\w*"
    rf"|(?<![\w.])\d+(?:\([A-Z]+\)|-[A-Za-z])[\w-]*){_BETWEEN})?"
)
_NO_NAME = r"(?!-[A-Za-z]|\([A-Z]{2})"  # 24-hour, 25(OH)D

_GIVEN = rf"{_LEVEL}\s*(?:[,:;=]|of\b|from\b)?\s*{_OPEN}?\s*{_RANGE}"  # 95% CI, 0.7 to 1.1
_SD = r"(?:SD|s\.d\.)"
_IQR = r"(?:IQR|interquartile\s+range)"
_SHORT = r"\s*(?:[a-zA-Z/%]{0,12})?\s*"  # a unit
_SAID = (  # between a name and its number, perhaps with the level of the interval to come
    rf"{_BETWEEN}(?:{_OPEN}[A-Za-z]{{2,6}}{_SHUT}{_BETWEEN})?"
    rf"(?:{_OPEN}[^()\[\]\d]{{0,12}}{_EARLY}[^()\[\]\d]{{0,12}}{_SHUT}{_BETWEEN})?"
    rf"[=,:]?\s*{_OPEN}?\s*"
)
_THEN = rf"(?:{_LEVEL}\s*(?:[,:;=]|of\b|from\b)?\s*{_OPEN}?\s*)?{_RANGE}"
_COUNT = (
    rf"(?<![-\w.\u00b7])(?<!\d[ \u00a0])"
    rf"(?P<count>{THOUSANDS}|\d{{1,6}}|\d{{1,3}},\d{{3}}|(?i:{_WORD}))"
)
_OF_N = rf"(?P<n>{THOUSANDS}|\d{{1,3}},\d{{3}}|\d+)"
_VS = r"\s*(?:vs\.?|versus|compared\s+(?:with|to))\s*"
_PM = r"(?:\u00b1|\+/?[-\u2212])"
_NO_SHARE = rf"\s*(?:%|{_PM}|{_OPEN}|per\s?cent)"  # nor with its spread behind it
_SPAN = r"\s?[-\u2010\u2011\u2012\u2013\u2014]\s?"

# What each shape claims, in the order in which shapes are tried; a number is claimed once.
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, flags))
    for name, pattern, flags in (
        ("p", rf"\b[Pp](?:\s*-?\s*(?:values?|(?P<about1>trend|interaction|int)))?"
              rf"(?P<about>\s+for\s+(?:the\s+)?(?:trend|interaction|heterogeneity))?"
              rf"\s*(?:=|of)?\s*(?P<p>(?:[<>\u2264\u2265]\s*)?(?<![\d.]){NUM}"
              rf"(?:\s*[x\u00d7]\s*10[-\u2212]\d+)?)(?![\d%])", 0),
        ("p_ns", r"(?:\b[Pp]\s*[=:]?|[(])\s*(?P<p>NS\b|n\.s\.|not significant\b)", 0),
        ("share", rf"{_COUNT}(?:\s*(?:/|\s+of\s+(?:the\s+)?)\s*{_OF_N})?"
                  rf"(?:\s+(?!(?:and|or|{_WORD})\b)[A-Za-z]{{2,20}}){{0,3}}?"
                  rf"\s*{_OPEN}\s*{_PERCENT}\s*[,;:]?\s*"
                  rf"{_OPEN}?\s*{_GIVEN}", 0),
        ("share", rf"{_COUNT}\s*(?:/|\s+of\s+(?:the\s+)?)\s*{_OF_N}"
                  rf"(?:(?:\s+[A-Za-z]{{3,20}})?\s*[,;]?\s*{_OPEN}|\s*[,;])\s*{_PERCENT}"
                  rf"{_NO_LEVEL}", 0),
        ("share", rf"{_PERCENT}(?:\s+of(?:\s+the)?(?:\s+[a-z]{{2,20}}){{1,3}}?)?\s*{_OPEN}\s*"
                  rf"{_COUNT}\s*(?:/|\s*of\s*)\s*{_OF_N}"
                  rf"(?:\s+{_PERSONS})?\s*{_SHUT}", 0),
        ("share", rf"{_PERCENT}\s*{_OPEN}\s*[nN]\s*=\s*{_COUNT}\s*{_SHUT}", 0),
        ("share", rf"{_PERCENT}\s*\(\s*{_COUNT}\s*\)(?=\s*(?:of\b|{_PERSONS}\b))", 0),
        ("share", rf"\b[nN]\s*=\s*{_COUNT}\s*[,;]\s*{_PERCENT}{_NO_LEVEL}", 0),
        ("share", r"(?<![\d/.])(?P<count>\d{1,6})\s*/\s*(?P<n>\d{1,6})"
                  r"(?![\d/]|\.\d|[ \u00a0\u2009\u202f]\d{3}(?!\d))", 0),
        ("share", rf"{_COUNT}(?:\s+(?!(?:and|or|{_WORD})\b)[a-z]{{2,20}}){{0,4}}?"
                  rf"\s*{_OPEN}\s*{_PERCENT}(?=\s*[)\];,])", re.IGNORECASE),
        ("share", rf"{_PERCENT}\s*{_OPEN}\s*(?P<count>\d+|(?i:{_WORD}))\s+{_PERSONS}"
                  rf"\s*{_SHUT}", 0),
        ("estimate", rf"(?:{RATIOS}){_SAID}(?P<estimate>{NUM})\s*{_SHUT}?[,;]?\s*{_OPEN}?\s*"
                     rf"{_THEN}", re.IGNORECASE),
        ("difference", rf"(?:{LINEAR}){_SAID}(?P<estimate>{NUM}\s?%?)[^\d()\[\]]{{0,20}}"
                       rf"\s*{_OPEN}?\s*{_THEN}", re.IGNORECASE),
        ("spread_ci", rf"(?P<mean>{NUM})\s*{_PM}\s*(?P<sd>{NUM})(?:\s?%-?)?{_UNIT}"
                      rf"\s*{_OPEN}\s*{_GIVEN}", 0),
        ("percent_ci", rf"{_PERCENT}(?:-?\s?[a-z-]{{2,12}})?\s*[,;]?\s*{_OPEN}?\s*{_GIVEN}", 0),
        ("median", rf"\bmedians?\b{_BETWEEN}(?:{_OPEN}\s*{_IQR}\s*{_SHUT}{_BETWEEN})?"
                   rf"(?P<median>{NUM})\s*[a-z]{{0,8}}\s*{_OPEN}\s*{_IQR}?\s*[,:=]?\s*"
                   rf"(?P<iqr>{NUM}(?:{TO}{NUM})?)", re.IGNORECASE),
        ("median", rf"(?P<median>{NUM})\s*[a-zA-Z/%]{{0,10}}\s*{_OPEN}\s*{_IQR}\s*[,:=]?\s*"
                   rf"(?P<iqr>{NUM}(?:{TO}{NUM})?)", 0),
        ("quartiles", rf"\b{_IQR}\s*{_SHUT}?\s*[,:=]?\s*{_OPEN}?\s*"
                      rf"(?P<iqr>{NUM}(?:{TO}{NUM})?)", 0),
        ("range", rf"\brange\s*[,:=]?\s*{_OPEN}?\s*(?P<range>{NUM}{TO}{NUM})", 0),
        ("any_ci", rf"(?P<estimate>{NUM}\s?%?){_UNIT}\s*[,;]?\s*{_OPEN}?\s*{_GIVEN}", 0),
        ("any_ci", rf"(?P<estimate>{NUM}\s?%?){_UNIT}\s*{_OPEN}\s*{_RANGE}\s*{_SHUT}", 0),
        ("pair", rf"(?:{_OPEN}|\b(?i:means?|medians?|average)\b{_AWAY})\s*(?P<mean>{NUM})"
                 rf"(?![\d%]){_UNIT}{_VS}(?P<mean1>{NUM})(?!{_NO_SHARE})", 0),
        ("pair", rf"\bfrom\s+(?P<mean>{NUM}){_UNIT}\s+to\s+(?P<mean1>{NUM})"
                 rf"(?!{_NO_SHARE})", 0),
        ("difference", rf"(?:{LINEAR})\s*(?:=|of)\s*(?P<estimate>{NUM}\s?%?)", re.IGNORECASE),
        ("spread", rf"(?P<mean>{NUM})\s*(?:[a-zA-Z%]{{0,8}})?\s*{_PM}\s*(?P<sd>{NUM})",
                   0),
        ("spread", rf"(?P<mean>{NUM}){_SHORT}{_OPEN}\s*{_SD}\s*[,:=]?\s*(?P<sd>{NUM})", 0),
        ("spread", rf"\bmean\s*{_OPEN}\s*{_SD}\s*{_SHUT}{_BETWEEN}(?P<mean>{NUM})\s*{_OPEN}\s*"
                   rf"(?P<sd>{NUM})\s*{_SHUT}", 0),
        ("error", rf"(?P<mean>{NUM}){_SHORT}{_OPEN}\s*SEM?\s*[,:=]?\s*(?P<se>{NUM})", 0),
        ("median", rf"\bmedians?\b{_AWAY}(?P<median>{NUM}){_NO_NAME}", re.IGNORECASE),
        ("mean", rf"\b(?:mean|average)\b{_AWAY}(?P<mean>{NUM}){_NO_NAME}(?!\s*%|\s*SD)",
                 re.IGNORECASE),
        ("statistic", rf"\b(?P<which>[trFz]|\u03c72|\u03c7\u00b2|chi-?squared?)\s*"
                      rf"(?:\(\s*(?P<df>\d+(?:\s*,\s*\d+)?)\s*\))?\s*=\s*(?P<value>{NUM})", 0),
        ("bare", rf"(?:{RATIOS})\s*(?:{_OPEN}[A-Za-z]{{2,6}}{_SHUT}\s*)?(?:=|:|,|of|was)?\s*"
                 rf"(?P<estimate>{NUM})(?!\s*%)", re.IGNORECASE),
        ("size", rf"\b[nN]\s*=\s*(?P<n>{THOUSANDS}(?!\d)|{NUM})", 0),
        ("span", rf"(?P<number>{NUM})\s?%?{_SPAN}(?P<number1>{NUM})\s?%", 0),
        ("percent", rf"(?<![<>\u2264\u2265])(?<![<>\u2264\u2265]\s){_PERCENT}{_NO_LEVEL}", 0),
    )
)  # fmt: skip
ANY = re.compile(rf"{_PLAIN}%?")


@dataclass(frozen=True)
class Token:
    """A number of a text.

    Parameters
    ----------
    kind : str
        ``count, n, percent, p, mean, sd, se, median, iqr, estimate, ci, level, value, df``; or
        ``number`` where no rule says.
    text : str
        As it stands there.
    at : int
        How many characters stand before it.
    """

    kind: str
    text: str
    at: int

    @property
    def end(self) -> int:
        """How many characters stand before what follows."""
        return self.at + len(self.text)


@dataclass(frozen=True)
class Cluster:
    """Numbers that one shape claims together.

    Parameters
    ----------
    form : str
        The shape's name.
    tokens : tuple of Token
    start, end : int
        Of the whole match.
    which : str
        What stands before, such as the name of a statistic.
    """

    form: str
    tokens: tuple[Token, ...]
    start: int
    end: int
    which: str = ""

    def get(self, kind: str) -> Token | None:
        """The token of a kind."""
        return next((token for token in self.tokens if token.kind == kind), None)


def clusters(text: str) -> list[Cluster]:
    """What the shapes claim, in the order of the text; last the numbers that none of them does.

    >>> found = clusters("25/48 (52%), P = 0.03")
    >>> [(one.form, [token.text for token in one.tokens]) for one in found]
    [('share', ['25', '48', '52%']), ('p', ['0.03'])]
    """
    taken = bytearray(len(text))
    found: list[Cluster] = []
    for form, pattern in SHAPES:
        for match in pattern.finditer(text):
            tokens = tuple(_tokens(match))
            if not tokens or any(any(taken[one.at : one.end]) for one in tokens):
                continue
            for one in tokens:
                taken[one.at : one.end] = b"\1" * len(one.text)
            told = match.groupdict()
            which = told.get("which") or told.get("about") or told.get("about1") or ""
            found.append(Cluster(form, tokens, tokens[0].at, match.end(), which))
    for match in ANY.finditer(text):
        if not any(taken[match.start() : match.end()]):
            token = Token("number", match.group(), match.start())
            found.append(Cluster("number", (token,), match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def _tokens(match: re.Match[str]) -> Iterator[Token]:
    told = match.groupdict()
    about = told.get("about") or told.get("about1") or ""
    for kind, group in told.items():
        if group is None or kind in ("which", "about", "about1", "ci_low", "ci_high"):
            continue
        start = match.start(kind)
        kind = kind.rstrip("1")
        if kind == "p" and "int" in about:
            kind = "p-interaction"
        stripped = group.rstrip()
        yield Token(kind, stripped, start)
