"""What the printed numbers, or the children's records, leave of each measure.

One code path: every method hands out a ``CompatibleSet`` or a ``Range``. With records in place
the set has one member; no caller asks which of the two it is.
"""

from __future__ import annotations

from passion import records as individual
from passion.claims import Register
from passion.claims import load as load_register
from passion.evidence.counts import CountEvidence
from passion.evidence.measured import MeasuredEvidence
from passion.evidence.tables import TableEvidence
from passion.records import Records


class Evidence(TableEvidence, CountEvidence, MeasuredEvidence):
    """The register and, where somebody has them, the children's records.

    Examples
    --------
    >>> load(records=None).tables("plic").describe(lambda table: f"{table.k2} of {table.n2}")
    '29 of 36'
    """


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
    return Evidence(register or load_register(), found)
