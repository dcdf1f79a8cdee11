"""A strict reading of YAML: every value keeps its place, nothing is guessed.

YAML itself turns an unquoted 0.20 into 0.2, 1:39 into 99 and no into false, lets the last of
two equal keys win, and can grow a few lines into gigabytes by aliases. None of that passes
here: a scalar keeps its text and whether it was quoted, and what is doubtful is refused with
its line and column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from printed import limits
from printed.errors import InputError

if TYPE_CHECKING:
    import yaml

LARGEST_FILE = limits.PROBLEM_TEXT.most
DEEPEST = limits.PROBLEM_DEPTH.most


@dataclass(frozen=True)
class Node:
    """A value of a problem file with its place.

    Parameters
    ----------
    value : str, tuple of Node, or dict of str to Node
        The text of a scalar, the members of a list, the entries of a mapping.
    quoted : bool
        Whether a scalar stood in quotation marks.
    keys : dict of str to Node
        The keys of a mapping, for their places.
    line, column : int or None
        Counted from 1; None where there is no file.
    file : str or None
    """

    value: Any
    quoted: bool = False
    line: int | None = None
    column: int | None = None
    file: str | None = None
    keys: Mapping[str, Node] | None = None

    def error(self, message: str) -> InputError:
        """The message with this place."""
        return InputError(message, file=self.file, row=self.line, column=self.column)

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        if isinstance(self.value, dict):
            return "mapping"
        return "list" if isinstance(self.value, tuple) else "text" if self.quoted else "plain"


def read_file(path: str | Path) -> Node:
    """Read a YAML file strictly.

    Raises
    ------
    InputError
        If it cannot be read, is too large, or is no plain YAML; with line and column.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(4 * LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", file=name) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) > LARGEST_FILE:
            raise _too_large(name) from None
        row = data[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", file=name, row=row) from None
    return read_text(text, name)


def read_text(text: str, file: str | None = None) -> Node:
    """Read YAML text strictly.

    Parameters
    ----------
    text : str
    file : str, optional
        Its name, for messages.

    Returns
    -------
    Node
        A mapping.

    Examples
    --------
    >>> tree = read_text('p: "0.20"')
    >>> tree.value["p"].value, tree.value["p"].quoted, tree.value["p"].column
    ('0.20', True, 4)
    """
    import yaml

    if len(text) > LARGEST_FILE:
        raise _too_large(file)
    events = yaml.parse(text, Loader=yaml.SafeLoader)
    try:
        tree = _Builder(events, file).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        why = error.problem or error.context
        raise InputError(f"is no YAML: {why}", file=file, row=row, column=column) from None
    except yaml.YAMLError as error:  # a character that YAML does not allow has no mark
        raise InputError(f"is no YAML: {error}", file=file) from None
    if tree.kind != "mapping":
        raise tree.error("a problem file is a mapping with the key items")
    return tree


def read_mapping(value: Any) -> Node:
    """The same tree from Python values: text counts as quoted.

    >>> read_mapping({"n": 10, "p": "0.02"}).value["p"].quoted
    True
    """
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise InputError(f"{key!r} is no key; keys are text")
        entries = {key: read_mapping(entry) for key, entry in value.items()}
        return Node(entries, keys={key: Node(key) for key in entries})
    if isinstance(value, str):
        return Node(value, quoted=True)
    if isinstance(value, Sequence):
        return Node(tuple(read_mapping(entry) for entry in value))
    return Node(repr(value) if isinstance(value, float) else str(value))


def _too_large(file: str | None) -> InputError:
    return InputError(f"is longer than {LARGEST_FILE} characters, too long a problem", file=file)


class _Builder:
    """Builds the tree from YAML's events, one look at each."""

    def __init__(self, events: Any, file: str | None) -> None:
        self.events = iter(events)
        self.file = file

    def document(self) -> Node:
        import yaml

        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.tags:
                    raise self._error(event, "tags are not allowed; write plain values")
                if root is not None:
                    raise self._error(event, "a problem file holds one document")
                root = self._node(next(self.events), 0)
        if root is None:
            raise InputError("is empty; a problem file has the key items", file=self.file)
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        import yaml

        if isinstance(event, yaml.AliasEvent):
            raise self._error(event, "aliases (*name) are not allowed; write the value out")
        if getattr(event, "anchor", None):
            raise self._error(event, "anchors (&name) are not allowed; write the value out")
        if getattr(event, "tag", None):
            raise self._error(event, "tags (!name) are not allowed; write plain values")
        if depth > DEEPEST:
            raise self._error(event, f"nested more than {DEEPEST} deep")
        place = {"line": event.start_mark.line + 1, "column": event.start_mark.column + 1}
        if isinstance(event, yaml.ScalarEvent):
            return Node(event.value, event.style is not None, **place, file=self.file)
        if isinstance(event, yaml.SequenceStartEvent):
            members = []
            while not isinstance(part := next(self.events), yaml.SequenceEndEvent):
                members.append(self._node(part, depth + 1))
            return Node(tuple(members), **place, file=self.file)
        entries: dict[str, Node] = {}
        keys: dict[str, Node] = {}
        while not isinstance(part := next(self.events), yaml.MappingEndEvent):
            key = self._node(part, depth + 1)
            if not isinstance(key.value, str):
                raise key.error("a key is a word, not a list or mapping")
            if key.value in entries:
                raise key.error(f"the key {key.value!r} stands here twice")
            keys[key.value] = key
            entries[key.value] = self._node(next(self.events), depth + 1)
        return Node(entries, **place, file=self.file, keys=keys)

    def _error(self, event: yaml.Event, message: str) -> InputError:
        mark = event.start_mark
        return InputError(message, file=self.file, row=mark.line + 1, column=mark.column + 1)
