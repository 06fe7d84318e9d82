"""Numbers in the dialects of the world: read back exactly, in one way, and said which."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_viz.errors import LstmVizError
from lstm_viz.inputs import (
    read_data,
    read_list,
    read_noted,
    read_noted_data,
    read_number,
    read_numbers,
    read_whole,
)
from lstm_viz.inputs._dialect import Dialect, read_table

NUMBERS = st.floats(-(2.0**100), 2.0**100, width=32)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(NUMBERS, min_size=width, max_size=width), min_size=2, max_size=6
    )
)
FULL_WIDTH = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")


def written(value: float, decimal: str, full_width: bool = False) -> str:
    text = repr(float(value)).replace(".", decimal)
    return text.translate(FULL_WIDTH) if full_width else text


def grouped(value: int, mark: str, decimal: str) -> str:
    return f"{value:,}".replace(",", mark) + f"{decimal}25"


@settings(max_examples=60, deadline=None)
@given(
    table=TABLES,
    separator=st.sampled_from(["; ", ";", "\t"]),
    decimal=st.sampled_from([".", ","]),
    header=st.booleans(),
    quoted=st.booleans(),
    full_width=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
    trailing=st.booleans(),
)
def test_every_number_is_read_back_exactly(
    table, separator, decimal, header, quoted, full_width, ending, trailing
):
    mark = '"' if quoted and separator != "; " else ""
    lines = [
        separator.join(f"{mark}{written(v, decimal, full_width)}{mark}" for v in row)
        for row in table
    ]
    if header:
        lines.insert(0, separator.join(f"feature {chr(97 + n)}" for n in range(len(table[0]))))
    if trailing:
        lines = [line + separator for line in lines]
    # A single column without a separator may hold decimal commas or two columns: it has to be said.
    alone = len(table[0]) == 1 and not trailing
    said = Dialect(separator.strip(" ") or separator, decimal) if alone else None
    found = read_table(ending.join(lines), dialect=said)
    assert found.dialect.decimal == decimal
    assert found.rows == table


@settings(max_examples=40, deadline=None)
@given(table=TABLES, separator=st.sampled_from([",", ", ", "   "]), quoted=st.booleans())
def test_points_with_commas_or_blanks_between(table, separator, quoted):
    mark = '"' if quoted and separator != ", " else ""
    text = "\n".join(separator.join(f"{mark}{v!r}{mark}" for v in row) for row in table)
    assert read_table(text).rows == table


@settings(max_examples=40, deadline=None)
@given(table=TABLES)
def test_decimal_commas_with_blanks_between(table):
    text = "\n".join(" ".join(written(v, ",") for v in row) for row in table)
    if len(table[0]) > 1:
        assert read_table(text).rows == table
    else:
        assert read_table(text, dialect=Dialect(" ", ",")).rows == table


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.integers(1000, 10**12), min_size=2, max_size=5),
    marks=st.sampled_from(["\u2009,", "\u202f,", "\u00a0.", "',", "\u2019.", ".,", ",."]),
)
def test_marks_between_thousands(values, marks):
    mark, decimal = marks
    text = "\n".join(f"{grouped(v, mark, decimal)};{v}" for v in values)
    assert read_table(text).rows == [[v + 0.25, v] for v in values]


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(NUMBERS, min_size=1, max_size=8),
    between=st.sampled_from(["; ", " ", "\n", "\t"]),
    decimal=st.sampled_from([".", ","]),
)
def test_a_list_of_as_many_numbers_as_units(values, between, decimal):
    text = "[" + between.join(written(v, decimal) for v in values) + "]"
    assert read_list(text, len(values)).rows == [values]


@settings(max_examples=60, deadline=None)
@given(value=NUMBERS, decimal=st.sampled_from([".", ","]), full_width=st.booleans())
def test_one_number(value, decimal, full_width):
    assert read_number(f' "{written(value, decimal, full_width)}" ') == value


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1,5;2,5;3,5", [[1.5, 2.5, 3.5]]),
        ("0,5;0;1\n1;0;0", [[0.5, 0, 1], [1, 0, 0]]),
        ("1;0;0\n0,5;0;1", [[1, 0, 0], [0.5, 0, 1]]),
        ("0,1;\n0,2;", [[0.1], [0.2]]),
        ('"0.1"\n"0.2"', [[0.1], [0.2]]),
        ('"0,1","2,5"\n"0,2","3"', [[0.1, 2.5], [0.2, 3]]),
        ("t;value, in m\n1;2,5", [[1, 2.5]]),
        ("1,234;5,678", [[1.234, 5.678]]),
        ("1,234.5;2", [[1234.5, 2]]),
        ("\u22121,5\t2", [[-1.5, 2]]),
        ("٠٫٥\t١", [[0.5, 1]]),
    ],
)
def test_what_people_paste(text, rows):
    assert read_table(text).rows == rows


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("1.5;2", ""),
        ("a,b\n1.5,2", ""),
        ("1,5;2", "read with decimal commas, columns separated by semicolons"),
        ("0,1\n0,2", "it could also be read with decimal commas, columns separated by blanks"),
        ("1.234\t2.345", "it could also be read with decimal commas, columns separated by tabs"),
    ],
)
def test_what_was_taken_is_said_and_the_other_reading_offered(text, note):
    assert read_noted(text).note == note
    assert read_noted_data(text.encode()).note == note


def test_the_other_reading_can_be_taken():
    table = read_table("0,1\n0,2")
    assert table.rows == [[0, 1], [0, 2]]
    assert read_table("0,1\n0,2", dialect=table.other).rows == [[0.1], [0.2]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,5;2\n3.5;1", "row 2, column 1 holds “3.5”, which is not a number with decimal commas"),
        ("a;b\n\n1,5;2\n1,5;x", "row 4, column 2 holds “x”"),
        ("h\n1;2\n3", "row 3 has 1 columns, the first has 2"),
        ("1_000;2\n3;4", "row 1, column 1 holds “1_000”"),
        ("a\nb", "holds “b”"),
        ("3,x\n1,2", "row 1, column 2 holds “x”"),
        ("1,2,5\n3", "row 2 has 1 columns, the first has 3"),
    ],
)
def test_a_row_is_never_read_in_two_ways_and_named_by_its_line(text, words):
    with pytest.raises(LstmVizError, match=words):
        read_numbers(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_spreadsheets(encoding):
    data = "Größe;Höhe\r\n1,5;2\r\n0,25;3\r\n".encode(encoding)
    np.testing.assert_array_equal(read_data(data), np.array([[1.5, 2], [0.25, 3]], np.float32))


@pytest.mark.parametrize(
    ("text", "seed"), [("7", 7), ("1e9", 10**9), (" １２ ", 12), ("2,0", 2), ("1'000", 1000)]
)
def test_a_whole_number(text, seed):
    assert read_whole(text, "Seed", 0, 2**31 - 1) == seed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1" * 20, "is out of range: write a whole number from 0 to 2 147 483 647"),
        ("1" * 9000, "out of range"),
        ("-1", "out of range"),
        ("1e400", "out of range"),
        ("1.5", "“1.5” is no whole number"),
        (" ", "Seed is empty: write a whole number from 0"),
        ("nan", "is no whole number"),
        ("seven", "“seven” is no whole number"),
    ],
)
def test_what_is_no_seed_gets_a_sentence(text, words):
    with pytest.raises(LstmVizError, match=words):
        read_whole(text, "Seed", 0, 2**31 - 1)


@pytest.mark.parametrize("text", ["", "x", "1,2,3", "1.2.3", "1 2", "--1", "1e", "0x10"])
def test_what_is_no_number_gets_a_sentence(text):
    with pytest.raises(LstmVizError, match="write one such as 0.5 or 0,5"):
        read_number(text)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_gives_numbers_or_one_sentence(text):
    for read in (read_numbers, read_number, lambda t: read_list(t, 3)):
        try:
            read(text)
        except LstmVizError as error:
            assert str(error)


def test_digits_and_signs_of_a_chinese_keyboard_are_read():
    assert read_number("－１。５") == -1.5
    assert read_table("１、２、３").rows == read_table("1,2,3").rows
