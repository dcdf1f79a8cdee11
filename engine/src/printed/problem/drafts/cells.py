"""The cells of a table by their form: shares, means, medians, estimates with intervals, P."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from printed.notation import parse
from printed.problem.drafts.tokens import LINEAR, NUM, RATIOS, THOUSANDS, TO, Token

if TYPE_CHECKING:
    from printed.problem.drafts.columns import Column

_MARK = r"\s*[*\u2020\u2021\u00a7\u00b6#]*\s*"
_WHOLE = rf"(?:{THOUSANDS}|\d{{1,3}}(?:,\d{{3}})+|\d+)"
_P = re.compile(
    rf"\s*(?:P\s*=?\s*)?((?:[<>\u2264\u2265]\s*)?{NUM}|NS|n\.s\.)\s*[*\u2020\u2021\u00a7#a-d]*\s*",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"\s*(?P<k>{_WHOLE})\s*(?:/\s*(?P<n>{_WHOLE})\s*)?"
    rf"(?:[,;]?\s*[(\[]\s*(?P<percent>{NUM})\s*(?P<sign>%?)\s*[)\]]"
    rf"|[,;]?\s*(?P<percent1>{NUM})\s?%)?{_MARK}"
)
_SHARE = re.compile(rf"\s*(?P<percent>{NUM})\s?%{_MARK}")
_FIRST = re.compile(  # 40% (12), 40.0 (12/30)
    rf"\s*(?P<percent>{NUM})\s?(?P<sign>%?)\s*[(\[]\s*(?P<k>{_WHOLE})\s*(?:/\s*(?P<n>{_WHOLE})\s*)?[)\]]{_MARK}"
)
_SPREAD = re.compile(rf"\s*({NUM})\s*(?:\u00b1|\+/?[-\u2212])\s*({NUM}){_MARK}")
_BRACKETS = re.compile(rf"\s*({NUM})\s*[(\[]\s*({NUM})\s*[)\]]{_MARK}")
_NAME = rf"(?:(?P<name>{RATIOS}|{LINEAR})\s*[=:,]?\s*)?"  # OR 0.69, MD = 0.12
_INTERVAL = re.compile(
    rf"\s*{_NAME}(?P<estimate>{NUM}\s?%?)\s*[,;]?\s*[(\[]\s*"
    rf"(?:(?:\d\d\s?%\s*CI|IQR|range)\s*[:,]?\s*)?"
    rf"(?P<low>{NUM}\s?%?){TO}(?P<high>{NUM}\s?%?)\s*[)\]]"
    rf"(?:[,;]?\s*P\s*=?\s*(?P<p>(?:[<>\u2264\u2265]\s*)?{NUM}))?{_MARK}",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"\s*[(\[]?\s*(?P<low>{NUM}\s?%?){TO}(?P<high>{NUM}\s?%?)\s*[)\]]?{_MARK}")
_NUMBER = re.compile(rf"\s*{_NAME}(?P<number>{NUM})\s?(?P<sign>%?){_MARK}", re.IGNORECASE)
_P_INSIDE = re.compile(rf"\bP\s*=?\s*((?:[<>\u2264\u2265]\s*)?{NUM})", re.IGNORECASE)
_STATISTIC = re.compile(rf"\b([tF])\s*(?:\([^()]*\))?\s*=\s*({NUM})")
_RATIO = re.compile(RATIOS, re.IGNORECASE)

_COUNTS = re.compile(
    r"\b(?:n|no|num|number|counts?|patients|cases|frequency)\b[^|\d]{0,20}%"
    r"|[,:\u2013\u2014-]\s*(?:no\.?|n)\s*$|\bnumber\s+of\b|^\s*no\.\s+of\b", re.IGNORECASE,
)  # fmt: skip
_MEANS = re.compile(r"\bmeans?\b|\bSDs?\b|\bs\.d\.|\baverage\b|\u00b1", re.IGNORECASE)
_MEDIANS = re.compile(r"\bmedians?\b|\bIQR\b|inter-?quartile", re.IGNORECASE)
_QUARTILES = re.compile(r"IQR|inter-?quartile|quartile|25\s?th|Q1|P25", re.IGNORECASE)
_RANGE = re.compile(r"\brange\b|\bmin|\bmax", re.IGNORECASE)
_CI = re.compile(r"\bCI\b|confidence", re.IGNORECASE)
_SPREADS = re.compile(r"\bSDs?\b|\bs\.d\.|\bSEM?\b|\bs\.e\.|deviation|error|IQR", re.IGNORECASE)
_SE = re.compile(r"\bSEM?\b|\bs\.e\.|standard\s+error", re.IGNORECASE)
_PERCENT = re.compile("%")
NOT_SAID = "whether the intervals are of quartiles"


@dataclass(frozen=True)
class Cell:
    """A cell with the place of its text."""

    text: str
    at: int


@dataclass
class Value:
    """What a cell holds of a group, or of a comparison.

    Parameters
    ----------
    form : str
        ``share, mean, median, estimated, extremes, estimate``; ``none`` where it has no known one.
    entries : mapping
        As an item of one group has them.
    tokens : list of Token
    text : str
        A share as a group of a table has it; of an estimate, ``ratio`` or ``difference`` where the
        cell says so.
    missing : list of str
    said : str
        Of an estimate: what its row, its column and its cell call it.
    """

    form: str
    entries: Mapping[str, Any]
    tokens: list[Token]
    text: str = ""
    missing: list[str] = field(default_factory=list)
    said: str = ""

    def get(self, key: str) -> Any:
        """An entry, or None."""
        return self.entries.get(key)


@dataclass(frozen=True)
class Said:
    """What is said of a cell, nearest first: by its row, its section and its column.

    Parameters
    ----------
    parts : tuple of str
    table : str
        The whole table's text.
    """

    parts: tuple[str, ...]
    table: str = ""

    @property
    def kind(self) -> str:
        """``count, mean, median`` as the nearest part says that says one of them; else empty."""
        for part in self.parts:
            found = [kind for kind, pattern in _KINDS if pattern.search(part)]
            if found:
                return found[0] if len(found) == 1 else ""
        return ""

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether any part says it."""
        return any(pattern.search(part) for part in self.parts)


