"""A package, so that none that a library installs under this name is taken for it."""
