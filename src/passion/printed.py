"""The old name of what reads a printed number: see `printed.notation`."""

from printed.notation import parse as parse
