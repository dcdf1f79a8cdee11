"""What the printed numbers of a clinical paper determine, leave open or contradict.

The package is light to import: pandas, matplotlib and SimpleITK load only where they are used.
"""

__version__ = "0.2.0"
