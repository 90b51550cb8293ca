"""From a file's bytes to a table: encoding, delimiter, titles, and the line of every row."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectrules.errors import InputError
from collectrules.imports import delimited, header
from collectrules.imports.formats import read_file
from collectrules.imports.sheet import Row, Sheet


def read(data: bytes | str, encoding: str | None = None) -> tuple[str, tuple[Row, ...]]:
    written = data.encode() if isinstance(data, str) else data
    return delimited.read(written, "books.csv", encoding)


def sheet(text: str) -> Sheet:
    delimiter, rows = read(text)
    return Sheet("books.csv", "", delimiter, rows)


def refusal(data: bytes | str, encoding: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read(data, encoding)
    return f"{caught.value.message}\n{caught.value.help}"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in (("a", "b", "c"), ("1", "x y", "2")))
    assert read(text) == (delimiter, (Row(1, ("a", "b", "c")), Row(2, ("1", "x y", "2"))))


def test_a_decimal_comma_is_no_delimiter() -> None:
    assert read("a;b;c\n1;2,5;3,5\n1;2,5;3,5\n")[0] == ";"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_a_file_tells_itself(encoding: str) -> None:
    _, rows = read("name,b\nÄrger,1\n".encode(encoding))
    assert rows == (Row(1, ("name", "b")), Row(2, ("Ärger", "1")))


def test_an_encoding_given() -> None:
    assert read("Ärger,1\n".encode("cp1252"), "cp1252")[1] == (Row(1, ("Ärger", "1")),)


def test_a_wrong_encoding_names_the_line_of_the_byte() -> None:
    assert refusal(b"a,b\nx,1\n\xc4rger,1\n") == (
        "line 3 of `books.csv` is not utf-8: it has a byte 0xc4\n"
        "name the file's encoding, such as `--encoding cp1252`, or save it again as UTF-8"
    )


def test_half_a_utf16_file() -> None:
    assert refusal("a,b\n".encode("utf-16")[:-1]).startswith("line 1 of `books.csv` is not utf-16")


def test_utf16_without_its_mark() -> None:
    assert "--encoding utf-16-le" in refusal("a,b\n1,2\n".encode("utf-16-le"))


@pytest.mark.parametrize("name", ["cp9999", "base64", "rot13"])
def test_an_encoding_that_is_none(name: str) -> None:
    assert refusal("a,b\n", name).startswith(f"`{name}` is not an encoding\n")


def test_a_row_of_several_lines_has_the_line_it_begins_on() -> None:
    _, rows = read('a,b\n"one\ntwo",2\n\n,\n3,"4, ""5"""\n')
    assert rows == (Row(1, ("a", "b")), Row(2, ("one\ntwo", "2")), Row(6, ("3", '4, "5"')))


def test_a_quotation_mark_left_open_does_not_swallow_the_rows_below_it() -> None:
    assert refusal('a,b\n1,2\n"Acme,3\n4,5\n') == (
        "the row on line 3 of `books.csv` opens a quotation mark that is never closed\n"
        "mend that line: a quotation mark inside quoted text is written twice"
    )
    assert refusal('a,b\n"Acme,3\n4,"5"\n').startswith(
        "the row on line 2 of `books.csv` goes on after a closing quotation mark\n"
    )


def test_customers_may_be_called_anything() -> None:
    names = ["\x00", "🦊 & Söhne", "\u202eevil", "x" * 300, "=1+1", '5" pipes']
    _, rows = read("name,b\n" + "".join(f"{name},1\n" for name in names))
    assert [row.cells[0] for row in rows[1:]] == names


def test_titles_above_the_header_are_passed_over() -> None:
    text = "Harbour Supplies\nOpen invoices\n\nCustomer,Num,Date,Due date,Open balance\nA,1,x,y,z\n"
    table = header.guessed(sheet(text))
    assert table.header == ("Customer", "Num", "Date", "Due date", "Open balance")
    assert table.rows == (Row(5, ("A", "1", "x", "y", "z")),)


def test_the_header_is_the_row_with_the_columns_of_the_mapping() -> None:
    text = "account,invoice,date\nKONTO ,Beleg,Datum\nA,1,2\n"
    table = header.with_columns(sheet(text), ["Konto", "beleg"])
    assert table is not None
    assert table.rows == (Row(3, ("A", "1", "2")),)
    assert header.with_columns(sheet(text), ["Konto", "missing"]) is None


def test_a_header_that_means_nothing_is_the_first_row_as_wide_as_the_rest() -> None:
    assert header.guessed(sheet("Report\nx,y,z\n1,2,3\n4,5,6\n")).header == ("x", "y", "z")


def test_a_column_that_stands_twice_is_refused_when_it_is_meant() -> None:
    table = header.guessed(sheet("Customer,Invoice,Total,Total\nA,1,2,3\n"))
    assert table.column("invoice") == 1
    with pytest.raises(InputError, match="two columns named `Total`") as caught:
        table.column("Total")
    assert "(the 3rd and the 4th)" in caught.value.message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rest", "`f.csv` is a spreadsheet (xlsx, ods) or another zip file, not text"),
        (b"\xd0\xcf\x11\xe0rest", "`f.csv` is an old Excel file, not text"),
        (b"%PDF-1.7", "`f.csv` is a PDF, not text"),
        (b"", "`f.csv` is empty"),
        (b"\xef\xbb\xbf\r\n \n", "`f.csv` is empty"),
        (b",,\n,,\n", "`f.csv` is empty"),
    ],
)
def test_files_that_hold_no_table(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "f.csv").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / "f.csv")
    assert caught.value.message == said
    assert caught.value.help


def test_no_file_and_no_file_but_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a folder"):
        read_file(tmp_path)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    with contextlib.suppress(InputError):
        assert all(row.line >= 1 for row in read(data)[1])


@given(
    st.lists(st.lists(st.text("ab\",;\n\r\t 'é", max_size=4), min_size=2, max_size=4), max_size=5)
)
def test_every_row_keeps_its_cells_and_its_line(cells: list[list[str]]) -> None:
    text, expected = "a,b,c,d\n", [Row(1, ("a", "b", "c", "d"))]
    for row in cells:
        line = text.count("\n") + 1 + text.replace("\r\n", "").count("\r")
        quoted = ['"' + cell.replace('"', '""') + '"' for cell in row]
        text += ",".join(quoted) + "\n"
        if any(cell.strip() for cell in row):
            expected.append(Row(line, tuple(row)))
    assert tuple(delimited._rows(text, ",", "books.csv")) == tuple(expected)
