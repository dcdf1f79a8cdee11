"""The whole book as one PDF, set by a browser from the built pages."""
