"""The old name of `printed.fit.ranksum`."""

from printed.fit.ranksum import search as search
