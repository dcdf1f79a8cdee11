"""What the printed numbers, or the children's records, leave of each measure."""

from passion.evidence.evidence import Evidence, load
from passion.evidence.reading import Reading, alternatives, dropped, headline
from passion.evidence.tables import registry_count, treated_count
from printed.sets import CompatibleSet, Count, Range

__all__ = [
    "CompatibleSet",
    "Count",
    "Evidence",
    "Range",
    "Reading",
    "alternatives",
    "dropped",
    "headline",
    "load",
    "registry_count",
    "treated_count",
]
