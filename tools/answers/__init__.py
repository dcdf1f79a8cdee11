"""The engine's answers to many calls, kept: what a change of the code changes for a user."""
