"""The old name of `printed.problem`."""

from printed.problem import solve as solve
