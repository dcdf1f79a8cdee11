"""One value of a problem file as what it should be: a printed text, a number, a range, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from printed import notation
from printed.errors import InputError
from printed.plain_text import check_plain
from printed.problem.tree import Node

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
LONG = re.compile(r"[1-9][0-9]{9,}")
WIDEST = 1_000_000
# What an estimate's text can hold besides it.
HELD = {"estimate_interval": "ci", "median_quartiles": "ci", "mean_sd": "sd"}


@contextmanager
def placed(node: Node | None) -> Iterator[None]:
    """Give an error without a place the place of this value, if there is one."""
    try:
        yield
    except InputError as error:
        if error.row is not None or error.file is not None:
            raise
        if node is None:
            raise
        raise node.error(error.message) from None


def entries_of(node: Node, known: tuple[str, ...], what: str) -> Mapping[str, Node]:
    """The entries of a mapping, all with known keys."""
    if node.kind != "mapping":
        raise node.error(f"{what} is a mapping of keys to values")
    for key in node.value:
        if key not in known:
            place = (node.keys or {}).get(key, node)
            raise place.error(f"unknown key {key!r}; {what} has {', '.join(known)}")
    return node.value


def named(node: Node | None) -> list[tuple[str, Node]]:
    """The entries of a mapping of names, each a word."""
    if node is None:
        return []
    if node.kind != "mapping":
        raise node.error("this is a mapping of names to values")
    for name, value in node.value.items():
        if not WORD.fullmatch(name):
            raise value.error(f"{name!r} is no name; use letters, digits and underscores")
    return list(node.value.items())


def members_of(node: Node | None) -> tuple[Node, ...]:
    """The members of a list; a single value is a list of one."""
    if node is None:
        return ()
    if node.kind == "mapping":
        raise node.error("this is a list such as [one, two]")
    return node.value if node.kind == "list" else (node,)


def text_of(node: Node, what: str) -> str:
    """The text of a scalar, quoted or not."""
    if not isinstance(node.value, str) or not node.value.strip():
        raise node.error(f"{what} is text")
    return node.value.strip()


def words_of(node: Node, what: str) -> str:
    """Text that a page shows as it is."""
    text = text_of(node, what)
    with placed(node):
        check_plain(text)
    return text


def printed_text(node: Node, what: str) -> str:
    """The text of a printed value, which must be quoted."""
    text = text_of(node, what)
    if not node.quoted:
        raise node.error(f'{what} is printed and must be quoted: "{text}"')
    return text


def whole(node: Node) -> int:
    """An unquoted whole number."""
    if not node.quoted and isinstance(node.value, str) and LONG.fullmatch(node.value):
        raise node.error(f"{_shown(node)} is too large; at most nine digits")
    if node.quoted or not isinstance(node.value, str) or not WHOLE.fullmatch(node.value):
        raise node.error(f"{_shown(node)} is no whole number")
    return int(node.value)


def range_of(node: Node) -> tuple[int, int]:
    """A list of two whole numbers, in their order."""
    if node.kind == "list" and len(node.value) == 2:
        first, last = (whole(end) for end in node.value)
        if last < first:
            raise node.error(f"the range from {first} to {last} has its ends swapped")
        if last - first >= WIDEST:
            raise node.error(f"the range from {first} to {last} is too wide")
        return first, last
    raise node.error(f"{_shown(node)} is no range; write [1, 39], both ends included")


def size_of(
    node: Node, unknowns: Mapping[str, tuple[int, int]], least: int = 1
) -> tuple[tuple[int, int], str | None]:
    """A size, a range of sizes, or the name of an unknown."""
    if node.kind == "list":
        ends, shared = range_of(node), None
    elif node.kind in ("plain", "text") and WORD.fullmatch(node.value):
        shared = node.value  # a mapping in Python has quoted words only
        if shared not in unknowns:
            raise node.error(f"{shared!r} is not among the unknowns; give its range there")
        ends = unknowns[shared]
    elif node.kind == "plain" and ":" in node.value:
        raise node.error(f"{node.value} is no range; write [{node.value.replace(':', ', ', 1)}]")
    else:
        ends, shared = (whole(node), whole(node)), None
    if ends[0] < least:
        raise node.error(f"{ends[0]} is too small; at least {least}")
    return ends, shared


def _shown(node: Node) -> str:
    return repr(node.value) if isinstance(node.value, str) else f"a {node.kind}"


def split(
    entries: Mapping[str, Node],
    printed: Mapping[str, str],
    estimate: str,
    held: tuple[str, ...] = ("ci", "sd"),
) -> Mapping[str, str]:
    """An estimate printed with its interval or SD, as the numbers that it holds.

    Raises
    ------
    InputError
        If one of them is printed apart as well.
    """
    text = printed.get(estimate)
    if text is None:
        return printed
    with placed(entries[estimate]):
        found = notation.parse(text)
        key = HELD.get(found.kind)
        if key is None or key not in held:
            return printed
        if key in printed:
            raise InputError(f"{text!r} holds the {key} already; leave {key} out")
        first, *rest = (part.text for part in found.parts)
        return {**printed, estimate: first, key: " to ".join(rest)}
