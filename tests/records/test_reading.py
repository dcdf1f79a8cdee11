"""Files of records as they come: what is read as it is, and what is refused and where."""

from __future__ import annotations

import gzip
import io

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from passion import records
from passion.records import schema
from printed.errors import InputError

TISSUE, MOTOR = "tissue_loss_ratio", "motor_z"
VOLUMES = ("lesion_neonatal_ml", "contra_neonatal_ml", "contra_month3_ml", "ipsi_month3_ml")


def faults(path) -> list[tuple[int, str, str]]:
    return [(f.row, f.column, f.message) for f in records.check(path)[1]]


# --------------------------------------------------------------------------- what is read


def same(one: records.Records, other: records.Records) -> bool:
    return bool(one.frame.equals(other.frame))


def test_a_byte_order_mark_changes_nothing(content, write):
    plain, marked = write(content), write(b"\xef\xbb\xbf" + content, "marked.csv")
    assert same(records.load(plain), records.load(marked))


def test_semicolons_and_decimal_commas_are_read_alike(content, cells, write):
    where = [cells[0].index(name) for name in (TISSUE, MOTOR, "cognitive_z", "gestational_age")]
    for row in cells[1:]:
        for i in where:
            row[i] = row[i].replace(".", ",")
    other = records.load(write(cells, "german.csv", ";"))
    assert same(records.load(write(content)), other)
    assert other.values(MOTOR, "treated")[0] % 1  # some score has decimals


def test_parquet_is_read_alike_typed_or_as_text(content, write):
    text = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    typed = pd.read_csv(io.BytesIO(content), na_values=["NA"], keep_default_na=False)
    plain = records.load(write(content))
    for name, frame in (("text.parquet", text), ("typed.parquet", typed)):
        out = io.BytesIO()
        frame.to_parquet(out)
        assert same(plain, records.load(write(out.getvalue(), name)))


def test_columns_may_stand_in_any_order(cells, content, write):
    turned = [row[::-1] for row in cells]
    assert same(records.load(write(content)), records.load(write(turned, "turned.csv")))


def test_a_ratio_is_computed_from_the_four_volumes(cells, write):
    """(20 of 100 ml, growth 1.5: 30 ml expected, 15 ml missing): half of what was expected."""
    cells[0] += VOLUMES
    for row in cells[1:]:
        row += ["20", "100", "150", "135"] if row[1] == "treated" else ["NA"] * 4
    ratio = cells[0].index(TISSUE)
    cells = [[cell for i, cell in enumerate(row) if i != ratio] for row in cells]
    found = records.load(write(cells))
    assert found.values(TISSUE, "treated") == pytest.approx([50.0] * 10)
    assert found.values(TISSUE, "registry") == []


def test_a_ratio_stays_where_its_volumes_are_not_given(cells, write):
    before = records.load(write(cells, "plain.csv")).values(TISSUE, "treated")
    cells[0] += VOLUMES
    for row in cells[1:]:
        row += ["NA"] * 4
    assert records.load(write(cells)).values(TISSUE, "treated") == before != []


def test_empty_lines_end_a_file_and_part_no_rows(cells, content, write):
    assert same(records.load(write(content)), records.load(write(content + b"\r\n\r\n", "e.csv")))
    lines = content.split(b"\r\n")
    parted = b"\r\n".join([*lines[:5], b"", *lines[5:]])
    with pytest.raises(InputError, match="row 6.*an empty line"):
        records.load(write(parted, "parted.csv"))


# --------------------------------------------------------------------------- refused by a cell

