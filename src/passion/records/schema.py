"""The columns of a file of records: one table, from which all else about a file is made.

The check of a file, the empty template, the description in the data package and the page on
records read these rows; nothing about a column is written anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from passion.claims import Register, parse_date
from passion.claims import load as load_register

COHORTS = ("treated", "registry")
MISSING = "NA"
YES_NO = ("yes", "no")
GMFCS_LEVELS = range(1, 6)


@dataclass(frozen=True)
class Column:
    """One column of a file of records.

    Parameters
    ----------
    name : str
    kind : {"text", "choice", "whole", "number"}
    meaning : str
        What stands in it, for whoever fills it in.
    unit : str
        Of a number.
    choices : tuple of str
        All that a choice can be.
    low, high : float, optional
        Ends of what is possible; both belong to it.
    above : float, optional
        An end that does not belong to it.
    may_miss : bool
        Whether ``NA`` may stand here.
    optional : bool
        Whether a file may come without the column.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    above: float | None = None
    may_miss: bool = True
    optional: bool = False

    @property
    def yes_no(self) -> bool:
        """Whether it says yes or no."""
        return self.choices == YES_NO

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers."""
        return self.kind in ("whole", "number")

    @property
    def allowed(self) -> str:
        """What may stand in a cell, in words.

        >>> column("gmfcs").allowed
        'a whole number from 1 to 5, or NA'
        """
        if self.kind == "text":
            words = "text"
        elif self.kind == "choice":
            words = " or ".join(self.choices)
        else:
            words = "a whole number" if self.kind == "whole" else "a number"
            if self.low is not None and self.high is not None:
                words += f" from {_plain(self.low)} to {_plain(self.high)}"
            elif self.above is not None:
                words += f" above {_plain(self.above)}"
        return f"{words}, or {MISSING}" if self.may_miss else words


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _yes(name: str, meaning: str) -> Column:
    return Column(name, "choice", meaning, choices=YES_NO)


def _volume(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, unit="ml", above=0.0, optional=True)


COLUMNS: tuple[Column, ...] = (
    Column("child", "text", "a name for the child in this file alone; any", may_miss=False),
    Column("cohort", "choice", "which of the two cohorts", choices=COHORTS, may_miss=False),
    Column("birth_year", "whole", "year of birth", unit="year", low=1900, high=2100),
    Column("sex", "choice", "sex recorded at birth", choices=("female", "male")),
    Column("gestational_age", "number", "at birth", unit="weeks", low=22, high=45),
    Column("affected_side", "choice", "side of the stroke", choices=("left", "right", "both")),
    Column(
        "tissue_loss_ratio",
        "number",
        "lost tissue at 3 months over the loss expected from the first scan; may be left out of "
        "a file that has the four volumes",
        unit="%",
        low=-1000,
        high=1000,
    ),
    _yes("plic_asymmetry", "asymmetry of the posterior limb of the internal capsule at 3 months"),
    _yes("peduncle_asymmetry", "asymmetry of the cerebral peduncle at 3 months"),
    _yes("cerebral_palsy", "cerebral palsy by 2 years"),
    Column(
        "gmfcs",
        "whole",
        "level of the Gross Motor Function Classification System, in children with cerebral palsy",
        low=GMFCS_LEVELS[0],
        high=GMFCS_LEVELS[-1],
    ),
    Column("motor_z", "number", "motor score at 2 years", unit="Z", low=-10, high=10),
    Column("motor_instrument", "text", "the test behind it"),
    Column("cognitive_z", "number", "cognitive score at 2 years", unit="Z", low=-10, high=10),
    Column("cognitive_instrument", "text", "the test behind it"),
    _yes("behavioral_problem", "behavioral problems at 2 years"),
    _yes("language_problem", "language problems at 2 years"),
    _yes("visual_field_defect", "visual field defect by 2 years"),
    _yes("epilepsy", "epilepsy by 2 years"),
    _yes("related_adverse_event", "an adverse event judged related to the treatment, by 2 years"),
    _yes("unrelated_adverse_event", "an adverse event judged unrelated, by 2 years"),
    _volume("lesion_neonatal_ml", "volume of the stroke on the first scan"),
    _volume("contra_neonatal_ml", "tissue of the other side on the first scan"),
    _volume("contra_month3_ml", "tissue of the other side at 3 months"),
    _volume("ipsi_month3_ml", "tissue of the affected side at 3 months"),
    Column("reconstructed", "choice", "made to fit print, no child", choices=YES_NO, optional=True),
    Column("seed", "whole", "of a reconstructed file", low=0, high=2**53, optional=True),
    Column("law", "text", "by which a file was reconstructed", optional=True),
)
VOLUMES = tuple(c.name for c in COLUMNS if c.unit == "ml")
MADE = ("reconstructed", "seed", "law")  # what only a reconstructed file needs
RATIO = "tissue_loss_ratio"


def column(name: str) -> Column:
    """The column of that name."""
    return next(found for found in COLUMNS if found.name == name)


def required(present: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns without which a file is refused; the ratio is not one if the volumes are there.

    >>> len(required()), RATIO in required(VOLUMES)
    (21, False)
    """
    by_volumes = set(VOLUMES) <= set(present)
    return tuple(
        found.name
        for found in COLUMNS
        if not found.optional and not (by_volumes and found.name == RATIO)
    )


