"""Printed against recomputed: one verdict a claim."""

from __future__ import annotations

from functools import lru_cache

from passion.claims import Register
from passion.claims import load as load_register
from passion.evidence import Evidence
from passion.records import Records, from_environment
from passion.verdicts import counts, design, inferences, samples, tables
from passion.verdicts.model import FAILING, MEANINGS, Recomputed, Verdict

__all__ = ["FAILING", "MEANINGS", "Recomputed", "Verdict", "failing", "judge"]

COUNTS = ("cerebral_palsy", "motor_delay", "epilepsy", "related_adverse_event")


def judge(
    register: Register | None = None, records: Records | None | str = "environment"
) -> dict[str, Verdict]:
    """The verdict on every claim of a register, in its order.

    Parameters
    ----------
    register : Register, optional
        The paper's own by default.
    records : Records or None, optional
        The children's records; taken from ``PASSION_RECORDS`` unless given.

    Returns
    -------
    dict of str to Verdict

    Examples
    --------
    >>> judge(records=None)["plic_registry"].recomputed.text
    '29 of 36'
    """
    found = from_environment() if isinstance(records, str) else records
    return dict(_judge(Evidence(register or load_register(), found)))


@lru_cache(maxsize=8)
def _judge(evidence: Evidence) -> dict[str, Verdict]:
    compared = tables.judge(evidence)
    verdicts: dict[str, Verdict] = {}
    for claim in evidence.register:
        if claim.id in compared:
            verdict = compared[claim.id]
        elif claim.kind == "inference":
            verdict = inferences.judge(evidence, claim)
        elif claim.kind in ("mean", "sd", "median", "iqr", "p_value"):
            verdict = samples.judge(evidence, claim)
        elif claim.kind in ("percent", "range") or claim.measure in COUNTS:
            verdict = counts.judge(evidence, claim)
        else:
            verdict = design.judge(evidence, claim)
        verdicts[claim.id] = verdict
    return verdicts


def failing(verdicts: dict[str, Verdict]) -> list[Verdict]:
    """The verdicts that make ``passion verify`` exit with 1."""
    return [verdict for verdict in verdicts.values() if verdict.verdict in FAILING]