ONE_CELL = [
    (5, MOTOR, "good", "is not a number"),
    (5, MOTOR, "0,3", "has a decimal comma, which only a file with semicolons may have"),
    (5, TISSUE, "89%", "has a percent sign: write the number alone"),
    (5, MOTOR, "inf", "is not finite"),
    (5, MOTOR, "nan", "is not finite"),
    (5, MOTOR, "", "is empty: write NA where a child was not assessed"),
    (5, MOTOR, "99", "is not a number from -10 to 10, or NA"),
    (5, "child", "NA", "must not be missing"),
    (5, "cohort", "control", "is not treated or registry"),
    (5, "birth_year", "2019", "lies outside 2020 to 2021, the treated cohort's years"),
    (30, "birth_year", "1993", "lies outside 1994 to 2022, the registry cohort's years"),
    (5, "birth_year", "2020.5", "is not a whole number from 1900 to 2100, or NA"),
    (5, "epilepsy", "1", "is not yes or no, or NA"),
    (30, "gmfcs", "1", "is given for a child without cerebral palsy"),
    (5, "motor_instrument", "=cmd|' /C calc'!A0", "begins like a formula"),
    (5, "motor_instrument", "@SUM(A1)", "begins like a formula"),
    (5, "motor_instrument", "-2+3", "begins like a formula"),
    (5, MOTOR, "=1+1", "begins like a formula"),
    (5, "motor_instrument", "x" * 201, "is longer than any entry can be"),
    (5, "motor_instrument", "two\nlines", "holds a line break"),
]


@pytest.mark.parametrize(("row", "column", "text", "message"), ONE_CELL)
def test_a_cell_at_fault_is_named_by_row_and_column(spoilt, row, column, text, message):
    path = spoilt((row, column, text))
    ((at, name, why),) = faults(path)
    assert (at, name) == (row, column) and why.startswith(message)
    with pytest.raises(InputError) as refused:
        records.load(path)
    assert f"row {row}, column {column}" in str(refused.value)


def test_a_child_that_stands_twice_is_named_by_both_rows_and_never_by_name(spoilt):
    path = spoilt((5, "child", "T01"))
    assert faults(path) == [
        (row, "child", "stands twice: each child has one row") for row in (2, 5)
    ]
    assert {fault.value for fault in records.check(path)[1]} == {None}


@pytest.mark.parametrize("text", ["=T05", "", "NA", "T05" * 70, "T\n05", "<b>T05</b>"])
def test_a_childs_name_is_repeated_for_no_fault_of_it(spoilt, text):
    path = spoilt((5, "child", text))
    found = records.check(path)[1]
    assert {(fault.row, fault.column, fault.value) for fault in found} == {(5, "child", None)}
    with pytest.raises(InputError) as refused:
        records.load(path)
    assert "T05" not in str(refused.value)


def test_every_fault_is_listed_and_not_the_first_alone(spoilt):
    path = spoilt((3, MOTOR, "x"), (4, TISSUE, "8%"), (4, "epilepsy", "maybe"), (9, "sex", "f"))
    assert [fault[:2] for fault in faults(path)] == [
        (3, MOTOR),
        (4, TISSUE),
        (4, "epilepsy"),
        (9, "sex"),
    ]


def test_no_more_than_fifty_faults_are_listed(cells, write):
    for row in cells[1:]:
        row[cells[0].index(MOTOR)] = row[cells[0].index("epilepsy")] = "?"
    path = write(cells)
    assert len(faults(path)) == records.MOST_FAULTS == 50
    with pytest.raises(InputError, match="refused, faults: 50 or more"):
        records.load(path)


def test_volumes_come_together_and_agree_with_a_ratio(cells, write):
    cells[0] += VOLUMES
    for row in cells[1:]:
        row += ["NA"] * 4
    cells[1][-4:] = ["20", "100", "150", "NA"]
    cells[2][-4:] = ["20", "100", "150", "135"]  # 50%, and the ratio says something else
    found = faults(write(cells))
    assert [fault[:2] for fault in found] == [(2, VOLUMES[-1]), (3, TISSUE)]


@pytest.mark.parametrize("place", range(4))
def test_whichever_volume_is_missing_or_stands_alone_the_missing_ones_are_named(
    cells, write, place
):
    cells[0] += VOLUMES
    for row in cells[1:]:
        row += ["NA"] * 4
    given = ["20", "100", "150", "135"]
    cells[1][-4:] = ["NA" if i == place else text for i, text in enumerate(given)]
    cells[2][-4:] = [text if i == place else "NA" for i, text in enumerate(given)]
    others = [name for name in VOLUMES if name != VOLUMES[place]]
    found = {fault[:2] for fault in faults(write(cells))}
    assert found == {(2, VOLUMES[place]), *((3, name) for name in others)}


