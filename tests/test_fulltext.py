"""A made-up full text of this paper's shape: its rows join the register, and leave no trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passion import book as runner
from passion import claims, paths, verdicts
from passion.cli import main
from printed.errors import InputError

HEADER = "id,statement,group,measure,kind,printed,unit,denominator,comparison,timepoint\n"
# Made up: what the tables of the paper might print, so that its abstract fits.
MADE = HEADER + (
    "ft_plic,Registry children with the sign,registry,plic_asymmetry,count,29,children,36,plic,\n"
    "ft_pedu,Registry children with the sign,registry,peduncle_asymmetry,count,22,children,36,"
    "peduncle,\n"
)
OTHER = HEADER + "ft_plic,Registry children,registry,plic_asymmetry,count,30,children,36,plic,\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "full text"
    place.mkdir()
    (place / "table2.csv").write_text(MADE)
    return place


def test_its_rows_turn_the_expected_claims_and_no_other(folder):
    before = {k: v.verdict for k, v in verdicts.judge(claims.load(), None).items()}
    judged = verdicts.judge(claims.load(fulltext=folder), None)
    after = {key: verdict.verdict for key, verdict in judged.items()}
    turned = {key for key in before if before[key] != after[key]}
    assert turned == {"plic_registry", "peduncle_registry"}
    assert after["plic_registry"] == after["ft_plic"] == "determined"
    assert judged["ft_plic"].recomputed.text == "29 of 36"
    # The P value still hangs on the test: the table is known now, its test is not.
    assert after["plic_p"] == "determined_if"


def test_a_table_that_says_otherwise_is_named_with_what_it_contradicts(folder):
    (folder / "table2.csv").write_text(OTHER)
    judged = verdicts.judge(claims.load(fulltext=folder), None)
    # 30 of 36 prints as 83%, not as 81%, by any rule.
    assert judged["ft_plic"].verdict == judged["plic_registry"].verdict == "impossible"
    assert set(judged["ft_plic"].conflict) == {"ft_plic", "plic_registry"}


def test_the_command_says_that_a_full_text_was_used(folder, capsys):
    assert main(["verify", "--fulltext", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["call"]["fulltext"] is True
    rows = {row["claim"]: row for row in answer["results"]}
    assert rows["plic_registry"]["verdict"] == "determined"
    assert main(["verify", "--fulltext", str(folder)]) == 0
    assert claims.NOTE in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,statement\n", "columns are"),
        (MADE.replace("ft_plic", "plic_p"), "'plic_p' is taken"),
        (MADE.replace("ft_pedu", "ft_plic"), "row 3, column id: id 'ft_plic' is taken"),
        (MADE.replace(",29,", ",many,"), "no count|many"),
        (MADE.replace(",36,plic", ",lots,plic"), "neither a number nor a claim"),
    ],
)
def test_a_wrong_row_is_refused_in_one_line(folder, capsys, content, said):
    (folder / "table2.csv").write_text(content)
    with pytest.raises(InputError, match=said):
        claims.load(fulltext=folder)
    assert main(["verify", "--fulltext", str(folder)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_two_files_do_not_have_one_row_twice(folder):
    (folder / "table3.csv").write_text(OTHER)
    with pytest.raises(InputError, match="table3.csv, row 2, column id: id 'ft_plic' is taken"):
        claims.load(fulltext=folder)


def test_that_of_this_paper_joins_the_register_of_no_other(folder, monkeypatch):
    other = paths.ROOT / "examples" / "second_paper"
    own, of_other = claims.load(), claims.load(other)
    monkeypatch.setenv(claims.FULLTEXT, str(folder))
    joined = {claim.id for claim in claims.load()} - {claim.id for claim in own}
    assert joined == {"ft_plic", "ft_pedu"}
    assert [claim.id for claim in claims.load(other)] == [claim.id for claim in of_other]


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no file of claims"):
        claims.load(fulltext=tmp_path)


def test_records_and_full_text_are_not_taken_together(folder, tmp_path, monkeypatch):
    (tmp_path / "children.csv").write_text("x")
    monkeypatch.setenv("PASSION_RECORDS", str(tmp_path / "children.csv"))
    monkeypatch.setenv(claims.FULLTEXT, str(folder))
    with pytest.raises(InputError, match="unset one"):
        runner.private()


def test_a_book_is_built_apart(folder, monkeypatch):
    monkeypatch.delenv("PASSION_RECORDS", raising=False)
    monkeypatch.setenv(claims.FULLTEXT, str(folder))
    private = runner.private()
    assert private is not None and private.name == "fulltext"
    assert private.variables == {claims.FULLTEXT: str(Path(folder).absolute())}
    before = private.checksum
    (folder / "table2.csv").write_text(OTHER)
    assert runner.private().checksum != before
