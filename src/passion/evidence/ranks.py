"""Two groups of which medians, quartile distances and a rank-sum P are printed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from passion.claims import Register
from printed.errors import InputError
from printed.fit import ranksum


@lru_cache(maxsize=32)
def rank_sums(
    register: Register, comparison: str, n1: int, largest: int, p_rule: str = "nearest"
) -> tuple[dict[str, Any], ...]:
    """The rank sums left by P, medians and quartile distances, a row a registry size and method.

    Parameters
    ----------
    register : Register
    comparison : str
        For instance ``motor``.
    n1 : int
        Treated children measured.
    largest : int
        The largest number of registry children.
    p_rule : str

    Returns
    -------
    tuple of dict
        The rows of ``ranksum.joint``; a size that fits nothing has none.
    """
    stated = {(claim.group, claim.kind): claim.printed for claim in register.comparison(comparison)}
    rows: list[dict[str, Any]] = []
    for n2 in range(2, largest + 1):  # one child has no quartile distance
        try:
            treated = ranksum.group(n1, stated["treated", "median"], stated["treated", "iqr"])
            registry = ranksum.group(n2, stated["registry", "median"], stated["registry", "iqr"])
        except InputError:
            continue  # no sample of this size has the printed median and distance
        p = stated["both", "p_value"]
        rows += ranksum.joint(p, treated, registry, p_rule=p_rule).results
    return tuple(rows)
