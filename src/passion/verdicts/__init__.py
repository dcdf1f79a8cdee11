"""Printed against recomputed: one verdict a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from passion.claims import Claim, Register
from passion.claims import load as load_register
from passion.evidence import Evidence
from passion.evidence.reading import table_comparisons
from passion.records import Records, from_environment
from passion.verdicts import counts, design, inferences, samples, tables
from passion.verdicts.model import FAILING, MEANINGS, Recomputed, Verdict

__all__ = ["FAILING", "MEANINGS", "Recomputed", "Verdict", "Verdicts", "failing", "judge"]

COUNTS = ("cerebral_palsy", "motor_delay", "epilepsy", "related_adverse_event")


def judge(
    register: Register | None = None,
    records: Records | None | str = "environment",
    *,
    alternatives: bool = True,
) -> Verdicts:
    """The verdict on every claim of a register, in its order, each computed when asked for.

    Parameters
    ----------
    register : Register, optional
        The paper's own by default.
    records : Records or None, optional
        The children's records; taken from ``PASSION_RECORDS`` unless given.
    alternatives : bool
        Whether to say as well what a verdict is under each other convention.

    Returns
    -------
    Verdicts
        A mapping of claim id to ``Verdict``.

    Examples
    --------
    >>> judge(records=None)["plic_registry"].recomputed.text
    '29 of 36'
    """
    found = from_environment() if isinstance(records, str) else records
    return Verdicts(Evidence(register or load_register(), found), alternatives)


class Verdicts(Mapping[str, Verdict]):
    """The verdicts on a register's claims; a page asks for its own and waits for no others.

    Parameters
    ----------
    evidence : Evidence
    alternatives : bool
        Whether other conventions are tried too.
    """

    def __init__(self, evidence: Evidence, alternatives: bool = True) -> None:
        self.evidence = evidence
        self.alternatives = alternatives

    def __getitem__(self, claim_id: str) -> Verdict:
        return _judge(self.evidence, self.evidence.register[claim_id], self.alternatives)

    def __iter__(self) -> Iterator[str]:
        return (claim.id for claim in self.evidence.register)

    def __len__(self) -> int:
        return len(self.evidence.register)

    def page(self, page: str) -> list[Verdict]:
        """The verdicts of one page."""
        return [self[claim.id] for claim in self.evidence.register.page(page)]


@lru_cache(maxsize=1024)
def _judge(evidence: Evidence, claim: Claim, alternatives: bool) -> Verdict:
    if claim.comparison in table_comparisons(evidence.register) and claim.kind in (
        "percent",
        "p_value",
    ):
        return tables.judge(evidence, claim, alternatives)
    if claim.kind == "inference":
        return inferences.judge(evidence, claim)
    if claim.kind in ("mean", "sd", "median", "iqr", "p_value"):
        return samples.judge(evidence, claim, alternatives)
    if claim.kind in ("percent", "range") or claim.measure in COUNTS:
        return counts.judge(evidence, claim)
    return design.judge(evidence, claim)


def failing(verdicts: Mapping[str, Verdict]) -> list[Verdict]:
    """The verdicts that make ``passion verify`` exit with 1."""
    return [verdict for verdict in verdicts.values() if verdict.verdict in FAILING]
