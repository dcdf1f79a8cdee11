"""Questions about printed numbers as a reader types them, and their answers as a reader sees them.

The command, the book's page "Check a number" and a browser all ask here, and show the same fields.
The standard library is enough (PyYAML for a problem file).
"""

from printed.questions.answer import Answer, Line, Table
from printed.questions.ask import percent, ranksum, sample, solve, table
from printed.questions.means import ttest

__all__ = ["Answer", "Line", "Table", "percent", "ranksum", "sample", "solve", "table", "ttest"]
