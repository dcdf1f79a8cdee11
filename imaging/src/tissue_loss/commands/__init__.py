"""The imaging's subcommands, found by the engine through the entry points of this package."""
