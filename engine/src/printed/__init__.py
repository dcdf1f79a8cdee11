"""What printed numbers determine, leave open or contradict: for any paper.

The core runs on the standard library; numpy, scipy and pandas load only where they are used.
"""

__version__ = "0.2.0"
