"""The old name of `printed.fit.counts`."""

from printed.fit.counts import from_percent as from_percent
