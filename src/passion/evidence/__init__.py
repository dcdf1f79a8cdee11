"""What the printed numbers, or the children's records, leave of each measure."""

from __future__ import annotations

from passion import records as individual
from passion.claims import Register
from passion.claims import load as load_register
from passion.evidence.depths import EvidenceOfPrint, EvidenceOfRecords
from passion.evidence.evidence import Evidence
from passion.evidence.reading import Reading, alternatives, dropped, headline
from passion.records import Records
from printed.fit.tables import Table
from printed.sets import CompatibleSet, Count, Range

__all__ = [
    "CompatibleSet",
    "Count",
    "Evidence",
    "EvidenceOfPrint",
    "Range",
    "Reading",
    "alternatives",
    "dropped",
    "headline",
    "load",
    "registry_count",
    "treated_count",
]


def load(
    register: Register | None = None, records: Records | None | str = "environment"
) -> Evidence:
    """The evidence for the book: the register, and records where the environment names them.

    Parameters
    ----------
    register : Register, optional
        The paper's own by default.
    records : Records or None, optional
        Taken from ``PASSION_RECORDS`` unless given.
    """
    found = individual.from_environment() if isinstance(records, str) else records
    known = register or load_register()
    return EvidenceOfPrint(known) if found is None else EvidenceOfRecords(known, found)


def treated_count(table: Table) -> Count:
    """The treated children of a table."""
    return Count(table.k1, table.n1)


def registry_count(table: Table) -> Count:
    """The registry children of a table."""
    return Count(table.k2, table.n2)