@pytest.mark.parametrize(
    ("ratio", "agrees"),
    [("50", True), ("50.4", True), ("49.6", True), ("51", False), ("49", False)],
)
def test_a_ratio_beside_its_volumes_may_be_off_by_rounding_on_either_side(
    cells, write, ratio, agrees
):
    """50% by the volumes: 15 of 20 times 1.5 are missing."""
    cells[0] += VOLUMES
    for row in cells[1:]:
        row += ["NA"] * 4
    cells[1][-4:] = ["20", "100", "150", "135"]
    cells[1][cells[0].index(TISSUE)] = ratio
    assert (faults(write(cells)) == []) == agrees


def test_a_cohort_with_nobody_in_it_is_a_fault(cells, write):
    treated = [row for row in cells if row[1] != "registry"]
    ((row, column, message),) = faults(write(treated))
    assert (row, column) == (11, "cohort") and "no child of the registry cohort" in message


# --------------------------------------------------------------------------- refused as a whole


def without(cells, name):
    at = cells[0].index(name)
    return [[cell for i, cell in enumerate(row) if i != at] for row in cells]


def test_another_delimiter_is_told(cells, write):
    for delimiter, message in (("\t", "tabs separate"), ("|", "neither commas nor semicolons")):
        with pytest.raises(InputError, match=message):
            records.load(write(cells, f"{ord(delimiter)}.csv", delimiter))


def test_a_missing_column_is_named(cells, write):
    with pytest.raises(InputError, match="row 1.*missing columns: motor_z"):
        records.load(write(without(cells, MOTOR)))


def test_a_column_that_does_not_belong_is_named(cells, write):
    for row in cells:
        row.append("postcode" if row is cells[0] else "3584")
    with pytest.raises(InputError, match="do not belong here: postcode") as refused:
        records.load(write(cells))
    assert "3584" not in str(refused.value)


def test_a_column_that_stands_twice_is_named(cells, write):
    cells[0][cells[0].index("seed")] = "sex"
    with pytest.raises(InputError, match="stand twice: sex"):
        records.load(write(cells))


def test_rows_without_a_header_are_not_repeated(cells, write):
    with pytest.raises(InputError, match="does not name the columns") as refused:
        records.load(write(cells[1:]))
    assert "T01" not in str(refused.value)


def test_a_row_that_is_too_short_or_too_long_is_named(cells, write):
    for change, name in ((["more"], "long.csv"), ([], "short.csv")):
        rows = [list(row) for row in cells]
        rows[6] = rows[6] + change if change else rows[6][:-1]
        with pytest.raises(InputError, match=r"row 7.*cells where the header has"):
            records.load(write(rows, name))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n\r\n", "the file is empty"),
        (b"PK\x03\x04 a spreadsheet", "save the sheet as CSV"),
        (b"\xff\xfec\x00h\x00", "not UTF-8"),
        (b"child,cohort\r\n\xe9t\xe9,treated", "not UTF-8"),
        (b"child,\x00cohort", "not a text file"),
        (b"PAR1 and no more", "not readable as Parquet"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(write, data, message):
    with pytest.raises(InputError, match=message) as refused:
        records.load(write(data))
    assert "\n" not in str(refused.value)


def test_a_header_alone_holds_no_child(cells, write):
    with pytest.raises(InputError, match="holds no child"):
        records.load(write(cells[:1]))


def test_gigabytes_of_zeros_in_a_gzip_are_not_unpacked(write):
    """256 members of 16 MB each: four gigabytes of which no byte is unpacked."""
    import tracemalloc

    member = gzip.compress(bytes(2**24))
    path = write(member * 256, "children.csv.gz")
    tracemalloc.start()
    with pytest.raises(InputError, match="gzip archive: unpack it first"):
        records.load(path)
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()


def test_a_file_larger_than_any_table_of_records_is_not_read(tmp_path):
    path = tmp_path / "children.csv"
    with path.open("wb") as file:
        file.write(b"child,cohort\r\n")
        file.truncate(2**33)  # sparse: 8 GiB of zeros that take no room
    with pytest.raises(InputError, match="larger than 64 MB"):
        records.load(path)


def test_a_parquet_file_that_unpacks_to_too_much_is_refused_unread(write, content):
    frame = pd.concat([pd.read_csv(io.BytesIO(content), dtype=str)] * 6000)  # 294,000 rows
    out = io.BytesIO()
    frame[["child", "cohort"]].to_parquet(out)
    with pytest.raises(InputError, match="more than 250000 rows"):
        records.load(write(out.getvalue(), "children.parquet"))


def parquet_with(column: str, values: pa.Array) -> bytes:
    """A file of records of which one column is filled, and written as small as can be."""
    names = schema.required()
    others = pa.nulls(len(values), pa.string())
    table = pa.table({name: values if name == column else others for name in names})
    out = io.BytesIO()
    parquet.write_table(table, out, store_schema=False)
    return out.getvalue()


@pytest.mark.parametrize("kind", [pa.string(), pa.binary()])
def test_one_long_text_that_stands_for_many_is_refused_before_its_copies(write, kind):
    once = pa.array(["A" * 100_000]).cast(kind)
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), once)
    content = parquet_with("child", column)
    assert len(content) < 50_000  # unpacked it would take 20 GB
    with pytest.raises(InputError, match="column child: too long a text; at most 200 char") as told:
        records.load(write(content, "children.parquet"))
    assert "AAA" not in str(told.value)


