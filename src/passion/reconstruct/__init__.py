"""Made-up cohorts that satisfy every printed number: what records could look like, and no more.

The printed numbers leave very many cohorts. One is drawn by a stated law and a seed; it is not
likelier than another to be like the children, and how one measure goes with another is not told
by print at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from passion import verdicts
from passion.claims import Register
from passion.claims import load as load_register
from passion.evidence import Evidence, EvidenceOfPrint
from passion.reconstruct.scores import UNITS, Printing, pair
from passion.records import COLUMNS, Records
from passion.records.reading import as_text
from passion.records.schema import MISSING, birth_years, column
from printed.errors import InputError
from printed.fit import samples
from printed.notation import Printed

LAW = (
    "counts and group sizes uniform over all that fit; children at random; tissue loss uniform "
    "over samples of whole percents; motor scores of a drawn shape moved to fit; else NA"
)
TISSUE = {"min": 0, "max": 200, "step": 1}  # percent
DELAYED = (-2.5, -1.01)  # cognitive scores of children with a delay, and of the others
NOT_DELAYED = (-1.0, 2.0)
NONE = ("epilepsy", "related_adverse_events")  # counts of treated children, told in a word
MOST_COHORTS = 100_000


def cohort(seed: int, register: Register | None = None) -> Records:
    """Records of both cohorts that satisfy every printed number, drawn by a law and a seed.

    Parameters
    ----------
    seed : int
        The same seed gives the same records.
    register : Register, optional
        The paper's own by default.

    Returns
    -------
    Records
        Named ``reconstructed-seed-<seed>.csv``, each row marked as reconstructed. What no printed
        number bears on is missing.

    Raises
    ------
    InputError
        If the seed is negative, or the printed numbers do not go together.

    Notes
    -----
    The law: group sizes, 2x2 tables and counts each uniform over the values that fit; who has
    what is uniform over all assignments to children, independently from measure to measure, but
    that a child with cerebral palsy has no motor delay; birth years uniform over each cohort's
    years, the registry's first and last both occurring; tissue loss uniform over all samples of
    whole percents from 0 to 200 with the printed mean and SD; motor scores as in `scores`;
    cognitive scores uniform below or above the threshold of a delay.

    Examples
    --------
    >>> made = cohort(1)
    >>> made.count("plic_asymmetry", "registry"), made.size("registry"), made.reconstructed
    ((29, 36), 39, True)
    """
    import pandas as pd

    claims = register or load_register()
    columns = _columns(seed, claims)
    order = [known.name for known in COLUMNS if known.name in columns]
    typed = {name: pd.Series(columns[name], dtype=_dtype(name)) for name in order}
    frame = pd.DataFrame(typed)
    made = Records(frame, f"reconstructed-seed-{seed}.csv", hashlib.sha256(csv(frame)).hexdigest())
    judged = verdicts.judge(claims, made, alternatives=False)
    wrong = [verdict.claim for verdict in verdicts.failing(judged)]
    if wrong:
        raise InputError(f"the reconstruction does not print {', '.join(wrong)}")
    return made


def csv(frame: Any) -> bytes:
    """The records as a file's content: commas, UTF-8, ``NA`` where nothing is known."""
    rows = [",".join(frame.columns)]
    cells = [[_cell(value) for value in frame[name].tolist()] for name in frame]
    rows += [",".join(row) for row in zip(*cells, strict=True)]
    return ("\r\n".join(rows) + "\r\n").encode()


def write(folder: Path | str, seed: int = 1, cohorts: int = 1) -> Iterator[dict[str, Any]]:
    """Write cohorts, one file a seed, each verified before it is written.

    Parameters
    ----------
    folder : Path or str
        Made if it is not there. A file of the same seed is replaced: its content is the same.
    seed : int
        Of the first; the next count up.
    cohorts : int

    Yields
    ------
    dict
        ``file``, ``sha256`` and ``seed``.
    """
    if not 1 <= cohorts <= MOST_COHORTS:
        raise InputError(f"--cohorts {cohorts}: give 1 to {MOST_COHORTS}")
    place = Path(folder).expanduser()
    try:
        place.mkdir(parents=True, exist_ok=True)
        for number in range(seed, seed + cohorts):
            made = cohort(number)
            (place / made.name).write_bytes(csv(made.frame))
            yield {"file": made.name, "sha256": made.checksum, "seed": number}
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", file=place.name) from None


# --------------------------------------------------------------------------- the draws


@dataclass(frozen=True)
class Left:
    """What the printed numbers leave, listed once for all draws."""

    evidence: Evidence
    solutions: tuple[Any, ...]
    rank_sums: tuple[dict[str, Any], ...]
    domains: tuple[Any, ...]
    counts: dict[str, tuple[Any, ...]]


@lru_cache(maxsize=4)
def _left(register: Register) -> Left:
    evidence = EvidenceOfPrint(register)
    rows = evidence.rank_sums("motor")
    return Left(
        evidence,
        tuple(evidence.solutions()),
        tuple(row for row in rows if row["u_high"] or row["u_low"]),
        tuple(evidence.domains("domains_range")),
        {claim: tuple(evidence.count(claim)) for claim in ("cp_count", *NONE)},
    )


