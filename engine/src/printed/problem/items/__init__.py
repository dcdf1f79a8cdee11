"""Printed items of one problem: tables, counts, rank sums and samples, each with its facts.

An item hands out its members under a convention, each with the values that it gives the shared
unknowns. It can also say cheaply which values of an unknown it allows at all, so that a join
meets those first, and be thinned by one printed fact, so that a contradiction can be narrowed.
"""

from printed.problem.items.anova import AnovaItem
from printed.problem.items.base import Allowed, Convention, Item, Key
from printed.problem.items.count import CountItem
from printed.problem.items.crosstab import CrosstabItem
from printed.problem.items.extremes import ExtremesItem
from printed.problem.items.mcnemar import McnemarItem
from printed.problem.items.mean import MeanItem
from printed.problem.items.medians import MediansItem
from printed.problem.items.own import OwnItem, opened
from printed.problem.items.paired import PairedItem
from printed.problem.items.ranksum import RanksumItem
from printed.problem.items.rates import RatesItem
from printed.problem.items.ratio import RatioItem
from printed.problem.items.sample import SampleItem
from printed.problem.items.share import ShareItem
from printed.problem.items.statistic import StatisticItem
from printed.problem.items.table import UNPRINTED, Group, TableItem
from printed.problem.items.ttest import TtestItem

# Every kind of item that a problem file can name: a new one is a file here and a line there.
KINDS: dict[str, type[Item]] = {
    item.kind: item
    for item in (
        TableItem, ShareItem, RanksumItem, MeanItem, MediansItem, ExtremesItem, TtestItem,
        PairedItem, RatioItem, RatesItem, StatisticItem, CrosstabItem, AnovaItem, McnemarItem,
    )  # fmt: skip
}

__all__ = [
    "KINDS",
    "UNPRINTED",
    "Allowed",
    "Convention",
    "CountItem",
    "ExtremesItem",
    "Group",
    "Item",
    "Key",
    "MediansItem",
    "OwnItem",
    "RanksumItem",
    "SampleItem",
    "TableItem",
    "opened",
]