_KINDS = (("count", _COUNTS), ("mean", _MEANS), ("median", _MEDIANS))
_STANDARD_ERROR = re.compile(
    r"\u00b1\s*(?:SEM?\b|standard\s+error)|\bmeans?\s*[(,]?\s*SEM?\b", re.IGNORECASE
)


def whole(text: str) -> int | None:
    """A whole number as it stands alone in a cell.

    >>> whole("14,964"), whole("12.5")
    (14964, None)
    """
    return int(re.sub(r"\D", "", text)) if re.fullmatch(rf"\s*{_WHOLE}\s*", text) else None


def holds_data(cell: Cell, sure: bool = False) -> bool:
    """Whether a cell holds a result, and is no head; surely where it is a share or a spread."""
    text = cell.text
    match = _COUNT.fullmatch(text)
    if match and (match["n"] or match["percent"] or match["percent1"]) or _SPREAD.fullmatch(text):
        return True
    return not sure and any(
        one.fullmatch(text) for one in (_P, _BRACKETS, _INTERVAL, _ENDS, _NUMBER, _SHARE)
    )


def p_of(cell: Cell) -> Token | None:
    """The P value of a cell; None where it is none.

    >>> p_of(Cell("<0.001*", 5)), p_of(Cell("8.64", 0))
    (Token(kind='p', text='<0.001', at=5), None)
    """
    match = _P.fullmatch(cell.text)
    if match is None:
        inside = list(_P_INSIDE.finditer(cell.text))  # F(3,105) = 0.71, P = 0.55
        if len(inside) != 1 or _INTERVAL.fullmatch(cell.text):
            return None
        match = inside[0]
    number = re.sub(r"[^\d.]", "", match[1].replace("\u00b7", "."))
    if number.strip(".") and float(number) > 1:
        return None
    return Token("p", match[1], cell.at + match.start(1))


def statistic_of(cell: Cell, head: str = "") -> tuple[str, Token] | None:
    """The name and the value of a t or an F, as a cell or its column names it.

    >>> statistic_of(Cell("F(3,105) = 0.71, P = 0.55", 0))
    ('F', Token(kind='value', text='0.71', at=11))
    """
    match = _STATISTIC.search(cell.text)
    if match is not None:
        return match[1], Token("value", match[2], cell.at + match.start(2))
    number, named = _NUMBER.fullmatch(cell.text), re.fullmatch(r"\s*([tTF])\b\W*\w*\s*", head)
    if number is None or named is None or number["name"] or number["sign"]:
        return None
    name = "F" if named[1] == "F" else "t"
    return name, Token("value", number["number"], cell.at + number.start("number"))


def interval_of(cell: Cell) -> Value | None:
    """An estimate with its interval.

    >>> interval_of(Cell("0.86 (0.67-1.10)", 0)).entries
    {'estimate': '0.86', 'ci': '0.67 to 1.10'}
    """
    match = _INTERVAL.fullmatch(cell.text)
    if match is None:
        return None
    return _estimate(cell, match, "estimate", cell, match)


def number_of(cell: Cell, interval: Cell) -> Value | None:
    """An estimate of which the interval stands in the next cell."""
    number, ends = _NUMBER.fullmatch(cell.text), _ENDS.fullmatch(interval.text)
    if number is None or ends is None:
        return None
    return _estimate(cell, number, "number", interval, ends)


