"""One call of the command in this process, and what it did that the command must not do."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import math
import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

import yaml
from typer.main import get_command

from passion import cli as passion
from printed import cli as printed
from printed import limits
from printed.cli import limited
from printed.problem.drafts.tokens import TENS, WORDS
from printed.questions import box, browser

MOST_SECONDS = 20  # of processor time
ALLOWED = ""  # what PRINTED_SECONDS is set to: as whoever calls the command has it
MOST_BYTES = 2 * 2**30
FAILS = ("solve", "check", "verify")  # whose answer may be that a check failed
PROGRESS = "(Ctrl-C stops it)"
SYSTEM = Path("/proc/self/status")
# What a program writes of itself, where a line forgot whom it is for.
INSIDE = re.compile(r"\bNone\b|\bnan\b|\w+\(\d+, \d+\)|<class|\bobject at 0x")
NUMBER = re.compile(r"\d+(?:[.\u00b7]\d+)?|[.\u00b7]\d+")


@dataclass(frozen=True)
class Case:
    """A call of a command, and the files in the folder where it is called.

    Parameters
    ----------
    program : {"printed", "passion", "page"}
        A command, or what a page's scripts ask of the engine.
    words : tuple of str
        After the name of the command; of a page's question its kind and its JSON.
    files : mapping
        Content by name.
    given : bytes
        What standard input holds.
    """

    program: str
    words: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    given: bytes = b""

    @property
    def command(self) -> str:
        """The subcommand.

        >>> Case("printed", ("percent", "81%")).command
        'percent'
        """
        return self.words[0] if self.words else ""


@dataclass(frozen=True)
class Outcome:
    """What a call did: its exit code or what escaped it, what it wrote, what it took."""

    code: int | None
    out: str
    err: str
    escaped: str
    seconds: float
    left: tuple[str, ...]

    @property
    def told(self) -> list[str]:
        """The lines on standard error, without the one that a slow machine adds: it is at work."""
        return [line for line in self.err.splitlines() if PROGRESS not in line]

    @property
    def stopped(self) -> bool:
        """Whether the command ended it at its own limit of time: told in one line, not answered."""
        return self.code == 2 and limits.SECONDS.of in self.err


class TooSlow(BaseException):
    """More processor time than any call may take; no handler of errors catches it."""


def faults(case: Case, done: Outcome | None = None) -> list[str]:
    """Whatever a call did that it must not do; it is run unless it was already.

    >>> faults(Case("printed", ("percent", "81%", "--n", "36", "--json")))
    []
    >>> faults(Case("printed", ("percent", "none", "--json")))
    []
    """
    return list(_faults(case, done or run(case)))


def run(case: Case) -> Outcome:
    """What a call does, in a folder of its own."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as place:
        for name, content in case.files.items():
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        os.chdir(place)
        try:
            return _outcome(case, Path(place))
        finally:
            os.chdir(here)


_application = printed.application
_offered = cache(printed.commands.offered)


# A command is made of its declarations once, not once a call: that takes most of a call's time.
@cache
def _command(program: str, modules: tuple[str, ...]) -> Any:
    return get_command(_application(program, modules))


def _remembered(program: str, modules: Sequence[str]) -> Any:
    return _command(program, tuple(modules))


def _outcome(case: Case, folder: Path) -> Outcome:
    programs: Mapping[str, Callable[[list[str]], int]]
    programs = {"printed": printed.main, "passion": passion.main, "page": _page}
    main = programs[case.program]
    # As the interpreter opens them.
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict")
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    given = io.TextIOWrapper(io.BytesIO(case.given), encoding="utf-8")
    code, escaped = None, ""
    before = time.process_time()
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("default")
        warnings.showwarning = _as_shown  # type: ignore[assignment]
        stack.enter_context(_replaced(given, out, err))
        stack.enter_context(mock.patch.object(printed.commands, "offered", _offered))
        stack.enter_context(mock.patch.object(printed, "application", _remembered))
        set_by = {limited.VARIABLE: ALLOWED, printed.TRACE: "1"}
        stack.enter_context(mock.patch.dict(os.environ, set_by))
        stack.enter_context(_little_memory())
        try:
            with _little_time():
                code = main(list(case.words))
        except TooSlow:
            escaped = f"more than {MOST_SECONDS} s of processor time"
        except BaseException as error:
            frames = traceback.extract_tb(error.__traceback__)
            where = next((f for f in reversed(frames) if "/src/" in f.filename), frames[-1])
            place = f"{Path(where.filename).name}:{where.lineno}"
            escaped = f"{type(error).__name__} in {place}: {str(error)[:200]}"
    seconds = time.process_time() - before
    left = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return Outcome(code, _written(out), _written(err), escaped, seconds, tuple(left))


def _page(words: Sequence[str]) -> int:
    """The engine's answer to a question of a page, with all the time that it takes."""
    with mock.patch.object(box, "MOMENT", math.inf):
        answered = browser.respond(words[1])
    print(answered)
    return 2 if "error" in json.loads(answered) else 0


def _written(stream: io.TextIOWrapper) -> str:
    with contextlib.suppress(UnicodeError):
        stream.flush()
    held: Any = stream.buffer
    return held.getvalue().decode()


def _as_shown(message: Any, category: Any, filename: str, lineno: int, *_: Any) -> None:
    """A warning where a user sees it, whoever else listens in this process."""
    sys.stderr.write(warnings.formatwarning(message, category, filename, lineno))


