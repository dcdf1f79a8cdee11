"""The register of biases: what it refuses, and what it derives."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest

from passion import literature, paths
from printed.errors import InputError

FILE = paths.LITERATURE / "bias_sizes.csv"


def test_sizes_in_standard_deviations_by_hand():
    by_id = {size.id: size for size in literature.bias_sizes()}
    assert by_id["B01"].in_sd == Fraction(79, 150)
    assert by_id["B02"].in_sd == Fraction(1130, 1276)
    assert by_id["B02"].in_sd_a_year == Fraction(1130, 1276) / 20
    assert by_id["B05"].in_sd is None and by_id["B01"].in_sd_a_year is None


def test_a_delay_is_rare_among_children_at_risk_by_one_edition():
    """Of scores that follow a normal law a sixth lie below the limit: "without" tells little."""
    size = next(size for size in literature.bias_sizes() if size.id == "B14")
    assert Fraction(size.value) / Fraction(size.reference) < Fraction(1, 20) < Fraction(1, 6)
    assert "Bayley-III motor score below the usual limit" in size.statement
    page = (paths.NOTEBOOKS / "03_outcomes.ipynb").read_text(encoding="utf-8")
    assert "of a usual test few children at risk have a delay" in page


def test_every_row_has_a_source_that_is_no_news():
    for size in literature.bias_sizes():
        assert size.locator and not size.second_hand


@pytest.mark.parametrize("column", ["value", "reference", "low", "high", "sd", "years",
                                    "denominator"])  # fmt: skip
@pytest.mark.parametrize("cell", ["many", "1.5.2", "1,5", "."])
def test_every_number_of_a_difference_in_standard_deviations_is_one(tmp_path, column, cell):
    rows = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
    row = next(i for i, one in enumerate(rows) if one["sd"])
    rows[row][column] = cell
    path = tmp_path / "bias_sizes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(InputError, match="is no number") as caught:
        literature.bias_sizes(path)
    assert (caught.value.row, caught.value.column) == (row + 2, column)


@pytest.mark.parametrize(("old", "new", "column", "message"), [
    ("points,15,,62", "points,0,,62", "sd", "needs a value, a reference and an SD"),
    ("points,15,,62", "points,-1,,62", "sd", "needs a value, a reference and an SD"),
    ("B02,norms", "B01,norms", "id", "stands twice"),
    ("B01,instrument", "B01,tools", "bias", "none of instrument"),
    ("points,15,,62", "points,many,,62", "sd", "no number"),
    ("points,15,,62", "points,15,long,62", "years", "no number"),
    ("7.9,0", "7.9,", "sd", "needs a value, a reference"),
    ("10.5535/arm.2018.42.2.313,paper", "10.5535/arm.2018.42.2.313,memory", "source_kind", "none"),
    ("10.5535/arm.2018.42.2.313", "", "locator", "is empty"),
])  # fmt: skip
def test_a_row_that_is_not_right_is_refused_by_its_place(tmp_path, old, new, column, message):
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "bias_sizes.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        literature.bias_sizes(path)
    assert (caught.value.file, caught.value.column) == ("bias_sizes.csv", column)
    assert caught.value.row in (2, 3)
