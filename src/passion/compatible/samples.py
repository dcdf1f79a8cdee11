"""The old name of `printed.fit.samples`."""

from printed.fit.samples import debit as debit
from printed.fit.samples import grim as grim
from printed.fit.samples import grimmer as grimmer
from printed.fit.samples import search as search
