"""Values as papers print them, values that nobody would print, and ways to damage a text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

HUGE = ("1e999999999", "-1e999", "1e400", "9" * 20, "1" * 4000, "0." + "0" * 60 + "1")
_NUMBER = re.compile(r"(?<![\w.])\d[\d.,]*%?")
ODD = st.sampled_from(
    [*HUGE, "", " ", "0", "-0", "-1", "-0.4", "1e-9", "1e309", "nan", "inf", "-inf", "NaN", "None",
     "null", "~", "true", "0/0", "7/3", "4/0", "1:0", "5:1", ":", "a:b", "1:1000000", "1:39", "1_0",
     "0x10", "½", "²", "٣", "１２", "−0.4", "–", "±", "89±", "±21", "1,124", "0,5", "1.2.3", "1..2",
     "<", "<=", "<>", "<0", ">1", "<0.001", "≤0.01", "NS", "ns", "P", "P=", "%", "81%%", "101%",
     "-1%", "0%", "100%", "1e2%", "(", ")", "[", "]", "{", "}", "'", '"', "`", "\\", "\n", "\t",
     "\0", "\u2028", "\ufeff", "\u200b", "é", "日本", "\udcff", "--", "-", "@x", "=1+1", "../x",
     "/dev/null", ".", "0.3 [0.8]", "0.3 [", "[0.8]", "0 to 1", "1 to 0", "-5 to -1", "to"]
)  # fmt: skip
FREE = st.one_of(st.text(max_size=8), st.text("0123456789.,-+%/:<>=±[]() eE", max_size=12))
WHOLE = st.integers(0, 60).map(str)
DECIMAL = st.tuples(st.integers(-999, 9999), st.integers(0, 3)).map(
    lambda pair: f"{pair[0] / 10 ** pair[1]:.{pair[1]}f}"
)
SHARE = st.tuples(st.integers(0, 1000), st.integers(0, 1)).map(
    lambda pair: f"{pair[0] / 10:.{pair[1]}f}%"
)
P = st.one_of(
    st.integers(0, 999).map(lambda i: f"0.{i:03d}"),
    st.sampled_from(["0.02", "0.01", "<0.001", "1", ".05", "P=0.99", "NS", "0.000", "7.2 × 10−25"]),
)
SIZES = st.one_of(
    WHOLE, st.tuples(st.integers(1, 40), st.integers(0, 60)).map(lambda at: f"{at[0]}:{sum(at)}")
)
COUNTED = st.tuples(st.integers(0, 40), st.integers(0, 60)).map(lambda km: f"{km[0]}/{sum(km)}")
TO = st.sampled_from([" to ", "-", "–", ", ", ":", "; "])
INTERVAL = st.tuples(st.integers(-99, 400), st.integers(0, 400), st.integers(0, 2), TO).map(
    lambda one: one[3].join(f"{end / 10 ** one[2]:.{one[2]}f}" for end in (one[0], one[0] + one[1]))
)
POSITIVE = DECIMAL.map(lambda text: text.removeprefix("-"))
SPREAD = st.tuples(DECIMAL, POSITIVE, st.sampled_from(["{}±{}", "{} ({})", "{} [{}]"])).map(
    lambda one: one[2].format(one[0], one[1])
)
WITH_INTERVAL = st.tuples(
    st.integers(-99, 400), st.integers(0, 300), st.integers(0, 300), st.integers(0, 2), TO
).map(
    lambda one: "{0} ({1}{3}{2})".format(
        *(f"{i / 10 ** one[3]:.{one[3]}f}" for i in (one[0], one[0] - one[1], one[0] + one[2])),
        one[4],
    )
)
PRINTED = st.one_of(DECIMAL, WHOLE, SHARE, P, SIZES, COUNTED, INTERVAL, SPREAD, WITH_INTERVAL)
ANYTHING = st.one_of(PRINTED, ODD, FREE)


def mostly(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The usual in fifteen of sixteen draws."""
    return st.integers(0, 15).flatmap(lambda die: usual if die else other)


WAYS = [*["digit"] * 9, *["number"] * 6, "cut", "put", "line", "twice"]


@st.composite
def damaged(draw: Any, texts: Sequence[str], pieces: st.SearchStrategy[str] = ANYTHING) -> str:
    """A text of several with some of its numbers, marks or lines replaced, lost or doubled."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 3]))):
        if not text:
            break
        how = draw(st.sampled_from(WAYS))
        at = draw(st.integers(0, len(text) - 1))
        if how in ("digit", "number"):
            starts = [found.span() for found in _NUMBER.finditer(text)]
            if not starts:
                continue
            start, end = starts[at % len(starts)]
            if how == "digit":
                text = text[:start] + str(draw(st.integers(0, 9))) + text[start + 1 :]
            else:
                text = text[:start] + draw(pieces) + text[end:]
        elif how == "cut":
            text = text[:at] + text[at + draw(st.integers(1, 12)) :]
        elif how == "put":
            text = text[:at] + draw(pieces) + text[at:]
        else:
            lines = text.splitlines(keepends=True)
            which = at % len(lines)
            lines[which : which + 1] = [] if how == "line" else [lines[which]] * 2
            text = "".join(lines)
    return text


def read_rows(text: str) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(text)))


def write_rows(rows: Sequence[Sequence[str]]) -> str:
    """The text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def encoded(text: str) -> bytes:
    """As a file holds it."""
    return text.encode("utf-8", "surrogatepass")


@st.composite
def damaged_bytes(draw: Any, content: bytes) -> bytes:
    """A file of which a few bytes were lost or changed, or that begins or ends oddly."""
    how = draw(st.sampled_from([*["flip"] * 3, "cut", "end", *["mark"] * 2, "wide", "packed"]))
    if how == "flip" and content:
        changed = bytearray(content)
        for _ in range(draw(st.integers(1, 6))):
            changed[draw(st.integers(0, len(changed) - 1))] = draw(st.integers(0, 255))
        return bytes(changed)
    if how == "cut":
        return content[: draw(st.integers(0, len(content)))]
    if how == "end":
        return content + draw(st.binary(max_size=20))
    if how == "mark":
        return b"\xef\xbb\xbf" + content
    if how == "wide":
        return content.decode("utf-8", "replace").encode("utf-16")
    if how == "packed":
        import gzip

        return gzip.compress(content[:10_000])
    return b""
