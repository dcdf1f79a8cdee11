"""The old names of tests, intervals and effect sizes of given data: see `printed.stats`."""

from printed.stats import odds_ratio as odds_ratio
from printed.stats import proportion as proportion
from printed.stats import ranksum_p as ranksum_p
from printed.stats import risk_difference as risk_difference
from printed.stats import risk_ratio as risk_ratio
from printed.stats import table_p as table_p