def _estimate(
    cell: Cell, match: re.Match[str], key: str, other: Cell, ends: re.Match[str]
) -> Value:
    low, high, told = ends["low"].strip(), ends["high"].strip(), match.groupdict()
    estimate = match[key].strip() + (told.get("sign") or "")
    tokens = [
        Token("estimate", estimate, cell.at + match.start(key)),
        Token("ci", other.text[ends.start("low") : ends.end("high")].rstrip(),
              other.at + ends.start("low")),
    ]  # fmt: skip
    if told.get("p"):
        tokens.append(Token("p", match["p"], cell.at + match.start("p")))
    name = match["name"] or ""
    role = "" if not name else "ratio" if _RATIO.search(name) else "difference"
    return Value("estimate", {"estimate": estimate, "ci": f"{low} to {high}"}, tokens, role)


def value_of(
    cell: Cell, partner: Cell | None, column: Column, size: int | None, said: Said
) -> Value | None:
    """What a cell says of a group; None where it is of no known form, or can be two things.

    Parameters
    ----------
    cell : Cell
    partner : Cell or None
        The other half of the value, where the columns have halves.
    column : Column
    size : int or None
    said : Said
    """
    if partner is not None:
        return _halves(cell, partner, size)
    share = _share(cell, size, said, column.role == "share")
    if share is not None:
        return share
    spread = _spread(cell, size, said)
    return spread if spread is not None else _between(cell, size, said, column.role == "share")


def _sized(size: int | None) -> dict[str, Any]:
    return {} if size is None else {"n": size}


def _of_share(k: str | None, n: int | None, percent: str | None, tokens: list[Token]) -> Value:
    count = None if k is None else whole(k)
    entries: dict[str, Any] = {
        **({} if count is None else {"k": count}), **_sized(n),
        **({} if percent is None else {"percent": f"{percent}%"}),
    }  # fmt: skip
    shown = f" ({percent}%)" if percent is not None else ""
    first = f"{percent}%" if count is None else str(count)
    text = (f"{first}/{n}" if n is not None else first) + ("" if count is None else shown)
    missing = [] if n is not None else [f"the denominator of {text}"]
    return Value("share", entries, tokens, text, missing)


def _token(kind: str, cell: Cell, match: re.Match[str], group: str | int) -> list[Token]:
    if not match[group]:
        return []
    return [Token(kind, match[group].rstrip(), cell.at + match.start(group))]


def _share(cell: Cell, size: int | None, said: Said, diagnostic: bool) -> Value | None:
    """Counts with or without percentages, or percentages."""
    share = _SHARE.fullmatch(cell.text)
    if share:
        return _of_share(None, size, share["percent"], _token("percent", cell, share, "percent"))
    for pattern in (_COUNT, _FIRST):
        match = pattern.fullmatch(cell.text)
        if match is None or diagnostic:
            continue
        told = match.groupdict()
        percent = told["percent"] or told.get("percent1")
        n = whole(match["n"]) if match["n"] else size
        k = whole(match["k"])
        assert k is not None
        if n is not None and k > n:
            continue
        signed = bool(told["sign"] or told.get("percent1"))
        if not _is_share(k, n, percent, bool(match["n"]), signed, said, pattern is _FIRST):
            continue
        groups = [("count", "k"), ("n", "n"), ("percent", "percent")]
        if "percent1" in told:
            groups.append(("percent", "percent1"))
        tokens = [token for kind, key in groups for token in _token(kind, cell, match, key)]
        return _of_share(match["k"], n, percent, tokens)
    return None


def _is_share(
    k: int, n: int | None, percent: str | None, of_n: bool, signed: bool, said: Said, turned: bool
) -> bool:
    """Whether two numbers are a count and its percentage, and no mean with its SD."""
    if of_n:
        return True
    counted = said.kind == "count"
    if percent is None:  # a bare number
        return counted and n is not None
    near = _near(k, n, percent)
    if turned:  # 40% (12) may be a mean with its SD
        return near and (signed or counted)
    if signed or counted:
        return True
    if said.kind or not near or not n:
        return False
    # Of more than 100 persons a mean with its SD may look like a count with its percentage.
    if n <= 100 or _COUNTS.search(said.table):
        return True
    printed = parse(f"{percent}%", "either")
    return printed.decimals > 0 and printed.contains(Fraction(100 * k, n))


def _near(k: int, n: int | None, percent: str) -> bool:
    """Whether a count of so many may have this percentage, give or take one."""
    return bool(n) and abs(100 * k / n - float(percent.replace("\u00b7", "."))) <= 1  # type: ignore[operator]


