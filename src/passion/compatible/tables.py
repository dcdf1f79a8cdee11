"""The old name of `printed.fit.tables`."""

from printed.fit.tables import search as search
