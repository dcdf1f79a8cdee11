"""How often the method finds the truth: trials that are drawn, and papers whose tables are known.

`printing` makes the numbers of a drawn trial and shares nothing with the engine; `simulation`
draws trials, has them solved and counts; `papers` holds abstracts against their own full texts.
"""