def test_a_column_of_lists_is_no_column_of_records(write):
    lists = pa.array([[1] * 1000] * 3)
    with pytest.raises(InputError, match="column child: holds list<.*no cell of a table"):
        records.load(write(parquet_with("child", lists), "children.parquet"))


@pytest.mark.parametrize("kind", [pa.string(), pa.date32()])
def test_a_parquet_file_with_a_byte_changed_is_read_or_refused(write, kind):
    """Also where a text stands at a place of its list that is not there, or a day in no year."""
    values = [["a", "bb", "ccc"], [1, 20_000, 40_000]][kind == pa.date32()]
    column = pa.array(values * 3).cast(pa.int32() if kind == pa.date32() else kind).cast(kind)
    content = parquet_with("child", column)
    ended = set()
    for at in range(4, 110):  # what stands before the other columns
        for changed in (content[at] ^ 0xFF, content[at] ^ 0x7F):
            spoiled = content[:at] + bytes([changed]) + content[at + 1 :]
            try:
                records.load(write(spoiled, "children.parquet"))
            except InputError as error:
                ended.add(str(error).partition(": ")[2])
    assert "not readable as Parquet" in ended


@pytest.mark.parametrize("path", ["no-such-file.csv", "."])
def test_what_is_no_file_is_told_in_one_line(path):
    with pytest.raises(InputError, match="there is no such file"):
        records.load(path)


# --------------------------------------------------------------------------- the schema


def test_the_template_has_the_columns_that_a_file_needs(tmp_path, cells):
    path = records.template(tmp_path / "mine.csv")
    header = path.read_text(encoding="utf-8").strip().split(",")
    assert header == [c.name for c in records.COLUMNS if not c.optional]
    with pytest.raises(InputError, match="exists already"):
        records.template(path)


def test_a_template_filled_in_with_nothing_known_is_read(tmp_path, write):
    header = records.template(tmp_path / "mine.csv").read_text(encoding="utf-8").strip().split(",")
    rows = [[f"c{i}", cohort] + ["NA"] * 19 for i, cohort in enumerate(records.COHORTS)]
    found = records.load(write([header, *rows]))
    assert (found.size("treated"), found.size("registry")) == (1, 1)


def test_a_formula_in_a_cell_is_refused_by_every_column(cells, write):
    for name in cells[0]:
        rows = [list(row) for row in cells]
        rows[4][cells[0].index(name)] = "=1+1"
        found = faults(write(rows, f"{name}.csv"))
        assert (5, name) in {fault[:2] for fault in found}
