"""The loader of the register: every fault is refused with its file, row, column and reason."""

from __future__ import annotations

import csv
import io
import re

import pytest

from passion import claims, display, evidence, paths
from printed import limits, notation, register, stats
from printed.errors import InputError

GROUPS = (paths.PUBLISHED / "groups.csv").read_bytes()
ORIGINAL = (paths.PUBLISHED / "claims.csv").read_bytes()
NAME = "claims.csv"
HEADER = ORIGINAL.decode("utf-8").splitlines()[0].split(",")


def cells() -> list[list[str]]:
    return list(csv.reader(io.StringIO(ORIGINAL.decode("utf-8"), newline="")))


def written(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode("utf-8")


def row_of(claim: str) -> int:
    """The row of a claim as a spreadsheet counts it, the header being row 1."""
    return [row[0] for row in cells()].index(claim) + 1


def spoilt(claim: str, column: str, value: str) -> bytes:
    """The register with one cell changed."""
    rows = cells()
    rows[row_of(claim) - 1][HEADER.index(column)] = value
    return written(rows)


def without(claim: str) -> bytes:
    return written([row for row in cells() if row[0] != claim])


def fault(content: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        register.parse(content, GROUPS, name=NAME)
    assert "\n" not in str(caught.value)
    return caught.value


def test_the_register_itself_is_whole():
    assert written(cells()) == ORIGINAL, "the tests below change one cell and nothing else"
    found = register.parse(ORIGINAL, GROUPS, name=NAME)
    assert len(found) == len(cells()) - 1
    assert [claim.id for claim in found] == [row[0] for row in cells()[1:]]
    assert {claim.kind for claim in found} <= set(claims.KINDS)


def test_every_claim_has_its_page_source_and_place():
    pages = {path.stem for path in paths.NOTEBOOKS.glob("*.ipynb")}
    for claim in claims.load():
        assert claim.page in pages and claim.source and claim.locator, claim.id


def test_every_inference_says_what_it_states_and_of_whom():
    for claim in claims.load():
        assert bool(claim.states) is (claim.kind == "inference"), claim.id
        assert bool(claim.over) is (claim.kind == "inference" and claim.states != "other"), claim.id


@pytest.mark.parametrize("limit", [100, 131_072, 2**30])
def test_a_cell_has_one_largest_length_whatever_another_library_set(limit):
    spoiled = [spoilt("plic_p", "note", "x" * more) for more in (limits.CELL.most + 1, 200_000)]
    longest = spoilt("plic_p", "note", "x" * limits.CELL.most)
    row = row_of("plic_p")
    before = csv.field_size_limit(limit)
    try:
        for content in spoiled:
            error = fault(content)
            assert "too long; at most 10000 characters of a cell" in error.message
            assert error.row == row
        if limit > limits.CELL.most:
            register.parse(longest, GROUPS)
    finally:
        csv.field_size_limit(before)


def longer(rows: int) -> bytes:
    """The register with so many rows in all; those added belong to no comparison."""
    header, *all_rows = cells()
    place = HEADER.index("comparison")
    rest = [row for row in all_rows if row[HEADER.index("kind")] != "inference"]
    more = [list(rest[i % len(rest)]) for i in range(rows - len(all_rows))]
    for number, row in enumerate(more):
        row[0], row[place] = f"more_{number}", ""
    return written([header, *all_rows, *more])


def test_a_long_register_is_read_and_a_longer_one_refused():
    most = limits.CLAIMS.most
    assert len(register.parse(longer(most), GROUPS, name=NAME)) == most
    error = fault(longer(most + 1))
    assert f"too many; at most {most} rows of a register" in error.message and error.row == most + 2
    error = fault(b"x" * (limits.CLAIMS_BYTES.most + 1))
    assert "too large a file; at most" in error.message


def test_a_count_that_would_fill_the_memory_is_refused():
    error = fault(spoilt("n_treated", "printed", "10000000"))
    assert (error.row, error.column) == (row_of("n_treated"), "printed")
    assert "10000000; at most 1000000 as a denominator" in error.message


@pytest.mark.parametrize("path", ["/dev/zero", ".", "no-such.csv"])
def test_what_is_no_file_is_no_register(path):
    with pytest.raises(InputError, match="cannot be read"):
        claims.load(path)


ONE_CELL = {
    # what a hand makes wrong: claim, column, what it typed, what it is told
    "unknown kind": ("plic_registry", "kind", "percnt", r"unknown kind 'percnt'; one of .*percent"),
    "a letter for a digit": ("plic_registry", "printed", "8l%", r"'8l%'"),
    "empty P": ("plic_p", "printed", "", r"is empty; the p_value as printed is missing"),
    "blank P": ("motor_p", "printed", "  ", r"is empty"),
    "P above one": ("plic_p", "printed", "1.2", r"1\.2"),
    "P as a word": ("plic_p", "printed", "significant", r"'significant'"),
    "percentage without its sign": ("cp_percent", "printed", "20", r"is no percent"),
    "percentage above a hundred": ("cp_percent", "printed", "140%", r"outside 0% to 100%"),
    "percentage under a count": ("n_registry", "printed", "39%", r"is no count|39%"),
    "half a child": ("n_registry", "printed", "39.5", r"'39\.5' is no count"),
    "fewer than no child": ("n_registry", "printed", "-39", r"'-39' is no count"),
    "negative spread": ("motor_treated_iqr", "printed", "-0.8", r"not negative"),
    "negative SD": ("tissue_loss_sd", "printed", "-21%", r"not negative"),
    "range of one end": ("domains_range", "printed", "10%", r"is no range"),
    "unknown number-word": ("cp_count", "printed", "Twoo", r"'Twoo' is no known number-word"),
    "registration too short": ("registration", "printed", "NCT33", r"no known number-word"),
    "no month": ("enrolment_start", "printed", "Febuary 2020", r"'Febuary 2020' is no date"),
    "a year of two digits": ("registry_birth_first", "printed", "94", r"'94' is no date"),
    "page with a space": ("plic_p", "page", "05 mri", r"'05 mri' is no page"),
    "unknown statement": ("motor_better", "states", "nicer", r"'nicer' is no statement"),
    "population of a number": ("motor_p", "over", "sample", r"belongs to an inference"),
    "statement of a number": ("motor_p", "states", "hedge", r"belongs to an inference"),
    "of nobody": ("motor_better", "over", "everybody", r"unknown 'everybody'"),
    "denominator of nothing": ("plic_treated", "denominator", "many", r"neither a number nor"),
    "unknown group": ("plic_p", "group", "placebo", r"unknown group 'placebo'; one of"),
    "id with a space": ("plic_p", "id", "plic p", r"'plic p' is no id"),
    "id in capitals": ("plic_p", "id", "PLIC_P", r"'PLIC_P' is no id"),
    "no statement": ("plic_p", "statement", " ", r"is empty"),
}


@pytest.mark.parametrize("claim, column, value, reason", ONE_CELL.values(), ids=ONE_CELL)
def test_one_wrong_cell_is_refused_in_its_place(claim, column, value, reason):
    error = fault(spoilt(claim, column, value))
    assert (error.file, error.row, error.column) == (NAME, row_of(claim), column)
    assert re.search(reason, error.message), error.message


def test_an_id_twice_is_refused_with_both_rows():
    error = fault(spoilt("peduncle_p", "id", "plic_p"))
    assert (error.file, error.row, error.column) == (NAME, row_of("peduncle_p"), "id")
    assert error.message == f"id 'plic_p' stands in row {row_of('plic_p')} already"


@pytest.mark.parametrize("claim", ["enrolment_start", "motor_p", "registration"])
def test_bytes_that_are_no_utf_8_are_refused_with_their_row(claim):
    lines = ORIGINAL.split(b"\n")
    lines[row_of(claim) - 1] = lines[row_of(claim) - 1].replace(b"e", b"\xe9", 1)
    error = fault(b"\n".join(lines))
    assert (error.file, error.row) == (NAME, row_of(claim))
    assert error.message == "not UTF-8; save the file as UTF-8"


@pytest.mark.parametrize(
    "extra, found",
    [(["more"], len(HEADER) + 1), ([], len(HEADER) - 1)],
    ids=["too many", "too few"],
)
def test_another_number_of_columns_is_refused_with_its_row(extra, found):
    rows = cells()
    at = row_of("plic_p") - 1
    rows[at] = rows[at] + extra if extra else rows[at][:-1]
    error = fault(written(rows))
    assert (error.file, error.row) == (NAME, row_of("plic_p"))
    assert error.message == f"{found} columns instead of {len(HEADER)}"


@pytest.mark.parametrize(
    "header",
    [[*HEADER, "remark"], ["ID", *HEADER[1:]], ["id", *HEADER]],
    ids=["one more", "another name", "one twice"],
)
def test_another_header_is_refused(header):
    error = fault(written([list(header), *cells()[1:]]))
    assert (error.file, error.row) == (NAME, 1)
    assert error.message.startswith("the columns are id, statement, group, measure, kind, printed")


def test_columns_may_come_in_any_order_and_a_mark_of_the_byte_order_first():
    turned = [list(reversed(row)) for row in cells()]
    found = register.parse(b"\xef\xbb\xbf" + written(turned), GROUPS)
    assert found.claims == register.parse(ORIGINAL, GROUPS).claims


def test_a_file_that_holds_nothing_is_refused():
    error = fault(b"")
    assert (error.file, error.message) == (NAME, "the file is empty")


def test_an_open_quotation_mark_is_refused():
    error = fault(ORIGINAL.replace(b"plic_p,", b'"plic_p,', 1))
    assert error.file == NAME
    assert "not readable as CSV" in error.message or "columns instead of" in error.message


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        claims.load(tmp_path / "claims.csv")


def test_every_row_needs_every_column_that_the_engine_reads():
    """Exhaustive: each needed cell of each row, emptied."""
    for row in cells()[1:]:
        for column in ("id", "statement", "kind", "printed"):
            error = fault(spoilt(row[0], column, ""))
            assert (error.row, error.column) == (row_of(row[0]), column), str(error)


def test_every_row_is_refused_twice():
    """Exhaustive: each row repeated at the end is named there."""
    for row in cells()[1:]:
        error = fault(written([*cells(), row]))
        assert (error.row, error.column) == (len(cells()) + 1, "id")


def test_the_first_fault_is_named():
    rows = cells()
    for claim in ("motor_p", "plic_p"):
        rows[row_of(claim) - 1][HEADER.index("printed")] = ""
    assert fault(written(rows)).row == min(row_of("motor_p"), row_of("plic_p"))


def test_nothing_is_built_from_half_a_register(tmp_path, monkeypatch):
    """A fault in the last row stops what speaks of the first ones only."""
    (tmp_path / NAME).write_bytes(spoilt("registration", "printed", "see above"))
    (tmp_path / "groups.csv").write_bytes(GROUPS)
    monkeypatch.setattr(claims, "PUBLISHED", tmp_path)
    for use in (claims.load, evidence.load, lambda: display.check("03_outcomes")):
        with pytest.raises(InputError) as caught:
            use()
        assert (caught.value.row, caught.value.column) == (row_of("registration"), "printed")


def test_the_same_printed_number_reads_the_same_however_it_is_asked_for():
    register = claims.load()
    assert register["plic_registry"].interval().lower * 2 == 161
    assert register["cp_count"].number() == 2
    assert register["dose_number"].number() == 1
    assert register["epilepsy"].number() == register["related_adverse_events"].number() == 0
    assert register["design_post_hoc"].number() is None
    assert register["n_registry"].number() == 39
    with pytest.raises(KeyError, match="no claim 'plic'"):
        register["plic"]
    with pytest.raises(KeyError, match="no p_value of any group"):
        register.find("cp", "p_value")


def test_every_convention_of_the_engine_is_read_with_a_reason():
    def listed(what: str, rule: str) -> list[str]:
        known = claims.conventions()[what]
        others = known["alternatives"].get(rule, {})
        assert known["reason"].strip() and all(str(reason).strip() for reason in others.values())
        return [known["headline"][rule], *others]

    assert sorted(listed("table", "test")) == sorted(stats.CONVENTIONS)
    for what in ("table", "ranksum"):
        assert sorted(listed(what, "p_rule")) == sorted(notation.P_RULES)
    for what in ("table", "sample"):
        assert sorted(listed(what, "rounding")) == sorted(notation.ROUNDINGS)
    assert sorted(listed("ranksum", "test")) == ["asymptotic", "continuity", "exact"]
    assert sorted(listed("sample", "ddof")) == [0, 1]