@contextlib.contextmanager
def _replaced(given: Any, out: Any, err: Any) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = given, out, err
    # Set and put back as they are: what `setStream` flushes may be closed by a test before.
    logs = [
        (handler, handler.stream)
        for logger in logging.root.manager.loggerDict.values()
        for handler in getattr(logger, "handlers", ())
        if isinstance(handler, logging.StreamHandler)
    ]
    for handler, _ in logs:
        handler.stream = err
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for handler, stream in logs:
            handler.stream = stream


@contextlib.contextmanager
def _little_time() -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlow

    # Not the clock of the command's own limit, and a little later.
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextlib.contextmanager
def _little_memory() -> Iterator[None]:
    """What this process holds already does not count; only Linux tells it."""
    if not SYSTEM.exists():
        yield
        return
    held = re.search(r"VmData:\s+(\d+) kB", SYSTEM.read_text())
    before = resource.getrlimit(resource.RLIMIT_DATA)
    most = (int(held[1]) * 1024 if held else 0) + MOST_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


# --------------------------------------------------------------------------- what is a fault


def _faults(case: Case, done: Outcome) -> Iterator[str]:
    if done.escaped:
        yield done.escaped
        return
    if done.seconds > MOST_SECONDS:
        yield f"{done.seconds:.1f} s of processor time"
    allowed = (0, 1, 2) if case.command in FAILS else (0, 2)
    if done.code not in allowed:
        yield f"exit code {done.code}"
    said = done.told
    if "too large for the memory" in done.err:
        yield f"more than {MOST_BYTES // 2**30} GB of memory"
    given = {*case.words, *(content.decode("utf-8", "replace") for content in case.files.values())}
    for line in said:
        inside = [word for word in INSIDE.findall(line) if not any(word in text for text in given)]
        if inside or re.search(r"Warning: |Traceback|^\s+File ", line):
            yield f"not for a reader: {line.strip()[:200]}"
    if done.code == 2:
        if len(said) != 1 or not said[0].startswith(f"{case.program}: "):
            yield f"not one line but {len(said)}: {' | '.join(said)[:300]}"
        new = sorted({*done.left} - {*case.files})
        if new:
            yield f"refused, but left {', '.join(new)[:200]}"
    if "--json" in case.words:
        yield from _json(case, done)
    elif case.command == "read" and done.code == 0:
        yield from _drafted(case, done.out)


def _json(case: Case, done: Outcome) -> Iterator[str]:
    try:
        told = json.loads(done.out, parse_constant=_refuse)
    except ValueError as error:
        yield f"no JSON ({error}): {done.out[:80]!r}"
        return
    if told.get("version") != "2":
        yield f"version {told.get('version')!r}"
    if done.code == 2 and "error" not in told and case.command != "records":
        yield "refused without an error in the JSON"
    if done.code != 2 and "results" not in told:
        yield "answered without results in the JSON"
    if case.command == "read" and done.code == 0:
        text = _text(case)
        seen: set[int] = set()
        for item in told["results"]["items"]:
            for one in item["numbers"]:
                yield from _placed(one, text, seen)
        for one in told["results"]["unmatched"]:
            yield from _placed(one, text, seen)


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _text(case: Case) -> str:
    return (case.files.get(case.words[1]) or case.given).decode("utf-8-sig")


def _placed(one: Mapping[str, Any], text: str, seen: set[int]) -> Iterator[str]:
    """A number of a draft stands where the draft says, and is told once."""
    if not text.startswith(one["text"], one["place"]):
        yield f"{one['text']!r} does not stand at {one['place']}"
    if one["place"] in seen:
        yield f"{one['text']!r} at {one['place']} is told twice"
    seen.add(one["place"])


def _drafted(case: Case, draft: str) -> Iterator[str]:
    """Every number of a drafted item stands in the text; a word for a number counts as it."""
    text = _text(case)
    known = {*map(_value, NUMBER.findall(re.sub(r"(?<=\d)[,\u2009\u202f](?=\d{3})", "", text)))}
    known |= {*map(_value, NUMBER.findall(text))}
    known |= {*map(_value, re.findall(r"\d+", text))}
    lower = text.lower()
    spoken = {str(i) for i, word in enumerate(WORDS, 1) if word in lower}
    for i, word in enumerate(TENS, 2):
        if word in lower:
            spoken |= {str(10 * i + more) for more in range(10)}
    try:
        tree = yaml.load(draft, Loader=yaml.BaseLoader) or {}
    except yaml.YAMLError as error:
        yield f"the draft is no YAML: {str(error)[:200]}"
        return
    for name, item in (tree.get("items") or {}).items():
        for number in _numbers(item):
            if _value(number) not in known | spoken:
                yield f"{number!r} of {name} is not in the text"


def _numbers(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in ("kind", "statistic", "scale"):
                yield from _numbers(one)
    elif isinstance(value, list):
        for one in value:
            yield from _numbers(one)
    else:
        yield from NUMBER.findall(str(value))


def _value(text: str) -> str:
    """A number without what printing adds.

    >>> _value("007"), _value("0\u00b75")
    ('7', '0.5')
    """
    plain = "".join(str(unicodedata.digit(c, c)) for c in text).replace("\u00b7", ".")
    return plain if "." in plain else plain.lstrip("0") or "0"
