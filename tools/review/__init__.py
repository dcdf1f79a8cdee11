"""The pack for reviewers: one zip from which a stranger can check the book in an hour."""
