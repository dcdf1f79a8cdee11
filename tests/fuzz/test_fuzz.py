"""The fuzz: calls of the command, made up and of all past findings; what none of them may do."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from tools.fuzz import cases, contract
from tools.fuzz.contract import Case

from passion import paths

SEEDS = yaml.safe_load(Path(__file__).with_name("seeds.yaml").read_text(encoding="utf-8"))
VARIANTS = dict(cases.variants())


def check(case: Case) -> None:
    assert contract.faults(case) == [], case


@pytest.mark.parametrize("name", SEEDS)
def test_what_was_found_stays_mended(name, monkeypatch):
    """Each past finding, with the exit code and, where it tells, the words that it now has.

    None is ended at the command's limit; a loaded machine has three times as long.
    """
    monkeypatch.setattr(contract, "ALLOWED", "0")
    monkeypatch.setattr(contract, "MOST_SECONDS", 3 * contract.MOST_SECONDS)
    found = SEEDS[name]
    case = seed(found)
    done = contract.run(case)
    assert contract.faults(case, done) == []
    assert done.code == found["code"], done.err
    assert found.get("says", "") in done.out + done.err


def seed(found: dict[str, Any]) -> Case:
    """A call as ``seeds.yaml`` has it; a long text is what is repeated, with how often."""

    def content(told: Any) -> bytes:
        if isinstance(told, bytes):
            return told
        if isinstance(told, dict):
            return (paths.ROOT / told["path"]).read_bytes()
        text = told if isinstance(told, str) else "".join(one * times for one, times in told)
        return text.encode("utf-8", "surrogatepass")

    files = {name: content(told) for name, told in found.get("files", {}).items()}
    words = tuple(word if isinstance(word, str) else content(word).decode("utf-8", "surrogatepass")
                  for word in found["words"])  # fmt: skip
    return Case(found["program"], words, files, content(found.get("given", "")))


def thrown(kind: str, count: int) -> None:
    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(cases.CASES[kind][0])
    def try_all(case: Case) -> None:
        check(case)

    try_all()


@pytest.mark.parametrize("kind", cases.CASES)
def test_a_little_is_thrown(kind):
    thrown(kind, 15)


@pytest.mark.validate
@pytest.mark.parametrize("kind", cases.CASES)
def test_much_is_thrown(kind):
    thrown(kind, 250)


@pytest.mark.validate
@pytest.mark.parametrize("name", VARIANTS)
def test_a_register_with_something_taken_out_is_judged_or_refused(name):
    check(VARIANTS[name])


# --------------------------------------------------------------------------- the fuzz itself


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("raise KeyError('n_treated')", "KeyError in "),
        ("return 3", "exit code 3"),
        ("return 130", "exit code 130"),
        ("return 1", "exit code 1"),
        ("return 2", "not one line but 0"),
        ("print('{}'); return 0", "version None"),
        ("print('{\"version\": \"2\", \"results\": NaN}'); return 0", "no JSON"),
        ("print('{\"version\": \"2\"}'); return 0", "without results"),
        ("open('new', 'w').close(); print('printed: no', file=sys.stderr); return 2", "left new"),
        ("print('a: RuntimeWarning: b', file=sys.stderr); return 0", "not for a reader"),
        ("warnings.warn('b'); return 0", "not for a reader"),
        ("print('too large for the memory', file=sys.stderr); return 2", "GB of memory"),
        ("bytearray(3 * 2**30); return 0", "MemoryError"),
        ("while True: pass", "s of processor time"),
    ],
)
def test_the_fuzz_sees_a_fault(monkeypatch, does, told):
    """Each thing that no call may do, done on purpose."""
    made: dict[str, Any] = {}
    body = "\n    ".join(does.split("; "))
    exec(f"import sys, warnings\ndef main(words):\n    {body}", made)
    monkeypatch.setattr(contract.printed, "main", made["main"])
    monkeypatch.setattr(contract, "MOST_SECONDS", 0.2)
    found = contract.faults(Case("printed", ("percent", "--json")))
    assert any(told in fault for fault in found), found


def test_a_call_that_the_command_ends_itself_is_no_fault_and_is_counted(monkeypatch):
    case = Case("printed", ("percent", "81%", "--json"))
    assert not contract.run(case).stopped

    def forever(*_: Any) -> None:
        while True:
            pass

    monkeypatch.setattr("printed.questions.percent", forever)
    monkeypatch.setattr(contract, "ALLOWED", "0.1")
    done = contract.run(case)
    assert done.stopped and contract.faults(case, done) == []


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        ('items:\n  a: {kind: count, k: 43, percent: "84.3%"}\n', []),
        ('items:\n  a: {kind: count, k: 7, n: 20}\n', []),
        ('items:\n  a: {kind: count, k: 4, percent: "84.3%"}\n', ["'4' of a is not in the text"]),
        ("items: [\n", ["the draft is no YAML"]),
    ],
)
def test_the_fuzz_sees_a_number_that_is_not_in_the_text(draft, told):
    case = Case("printed", ("read", "x.txt"), {"x.txt": b"43 (84.3%) and seven of twenty"})
    found = list(contract._drafted(case, draft))
    assert len(found) == len(told) and all(map(str.startswith, found, told))


def test_a_log_that_somebody_closed_is_no_matter():
    handler = logging.StreamHandler(io.TextIOWrapper(io.BytesIO()))
    handler.stream.close()
    logger = logging.getLogger("closed by another test")
    logger.addHandler(handler)
    closed = handler.stream
    try:
        check(Case("printed", ("percent", "81%", "--n", "36", "--json")))
        assert handler.stream is closed
    finally:
        logger.removeHandler(handler)
