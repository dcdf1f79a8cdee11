"""The mutation suite: proof that each check can fail, by faults that it must find.

``tests/mutants/mutants.yaml`` lists the faults. Each is put, alone, into a throw-away copy of the
repository, and the one check that must find it is run there: ``make mutants``.
"""
