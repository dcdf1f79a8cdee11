"""What other sources print: of the trial, of outcomes elsewhere, of biases, of the next trial.

And what no source prints and is wanted: questions to the authors.
"""

from passion.literature.biases import BIASES, BiasSize, bias_sizes
from passion.literature.facts import (
    ELIGIBILITY,
    Fact,
    address,
    agrees,
    bearing_on,
    differing,
    next_trial,
    other_studies,
    quantities,
    standing,
    study,
    trial_facts,
)
from passion.literature.frames import DRAWN, as_named, beside, counted
from passion.literature.rates import (
    COMPARABILITY,
    DERIVED,
    GRADES,
    RULES,
    SELECTIONS,
    TRACTS,
    Audit,
    Rate,
    audit,
    comparability,
    one_a_family,
    outcome_rates,
    poolable,
    rules_of_source,
    under_one_rule,
)
from passion.literature.sources import (
    HOW,
    NOT_FOUND,
    REREAD,
    SECOND_HAND,
    SOURCE_KINDS,
    Sourced,
    rereading,
    searched_until,
)
from passion.literature.wanted import TOPICS, Question, questions

# Every register of other sources by the name of its file.
REGISTERS = {
    "trial_facts": trial_facts,
    "outcome_rates": outcome_rates,
    "bias_sizes": bias_sizes,
    "next_trial": next_trial,
    "other_studies": other_studies,
}

__all__ = [
    "BIASES",
    "COMPARABILITY",
    "DERIVED",
    "DRAWN",
    "ELIGIBILITY",
    "GRADES",
    "HOW",
    "NOT_FOUND",
    "REGISTERS",
    "REREAD",
    "RULES",
    "SECOND_HAND",
    "SELECTIONS",
    "SOURCE_KINDS",
    "TOPICS",
    "TRACTS",
    "Audit",
    "BiasSize",
    "Fact",
    "Question",
    "Rate",
    "Sourced",
    "address",
    "agrees",
    "as_named",
    "audit",
    "bearing_on",
    "beside",
    "bias_sizes",
    "comparability",
    "counted",
    "differing",
    "next_trial",
    "one_a_family",
    "other_studies",
    "outcome_rates",
    "poolable",
    "quantities",
    "questions",
    "rereading",
    "rules_of_source",
    "searched_until",
    "standing",
    "study",
    "trial_facts",
    "under_one_rule",
]