def _columns(seed: int, register: Register) -> dict[str, list[Any]]:
    """The columns of one cohort, treated children first."""
    import numpy as np

    if not 0 <= seed <= 2**53:
        raise InputError(f"seed {seed}: give a whole number from 0 to 2^53")
    rng = np.random.default_rng(seed)
    left = _left(register)
    evidence = left.evidence
    treated, registry = evidence.size("treated"), evidence.size("registry")
    everyone = treated + registry
    made: dict[str, list[Any]] = {
        "child": [f"T{i:02d}" for i in range(1, treated + 1)]
        + [f"R{i:02d}" for i in range(1, registry + 1)],
        "cohort": ["treated"] * treated + ["registry"] * registry,
    }
    nothing: list[Any] = [None] * everyone
    for known in COLUMNS:
        if not known.optional and known.name not in made:
            made[known.name] = [float("nan")] * everyone if known.numeric else list(nothing)
    made |= {"reconstructed": ["yes"] * everyone, "seed": [float(seed)] * everyone}
    made["law"] = [LAW] * everyone

    motor = _motor(rng, left)
    tested = rng.choice(registry, len(motor[1]), replace=False)
    made["motor_z"][:treated] = rng.permutation(motor[0]).tolist()
    for child, score in zip(tested, rng.permutation(motor[1]).tolist(), strict=True):
        made["motor_z"][treated + child] = score
    made["birth_year"] = _birth_years(rng, register, treated, registry)
    _asymmetries(rng, left, made, treated)
    _palsy(rng, left, made, treated)
    _problems(rng, left, made, treated)
    mean, sd = (register.find("tissue_loss", kind, "treated").printed for kind in ("mean", "sd"))
    drawn = _tissue(treated, mean, sd).draws(1, seed=seed)[0]
    made["tissue_loss_ratio"][:treated] = [float(value) for value in rng.permutation(drawn)]
    return made


def _some(rng: Any, k: int, n: int, yes: Any = "yes", no: Any = "no") -> list[Any]:
    """k of n children, at random."""
    chosen = set(rng.choice(n, k, replace=False).tolist())
    return [yes if child in chosen else no for child in range(n)]


def _birth_years(rng: Any, register: Register, treated: int, registry: int) -> list[float]:
    """Uniform in each cohort's years; the printed first and last year of the registry occur."""
    years = birth_years(register)
    first, last = years["treated"]
    found = rng.integers(first, last + 1, treated).tolist()
    first, last = years["registry"]
    others = rng.integers(first, last + 1, registry - 2).tolist()
    return [float(year) for year in (*found, *rng.permutation([first, last, *others]))]


def _asymmetries(rng: Any, left: Left, made: dict[str, list[Any]], treated: int) -> None:
    """Both signs, in the same scanned children of each cohort."""
    solution = _one_of(rng, left.solutions)
    scanned: dict[int, list[int]] = {}
    for comparison, tables in solution.tables.items():
        table, _ = tables[rng.integers(len(tables))]
        measure = left.evidence.register.find(comparison, "percent", "treated").measure
        for start, k, n, size in (
            (0, table.k1, table.n1, treated),
            (treated, table.k2, table.n2, len(made["child"]) - treated),
        ):
            key = start + 1000 * n  # the same children where the numbers are the same
            if key not in scanned:
                scanned[key] = rng.choice(size, n, replace=False).tolist()
            for child, sign in zip(scanned[key], _some(rng, k, n), strict=True):
                made[measure][start + child] = sign


def _palsy(rng: Any, left: Left, made: dict[str, list[Any]], treated: int) -> None:
    """Cerebral palsy in children without a motor delay, at the printed level."""
    count = _one_of(rng, left.counts["cp_count"])
    level = left.evidence.register["cp_gmfcs"].number()
    able = [child for child in range(treated) if made["motor_z"][child] >= -1]
    chosen = set(rng.choice(able, count.k, replace=False).tolist())
    for child in range(treated):
        made["cerebral_palsy"][child] = "yes" if child in chosen else "no"
        made["gmfcs"][child] = float(level or 0) if child in chosen else float("nan")


def _problems(rng: Any, left: Left, made: dict[str, list[Any]], treated: int) -> None:
    """The three domains by one of the assignments that fit; events and epilepsy as printed."""
    register = left.evidence.register
    claim = register["domains_range"]
    counts = _one_of(rng, left.domains)
    for measure, count in zip(claim.measures, counts, strict=True):
        if measure == "cognitive_delay":
            for child, delayed in enumerate(_some(rng, count.k, treated, True, False)):
                ends = DELAYED if delayed else NOT_DELAYED
                low, high = (round(end * UNITS) for end in ends)
                made["cognitive_z"][child] = int(rng.integers(low, high + 1)) / UNITS
        else:
            made[measure][:treated] = _some(rng, count.k, treated)
    for claim_id in NONE:
        count = _one_of(rng, left.counts[claim_id])
        made[register[claim_id].measure][:treated] = _some(rng, count.k, treated)


def _motor(rng: Any, left: Left) -> tuple[list[float], list[float]]:
    """Motor scores of both groups, in Z."""
    row = _one_of(rng, left.rank_sums)
    low, high = row["u_high"] or row["u_low"]
    u = int(rng.integers(int(low), int(high) + 1))
    groups = (_of(left, "treated", row["n1"]), _of(left, "registry", row["n2"]))
    first, second = pair(rng, *groups, u)
    return [score / UNITS for score in first], [score / UNITS for score in second]


def _of(left: Left, group: str, n: int) -> Printing:
    find = left.evidence.register.find
    median: Printed = find("motor", "median", group).interval()
    return Printing(n, median, find("motor", "iqr", group).interval())


def _one_of(rng: Any, members: Sequence[Any]) -> Any:
    """One member, each as likely."""
    if not members:
        raise InputError("nothing fits the printed numbers")
    return members[rng.integers(len(members))]


@lru_cache(maxsize=4)
def _tissue(n: int, mean: str, sd: str) -> samples.SampleSet:
    return samples.sample_set(n, mean=mean, sd=sd, **TISSUE)


def _dtype(name: str) -> Any:
    return float if column(name).numeric else object


def _cell(value: Any) -> str:
    if value != value:
        return MISSING
    return f'"{value}"' if isinstance(value, str) and "," in value else as_text(value)