def _spread(cell: Cell, size: int | None, said: Said) -> Value | None:
    """A mean with its SD or standard error, or a median with the distance of its quartiles."""
    match, form, key = _SPREAD.fullmatch(cell.text), "mean", "sd"
    if match is not None and said.kind == "median":
        return None  # a median has no SD, and a mean is none
    if match is None:
        match = _BRACKETS.fullmatch(cell.text)
        if match is None or said.kind == "count":
            return None
        if said.has(_CI) and not said.has(_SPREADS):
            return None  # one number is no interval
        if said.kind == "median":
            if not said.has(_QUARTILES):
                return None
            form, key = "median", "iqr"
        count = whole(match[1])
        if not said.kind and count is not None:  # 12 (40), of nobody knows how many
            told = match[2].replace("\u2212", "-").replace(",", "")
            if size is None or _COUNTS.search(said.table) or _near(count, size, told):
                return None
    if (
        form == "mean"
        and (said.has(_SE) or _STANDARD_ERROR.search(said.table))
        and not any(re.search(r"\bSD\b", part) for part in said.parts)
    ):
        key = "se"
    tokens = [Token(form, match[1], cell.at + match.start(1)),
              Token(key, match[2], cell.at + match.start(2))]  # fmt: skip
    return Value(form, {**_sized(size), form: match[1], key: match[2]}, tokens)


def _between(cell: Cell, size: int | None, said: Said, diagnostic: bool) -> Value | None:
    """A number with two ends behind it: quartiles, extremes, or the interval of a mean or share."""
    match = _INTERVAL.fullmatch(cell.text)
    if match is None or match["name"] or match["p"]:
        return None
    said = Said((cell.text, *said.parts), said.table)  # 5 (IQR 3-7), 5 (95% CI 3-7)
    number, low, high = (match[key].strip() for key in ("estimate", "low", "high"))
    ends = cell.text[match.start("low") : match.end("high")].rstrip()
    tokens = [Token("estimate", number, cell.at + match.start("estimate")),
              Token("ci", ends, cell.at + match.start("low"))]  # fmt: skip
    if diagnostic or number.endswith("%"):
        if "%" not in number and not said.has(_PERCENT) and not re.match(r"[1-9]\d", number):
            return None  # 0.95 is no percentage
        percent = number.rstrip("% ")
        entries = {**_sized(size), "percent": f"{percent}%", "ci": f"{low} to {high}"}
        tokens[0] = Token("percent", number, tokens[0].at)
        return Value("share", entries, tokens, f"{percent}%",
                     [] if size else [f"the denominator of {percent}%"])  # fmt: skip
    if said.has(_CI):
        if said.kind != "mean":
            return None
        tokens[0] = Token("mean", number, tokens[0].at)
        entries = {**_sized(size), "mean": number, "ci": f"{low} to {high}"}
        return Value("estimated", entries, tokens, "", [] if size else ["n"])
    tokens[0] = Token("median", number, tokens[0].at)
    if said.has(_RANGE) and not said.has(_QUARTILES):
        tokens[1] = Token("range", ends, tokens[1].at)
        entries = {**_sized(size), "median": number, "lowest": low, "highest": high}
        return Value("extremes", entries, tokens, "", [] if size else ["n"])
    tokens[1] = Token("iqr", ends, tokens[1].at)
    entries = {**_sized(size), "median": number, "iqr": f"{low}:{high}"}
    return Value("median", entries, tokens, "", [] if said.has(_QUARTILES) else [NOT_SAID])


def _halves(cell: Cell, partner: Cell, size: int | None) -> Value | None:
    """A value of which two columns hold a half each."""
    number, other = _NUMBER.fullmatch(cell.text), _NUMBER.fullmatch(partner.text.strip("()"))
    k = whole(cell.text)
    between = _INTERVAL.fullmatch(partner.text)
    if k is not None and between is not None:
        share = between["estimate"].strip()
        percent = share.rstrip("% ")
        lead = len(cell.text) - len(cell.text.lstrip())
        tokens = [Token("count", cell.text.strip(), cell.at + lead),
                  Token("percent", share, partner.at + between.start("estimate")),
                  Token("ci", partner.text[between.start("low") : between.end("high")].rstrip(),
                        partner.at + between.start("low"))]  # fmt: skip
        found = _of_share(cell.text, size, percent, tokens)
        ends = f"{between['low'].strip()} to {between['high'].strip()}"
        return Value("share", {**found.entries, "ci": ends}, tokens, found.text, found.missing)
    if number is None or other is None or number["name"] or other["name"]:
        return None
    start = partner.at + len(partner.text) - len(partner.text.lstrip("("))
    mean, sd = number["number"], other["number"]
    tokens = [Token("mean", mean, cell.at + number.start("number")),
              Token("sd", sd, start + other.start("number"))]  # fmt: skip
    return Value("mean", {**_sized(size), "mean": mean, "sd": sd}, tokens)
