"""A row of events, person-time and rate, as three columns or as events over person-time in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from printed.problem.drafts.cells import Cell, Value, interval_of, whole
from printed.problem.drafts.columns import Column
from printed.problem.drafts.tokens import NUM, Token

_UNIT = (
    r"(?:(?:persons?|patients?|subjects?|pt|child|woman|women|participants?)[\s-]*"
    r"(?:years?|months?|weeks?|days?|time|yr)|p(?:t|a)?yr?s?\b)"
)
_RATE = re.compile(
    rf"(?:\bper\s+|/\s*)(?P<per>1(?:[, ]?0{{2,3}})*0*)\s*-?\s*{_UNIT}", re.IGNORECASE
)
_TIME = re.compile(rf"\b{_UNIT}", re.IGNORECASE)
_EVENTS = re.compile(
    r"\bevents?\b|\boutcomes?\b|\bcases\b|\bdeaths\b|\bnumber\b|\bno\.", re.IGNORECASE
)
_BOTH = re.compile(rf"(?:events?|cases|deaths|n)\s*/\s*(?!\d){_UNIT}", re.IGNORECASE)
_OVER = re.compile(rf"\s*(?P<events>\d[\d,]*)\s*/\s*(?P<time>{NUM})\s*")
_PLAIN = re.compile(rf"\s*({NUM})\s*")


def incidence(row: Sequence[Cell], columns: Sequence[Column]) -> tuple[Value, set[int]] | None:
    """The rate of a row, and the columns in which it stands; None where it has not all of them.

    Examples
    --------
    >>> heads = ("", "Person-years", "Events", "Rate per 100 person-years (95% CI)")
    >>> row = [Cell(text, 0) for text in ("Exposed", "8,959", "74", "0.83 (0.66-1.04)")]
    >>> found, used = incidence(row, [Column("other", head) for head in heads])
    >>> found.entries["group1"]
    {'events': 74, 'time': '8959', 'rate': '0.83', 'ci': '0.66 to 1.04'}
    """
    said = [column.said for column in columns[: len(row)]]
    rates = [j for j, head in enumerate(said) if j and _RATE.search(head)]
    both = [j for j, head in enumerate(said) if j and j not in rates and _BOTH.search(head)]
    times = [
        j for j, head in enumerate(said) if j and j not in (*rates, *both) and _TIME.search(head)
    ]
    events = [
        j for j, head in enumerate(said)
        if j and j not in (*rates, *both, *times) and _EVENTS.search(head)
    ]  # fmt: skip
    if len(rates) != 1 or (len(both) != 1 and (len(times), len(events)) != (1, 1)):
        return None
    if both:
        over = _OVER.fullmatch(row[both[0]].text)
        if over is None:
            return None
        at = row[both[0]].at
        told = [("count", over["events"], at + over.start("events")),
                ("time", over["time"], at + over.start("time"))]  # fmt: skip
        used = {both[0], rates[0]}
    else:
        count, time = row[events[0]], row[times[0]]
        if whole(count.text) is None or _PLAIN.fullmatch(time.text) is None and (
            whole(time.text) is None
        ):
            return None
        told = [
            (kind, cell.text.strip(), cell.at + len(cell.text) - len(cell.text.lstrip()))
            for kind, cell in (("count", count), ("time", time))
        ]
        used = {events[0], times[0], rates[0]}
    rate = _rate(row[rates[0]])
    match = _RATE.search(said[rates[0]])
    if rate is None or match is None:
        return None
    tokens = [Token(*one) for one in told] + rate.tokens
    group: dict[str, Any] = {
        "events": int(re.sub(r"\D", "", told[0][1])),
        "time": re.sub(r"[^\d.\u00b7]", "", told[1][1]),
        "rate": rate.entries["estimate"],
        **({"ci": rate.entries["ci"]} if "ci" in rate.entries else {}),
    }
    per = int(re.sub(r"\D", "", match["per"]))
    return Value("rates", {"per": per, "group1": group}, tokens), used


def _rate(cell: Cell) -> Value | None:
    """A rate with or without its interval."""
    found = interval_of(cell)
    if found is not None:
        return None if found.text else found
    plain = _PLAIN.fullmatch(cell.text)
    if plain is None:
        return None
    token = Token("estimate", plain[1], cell.at + plain.start(1))
    return Value("estimate", {"estimate": plain[1]}, [token])
