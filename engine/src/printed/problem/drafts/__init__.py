"""Printed text and tables as the draft of a problem file: rules, no model, nothing guessed.

Every number keeps its place. What a rule does not know is listed as unmatched, and what the text
does not tie is not tied.
"""

from printed.problem.drafts.draft import Draft, DraftItem
from printed.problem.drafts.pasted import form_of
from printed.problem.drafts.tables import read_table
from printed.problem.drafts.text import DENOMINATOR, read_text
from printed.problem.drafts.tokens import Token

__all__ = ["DENOMINATOR", "Draft", "DraftItem", "Token", "form_of", "read_table", "read_text"]
