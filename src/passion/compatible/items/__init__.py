"""Printed items of one problem: tables, counts, rank sums and samples, each with its facts.

An item hands out its members under a convention, each with the values that it gives the shared
unknowns. It can also say cheaply which values of an unknown it allows at all, so that a join
meets those first, and be thinned by one printed fact, so that a contradiction can be narrowed.
"""

from passion.compatible.items.base import Allowed, Convention, Item, Key
from passion.compatible.items.count import CountItem
from passion.compatible.items.ranksum import RanksumItem
from passion.compatible.items.sample import SampleItem
from passion.compatible.items.table import UNPRINTED, Group, TableItem

__all__ = [
    "UNPRINTED",
    "Allowed",
    "Convention",
    "CountItem",
    "Group",
    "Item",
    "Key",
    "RanksumItem",
    "SampleItem",
    "TableItem",
]
