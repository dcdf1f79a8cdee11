"""A register judged claim by claim from its text, and what another number in it would leave.

What a reader's browser asks of the engine. The register comes as the text of its files, so that
what is judged is what stands in the book; nothing is looked up elsewhere.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from hashlib import sha256
from typing import Any

from printed.compiled import compiled
from printed.errors import InputError
from printed.left import target
from printed.readings import Reading, read_conventions
from printed.register import Claim, Group, Register, parse
from printed.statements import state
from printed.verdicts import Sources, Verdict, Verdicts, judge, row

NOTHING = {"verdict": "none", "text": "nothing found"}


def packed(register: Register, conventions: str, sources: Sources | None = None) -> dict[str, Any]:
    """A register as a browser is given it.

    Parameters
    ----------
    register : Register
    conventions : str
        The text of its ``conventions.yaml``; empty where it has none.
    sources : callable, optional
        Other documents that bear on a claim, as `printed.verdicts.judge` takes them.

    Returns
    -------
    dict
        ``claims`` and ``groups`` (CSV), ``conventions`` (YAML), ``sources`` by claim.
    """
    found = {claim.id: [list(one) for one in sources(claim)] for claim in register if sources}
    return {
        "claims": _csv(Claim, register.claims),
        "groups": _csv(Group, register.groups),
        "conventions": conventions,
        "sources": {name: rows for name, rows in found.items() if rows},
    }


def _csv(kind: type, rows: Sequence[Any]) -> str:
    out = io.StringIO()
    names = [one.name for one in fields(kind)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([names, *([getattr(row, name) for name in names] for row in rows)])
    return out.getvalue()


def fingerprint(verdict: Verdict) -> str:
    """All that is said of a claim in 16 digits: equal where two runs say the same.

    The ends of a range are left out: their words are in, and another machine may differ in the
    last binary digit.
    """
    said = verdict.json()
    said["recomputed"] = said["recomputed"]["text"]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def respond(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a question about a register.

    Parameters
    ----------
    asked : mapping
        ``{"register": ..., "claim": id}`` for the verdict on a claim; with ``"printed": text`` for
        all that another number in its place would change, under ``"reading"`` (the headline when
        left out).

    Returns
    -------
    dict
        Of a verdict ``{"verdict": row of verify, "fingerprint"}``; of another number ``{"changed":
        [{"claim", "verdict", "text", "was": {"verdict", "text"}}]}``.
    """
    told = json.dumps(asked["register"], sort_keys=True)
    verdicts = _verdicts(told)
    _known(verdicts, asked["claim"])
    if "printed" in asked:
        name = asked.get("reading", "")
        return {"changed": changed(verdicts, told, asked["claim"], asked["printed"], name)}
    verdict = verdicts[asked["claim"]]
    return {"verdict": verdict.json(), "fingerprint": fingerprint(verdict)}


def _known(verdicts: Verdicts, claim: str) -> None:
    if claim not in verdicts.register:
        raise InputError(f"no claim {claim!r} in the register")


@lru_cache(maxsize=2)
def _verdicts(told: str) -> Verdicts:
    register = json.loads(told)
    known = {name: [tuple(one) for one in rows] for name, rows in register["sources"].items()}
    return judge(_read(told), sources=lambda claim: known.get(claim.id, ()))


def _read(told: str, **other: str) -> Register:
    """The register, with other numbers in place of some claims'."""
    register = json.loads(told)
    rows = list(csv.DictReader(io.StringIO(register["claims"])))
    claims = [Claim(**(one | {"printed": other.get(one["id"], one["printed"])})) for one in rows]
    known = read_conventions(register["conventions"]) if register["conventions"] else None
    return parse(_csv(Claim, claims).encode(), register["groups"].encode(), known)


def changed(
    verdicts: Verdicts, told: str, claim: str, printed: str, name: str = ""
) -> list[dict[str, Any]]:
    """What one reading leaves if another number were printed, where that is something else.

    Only the named reading is tried: where it leaves nothing, another may leave something, so that
    nothing is said to contradict.
    """
    readings = {one.name: one for one in (verdicts.headline, *verdicts.readings)}
    if name not in readings:
        raise InputError(f"no reading {name!r}")
    if not printed.strip():
        raise InputError("needs a number")
    other = _read(told, **{claim: printed.strip()})
    found = []
    for one in other:
        was = left(verdicts.register, verdicts.register[one.id], readings[name])
        now = left(other, one, readings[name])
        if now != was or one.id == claim:
            found.append({"claim": one.id, **now, "was": was})
    return found


def left(register: Register, claim: Claim, reading: Reading) -> dict[str, str]:
    """What one reading leaves of a claim, as ``by_convention`` says it.

    Examples
    --------
    >>> text = b"id,statement,group,measure,kind,printed\\n"
    >>> text += b"n,Treated,arm,size,count,10\\ncp,Had palsy,arm,palsy,percent,20%\\n"
    >>> register = parse(text)
    >>> left(register, register["cp"], register.conventions.first)
    {'verdict': 'compatible', 'text': '1 of 5 or 2 of 10'}
    """
    problem = compiled(register, reading)
    if claim.kind == "inference":
        said = state(problem, claim)
        if said is None:
            return {"verdict": "stated", "text": claim.printed}
        if said.holds is None and not said.text:
            return NOTHING
        return {"verdict": said.word, "text": said.text}
    place = problem.places.get(claim.id)
    if place is None:
        return {"verdict": "stated", "text": claim.printed}
    solutions = problem.solutions(place[0])
    if isinstance(solutions, str):
        return dict(row(solutions))
    return dict(row(target(claim, problem.items[place[0]], place[1], solutions)))