def birth_years(register: Register | None = None) -> Mapping[str, tuple[int, int]]:
    """First and last birth year that each cohort can have, by the register.

    The treated newborns were born in the years of enrolment.

    >>> birth_years()["treated"], birth_years()["registry"]
    ((2020, 2021), (1994, 2022))
    """
    claims = register or load_register()
    ends = {
        "treated": ("enrolment_start", "enrolment_end"),
        "registry": ("registry_birth_first", "registry_birth_last"),
    }
    years = {
        cohort: [parse_date(claims[claim].printed)[0] for claim in pair]
        for cohort, pair in ends.items()
    }
    return {cohort: (first, last) for cohort, (first, last) in years.items()}


def as_pandera() -> Any:
    """The schema of a frame that was read: types, ranges, choices, unique children.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Each check bears the message of its fault.
    """
    from pandera.pandas import Check, DataFrameSchema
    from pandera.pandas import Column as Typed

    def checks(found: Column) -> list[Any]:
        message = f"is not {found.allowed}"
        if found.kind == "choice":
            return [Check.isin(found.choices, error=message)]
        made = []
        if found.low is not None and found.high is not None:
            made.append(Check.in_range(found.low, found.high, error=message))
        if found.above is not None:
            made.append(Check.greater_than(found.above, error=message))
        if found.kind == "whole":
            made.append(Check(lambda values: values % 1 == 0, error=message))
        return made

    return DataFrameSchema(
        {
            found.name: Typed(
                float if found.numeric else None,
                checks(found),
                nullable=True,
                unique=found.name == "child",
                required=False,
            )
            for found in COLUMNS
        },
        strict=True,
    )


def as_table_schema(names: Sequence[str] | None = None) -> dict[str, Any]:
    """The same as a Frictionless Table Schema, for the data package.

    Parameters
    ----------
    names : sequence of str, optional
        The columns of a file; all by default.

    Examples
    --------
    >>> [field["name"] for field in as_table_schema(("child", "gmfcs"))["fields"]]
    ['child', 'gmfcs']
    """
    fields = []
    for found in COLUMNS if names is None else map(column, names):
        kind = {"whole": "integer", "number": "number"}.get(found.kind, "string")
        limits: dict[str, Any] = {"required": not found.may_miss}
        if found.name == "child":
            limits["unique"] = True
        if found.choices:
            limits["enum"] = list(found.choices)
        if found.low is not None:
            limits |= {"minimum": found.low, "maximum": found.high}
        if found.above is not None:
            limits["exclusiveMinimum"] = found.above
        unit = f" ({found.unit})" if found.unit else ""
        fields.append(
            {
                "name": found.name,
                "type": kind,
                "description": f"{found.meaning}{unit}",
                "constraints": limits,
            }
        )
    return {"fields": fields, "primaryKey": ["child"], "missingValues": [MISSING]}
