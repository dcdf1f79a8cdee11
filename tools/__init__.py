"""What keeps the book: run from the repository, never installed."""
