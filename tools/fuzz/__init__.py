"""The fuzz: whatever is typed or handed in, one answer or one clear line, in time and in memory.

`cases` makes calls of the command with the files that they read; `contract` runs one in this
process and says what it did that the command must not. ``tests/fuzz`` has the small run and the
calls of all past findings; ``python -m tools.fuzz.run`` is the long run, which can be resumed. A
call that the command ends at its own limit of time keeps the contract, and is counted and kept.
"""
