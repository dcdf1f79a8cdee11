"""A whole paper's printed numbers as one problem: joint solutions, contradictions, bounds."""

from printed.problem.drafts import read_text
from printed.problem.schema import Problem, read_problem, read_problem_text
from printed.problem.solve import solve

__all__ = ["Problem", "read_problem", "read_problem_text", "read_text", "solve"]
