"""A hundred odd files brought as tables: each is read sensibly or refused in one sentence."""

import gzip
import io
import pickle
import tarfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

from core.catalog.build import build_spec
from core.catalog.descriptions import Facts
from core.data import csv
from core.data.csv import CsvParams
from core.data.sheets import ingest
from core.data.uploads import folder, keep
from core.spec.message import SpecError
from core.spec.parameters import parse
from tests.fixtures.files import png, zip_bytes
from tests.fixtures.tables import (
    ROWS,
    columns,
    lying_zip,
    parquet_bytes,
    right_columns,
    rows,
    sheet_of,
    text,
    with_column,
    xlsx,
    xlsx_parts,
)

RIGHT = 5  # features of the right table: two numbers, three colours
NUMBERS = list(range(ROWS))
random = np.random.default_rng(1)


class Refused(NamedTuple):
    """Something that cannot be learned from, and a part of the sentence that says why."""

    content: Callable[[], bytes | str]
    answer: str
    ending: str = "csv"
    data: Mapping[str, Any] = MappingProxyType({})


class Read(NamedTuple):
    """Something odd that can be read: how many rows and features it has, and what is said of it."""

    content: Callable[[], bytes | str]
    rows: int = ROWS
    features: int = RIGHT
    note: str = ""
    ending: str = "csv"
    data: Mapping[str, Any] = MappingProxyType({})


def noise(count: int) -> bytes:
    """Return random bytes."""
    return np.random.default_rng(1).bytes(count)


def coloured(red: str) -> str:
    """Return the right table with another word for red."""
    return text().replace("red", red)


def numbers(of: Callable[[float], str]) -> str:
    """Return the right table with numbers written otherwise, its values in quotation marks."""
    table = rows()
    for row in table[1:]:
        row[:2] = [f'"{of(float(cell))}"' for cell in row[:2]]
    return text(table)


def words(count: int) -> str:
    """Return a sentence that nobody else has written."""
    return " ".join(random.choice(["one", "two", "three"], 12)) + f" {count}"


def tarred() -> bytes:
    """Return a tar file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"), io.BytesIO())
    return buffer.getvalue()


def laughing_sheet() -> bytes:
    """Return a workbook whose XML defines a text that grows tenfold nine times."""
    names = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
    )
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return xlsx(raw=f"<!DOCTYPE x [{names}]>{sheet_of(cell * 3)}")


def spying_sheet() -> bytes:
    """Return a workbook whose XML asks for a file of this machine."""
    cell = '<c t="inlineStr"><is><t>&spy;</t></is></c>'
    body = sheet_of(f"<row>{cell}{cell}</row>" * 40)
    return xlsx(raw=f'<!DOCTYPE x [<!ENTITY spy SYSTEM "file:///etc/passwd">]>{body}')


EMPTY, NO_TABLE, PACKED = "there is nothing in this file", "this is not a table", "file is packed"
NO_ROW, ONE_COLUMN = "not a single row of values", "there is only one column"
DAMAGED, BOMB = "the Excel file is cut off or damaged", "unpacked, the Excel file would take"
NOTHING_LEFT, TOO_LONG = "no column is left", "is longer than 16 MB"

REFUSED: dict[str, Refused] = {
    "nothing": Refused(lambda: b"", EMPTY),
    "blanks": Refused(lambda: " \n\t\n  \n", EMPTY),
    "a mark of UTF-8 alone": Refused(lambda: b"\xef\xbb\xbf", EMPTY),
    "a mark of UTF-16 alone": Refused(lambda: b"\xff\xfe", EMPTY),
    "one byte": Refused(lambda: b"x", NO_ROW),
    "one word": Refused(lambda: b"word", NO_ROW),
    "a header alone": Refused(lambda: "a,b,c\n", NO_ROW),
    "a header and blanks": Refused(lambda: "a,b,c\n\n\n\n", NO_ROW),
    "random bytes": Refused(lambda: noise(5000), NO_TABLE),
    "zeros": Refused(lambda: bytes(5000), NO_TABLE),
    "UTF-32": Refused(lambda: text().encode("utf-32"), NO_TABLE),
    "a picture": Refused(lambda: png(np.zeros((28, 28), np.uint8)), NO_TABLE),
    "a pickle": Refused(lambda: pickle.dumps(right_columns()), NO_TABLE),
    "a program": Refused(lambda: b"\x7fELF\2\1\1" + noise(4000), NO_TABLE),
    "a tar file": Refused(tarred, NO_TABLE),
    "a gzip file": Refused(lambda: gzip.compress(text().encode()), PACKED),
    "a zlib stream": Refused(lambda: zlib.compress(text().encode()), NO_TABLE),
    "a ZIP file": Refused(lambda: zip_bytes({"a.csv": text().encode()}), "this is a ZIP file"),
    "a web page": Refused(lambda: "<!DOCTYPE html><table><tr><td>1</table>", "this is a web page"),
    "JSON": Refused(lambda: '{"a": [1, 2], "b": [3, 4]}', "this is a web page, XML or JSON"),
    "a list of JSON": Refused(lambda: '[{"a": 1}, {"a": 2}]', "this is a web page, XML or JSON"),
    "prose": Refused(lambda: "Call me Ishmael. Some years ago.\n" * 40, ONE_COLUMN),
    "one column": Refused(lambda: columns(a=NUMBERS), ONE_COLUMN),
    "one column of words": Refused(lambda: "kind\n" + "a\nb\n" * 30, ONE_COLUMN),
    "blanks between values": Refused(lambda: text(delimiter=" "), ONE_COLUMN),
    "5 000 columns": Refused(
        lambda: text([[f"c{n}" for n in range(5000)]] + [["1"] * 5000] * 30),
        "there are 5,000 columns; 2,000 is the most",
    ),
    "5 000 unnamed columns": Refused(lambda: ("," * 4999 + "\n") * 30, "there are 5,000 columns"),
    "ragged throughout": Refused(
        lambda: "\n".join(",".join("1" * (1 + n * 7 % 11)) for n in range(200)), "most rows do not"
    ),
    "a value of 40 MB": Refused(lambda: "a,b\n1," + "x" * 40_000_000 + "\n2,y\n", TOO_LONG),
    "one line of 20 MB": Refused(lambda: "1,2,3,4,5," * 2_000_000, "columns; 2,000 is the most"),
    "a single row": Refused(
        lambda: text(rows(1)), "too few rows to learn from: 1; 20 is the least"
    ),
    "nineteen rows": Refused(lambda: text(rows(19)), "too few rows to learn from: 19; 20 is"),
    "all missing": Refused(lambda: "a,b,c\n" + ",,\n" * 50, "no column looks as if"),
    "nothing but NA": Refused(lambda: "a,b\n" + "NA,null\n" * 50, "no column looks as if"),
    "one class": Refused(
        lambda: columns(a=NUMBERS[::-1], b=["x"] * ROWS),
        "every row has the same 'b', 'x'",
        data={"target": "b"},
    ),
    "nothing but constants": Refused(
        lambda: columns(a=[1] * ROWS, b=["x"] * ROWS), "no column looks as if"
    ),
    "each row a class": Refused(
        lambda: columns(a=NUMBERS[::-1], b=[f"w{n}" for n in NUMBERS]),
        "there are not two values with 5 rows each",
        data={"target": "b"},
    ),
    "101 classes": Refused(
        lambda: columns(a=random.normal(size=505), b=[f"w{n % 101}" for n in range(505)]),
        "has 101 different values; 100 classes is the most",
    ),
    "an empty target": Refused(
        lambda: with_column("t", [""] * ROWS), "not two values with 5", data={"target": "t"}
    ),
    "a target of which little is there": Refused(
        lambda: with_column("t", [1.5, 2.5, 3.5, *[""] * 57]),
        "only 3 rows have a value of 't'",
        data={"target": "t", "task": "regression"},
    ),
    "a target that is not there": Refused(
        text, "there is no column 'price'; the columns are 'height', ", data={"target": "price"}
    ),
    "a target that is no number": Refused(
        text, "'kind' holds no numbers", data={"task": "regression"}
    ),
    "infinite numbers alone": Refused(
        lambda: columns(a=["inf"] * ROWS, b=NUMBERS[::-1]), NOTHING_LEFT, data={"target": "b"}
    ),
    "nothing but identifiers": Refused(
        lambda: columns(id=NUMBERS, name=[f"n{n}" for n in NUMBERS], t=["x", "y"] * 30),
        NOTHING_LEFT,
    ),
    "nothing but free text": Refused(
        lambda: columns(a=[words(n) for n in NUMBERS], t=["x", "y"] * 30), NOTHING_LEFT
    ),
    "nothing but the answer": Refused(
        lambda: columns(a=["p", "q"] * 30, t=["x", "y"] * 30), NOTHING_LEFT
    ),
    "a type that is impossible": Refused(
        text, "nothing in this column is a date", data={"types": {"colour": "date"}}
    ),
    "a type of no column": Refused(
        text, "there is no column of this name", data={"types": {"size": "number"}}
    ),
    "an Excel file cut off": Refused(lambda: xlsx(rows())[:900], DAMAGED, "xlsx"),
    "the first bytes of an Excel file": Refused(lambda: b"PK\3\4", DAMAGED, "xlsx"),
    "an Excel file with an error inside": Refused(
        lambda: zip_bytes({**xlsx_parts(rows()), "xl/workbook.xml": b"<workbook"}), DAMAGED, "xlsx"
    ),
    "an Excel file of no sheets": Refused(lambda: xlsx(), NO_ROW, "xlsx"),
    "an Excel file of empty sheets": Refused(lambda: xlsx([], []), NO_ROW, "xlsx"),
    "an Excel file of a header": Refused(lambda: xlsx([["a", "b"]]), NO_ROW, "xlsx"),
    "an Excel file whose sheet is gone": Refused(
        lambda: zip_bytes(
            {name: part for name, part in xlsx_parts(rows()).items() if "sheet1" not in name}
        ),
        DAMAGED,
        "xlsx",
    ),
    "an old Excel file of noise": Refused(
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(4000), DAMAGED, "xls"
    ),
    "a Word file": Refused(
        lambda: zip_bytes({"word/document.xml": b"<w/>"}), "this is a ZIP file", "docx"
    ),
    "a bomb of zeros": Refused(
        lambda: zip_bytes({**xlsx_parts(rows()), "xl/media/x": bytes(80 * 2**20)}), BOMB, "xlsx"
    ),
    "a bomb of many parts": Refused(
        lambda: zip_bytes(
            xlsx_parts(rows())
            | {f"xl/media/{n}": bytes(30 * 2**20) + noise(2**18) for n in range(4)}
            | {"xl/big": bytes(40 * 2**20)}
        ),
        BOMB,
        "xlsx",
    ),
    "a bomb of words": Refused(laughing_sheet, f"{DAMAGED}|{NO_ROW}|{ONE_COLUMN}", "xlsx"),
    "a sheet that spies": Refused(spying_sheet, f"{DAMAGED}|{NO_ROW}|no column looks", "xlsx"),
    "the marks of Parquet": Refused(lambda: b"PAR1PAR1", "Parquet file is cut off", "parquet"),
    "Parquet cut off": Refused(
        lambda: parquet_bytes(right_columns())[:-9], "Parquet file is cut off", "parquet"
    ),
    "Parquet with errors": Refused(
        lambda: parquet_bytes(right_columns())[:300] + noise(2000) + b"PAR1",
        "Parquet file is cut off",
        "parquet",
    ),
    "Parquet of no rows": Refused(
        lambda: parquet_bytes({"a": np.array([1.0])[:0], "b": np.array([1])[:0]}), NO_ROW, "parquet"
    ),
    "Parquet of lists": Refused(
        lambda: parquet_bytes({"a": [[1, 2]] * 40, "b": ["x", "y"] * 20}), NOTHING_LEFT, "parquet"
    ),
    "Parquet of ever the same": Refused(
        lambda: parquet_bytes({f"c{n}": np.zeros(1_100_000, np.int8) for n in range(100)}),
        "there are 1,100,000 rows of 100 columns, too many",
        "parquet",
    ),
}

READ: dict[str, Read] = {
    "UTF-8": Read(lambda: coloured("röd")),
    "UTF-8 with a mark": Read(lambda: coloured("röd").encode("utf-8-sig")),
    "UTF-16": Read(lambda: coloured("röd").encode("utf-16")),
    "UTF-16, the other way": Read(lambda: b"\xfe\xff" + coloured("röd").encode("utf-16-be")),
    "UTF-16 without a mark": Read(lambda: coloured("röd").encode("utf-16-le")),
    "UTF-16 without a mark, the other way": Read(lambda: coloured("röd").encode("utf-16-be")),
    "Windows-1252": Read(lambda: coloured("röd €").encode("cp1252"), note="read as Windows-1252"),
    "Latin-1": Read(
        lambda: text().replace("red", "röd\x81", 1).encode("latin-1"),
        note="read as Latin-1",
        features=6,
    ),
    "GB 18030": Read(lambda: coloured("红色的花").encode("gb18030"), note="read as GB 18030"),
    "UTF-8 with one wrong byte": Read(
        lambda: (coloured("röd") + "1,2,ööö,a\n" * 99).encode().replace(b"r\xc3\xb6", b"r\xc3", 1),
        rows=ROWS + 99,
        features=7,
        note="Rare categories are put together as one here: 'colour'",
    ),
    "pictures for words": Read(lambda: coloured("🌹🥀")),
    "invisible letters in names": Read(lambda: text().replace("height", "he\u202eig\x07ht\u200b")),
    "semicolons": Read(lambda: text(delimiter=";")),
    "tabs": Read(lambda: text(delimiter="\t"), ending="tsv"),
    "bars": Read(lambda: text(delimiter="|"), ending="txt"),
    "semicolons and decimal commas": Read(lambda: text(delimiter=";").replace(".", ",")),
    "commas and decimal commas": Read(lambda: numbers(lambda x: f"{x:.4f}".replace(".", ","))),
    "a line that tells the delimiter": Read(
        lambda: "sep=;\n" + text(delimiter=";"), note="left out: 1."
    ),
    "lines of Windows": Read(lambda: text(end="\r\n")),
    "lines of an old Macintosh": Read(lambda: text(end="\r")),
    "blank lines": Read(lambda: text().replace("\n", "\n\n")),
    "no end of the last line": Read(lambda: text().rstrip()),
    "a delimiter at the end of each line": Read(
        lambda: text().replace("\n", ",\n"), note="nothing in them that can be read: 'column 5'"
    ),
    "no names": Read(lambda: text(rows()[1:]), note="so the columns are numbered"),
    "a title": Read(lambda: "Our flowers\n\n" + text(), note="left out: 1."),
    "names twice": Read(lambda: text().replace("width", "height"), note="by a number: 1."),
    "names that are missing": Read(lambda: text().replace("height,width", ",")),
    "names in quotation marks over two lines": Read(
        lambda: text().replace("height", '"height\nof flower"')
    ),
    "numbered rows without a name": Read(
        lambda: "\n".join(
            line if not n else f"{n},{line}" for n, line in enumerate(text().split("\n")[:-1])
        ),
        note="only number or name the rows: 'column 1'",
    ),
    "years for names": Read(lambda: text().replace("height,width", "2019,2020")),
    "names of 5 000 letters": Read(lambda: text().replace("height", "h" * 5000)),
    "formulas for names": Read(lambda: text().replace("height", "=cmd|' /C calc'!A0")),
    "a name that is HTML": Read(lambda: text().replace("height", "<script>alert(1)</script>")),
    "a name that would leave the folder": Read(lambda: text().replace("height", "../../evil")),
    "a few ragged rows": Read(lambda: text() + "1,2\n1,2,3,4,5\n,\n", note="left out: 3."),
    "a quotation mark that never ends": Read(
        lambda: text().replace("\n", '\n"', 1), features=6, note="What is no number"
    ),
    "a quotation mark that never ends, in a large file": Read(
        lambda: text(rows(9000)).replace("\n", '\n"', 1), rows=9000, features=6
    ),
    "inches": Read(lambda: coloured('5" wide')),
    "values over many lines": Read(lambda: coloured('"red\nas a rose"')),
    "doubled quotation marks": Read(lambda: coloured('"so ""red"""')),
    "formulas": Read(lambda: coloured("=SUM(A1:A9)")),
    "a column of nothing": Read(
        lambda: with_column("more", [""] * ROWS), note="nothing in them that can be read: 'more'"
    ),
    "a column of gaps": Read(
        lambda: with_column("more", ["", 1.5, 2.5] * 20), features=7, note="the median of the train"
    ),
    "some infinite numbers": Read(
        lambda: with_column("more", ["inf", "-Infinity", *map(str, random.normal(size=58))]),
        features=7,
        note="Infinite or too large numbers count as missing here: 'more'",
    ),
    "numbers too large": Read(
        lambda: with_column("more", ["1e39", "1e400", *map(str, random.normal(size=58))]),
        features=7,
        note="Infinite or too large",
    ),
    "words among numbers": Read(
        lambda: with_column("more", ["about 5", *map(str, random.normal(size=59))]),
        features=7,
        note="What is no number or date counts as missing here: 'more'",
    ),
    "per cent": Read(lambda: numbers(lambda x: f"{x * 100:.1f} %")),
    "money": Read(lambda: numbers(lambda x: f"€{abs(x) * 1000:,.2f}")),
    "thousands": Read(lambda: numbers(lambda x: f"{x * 10_000:,.2f}")),
    "thousands as in German": Read(
        lambda: numbers(lambda x: f"{x * 10_000:_.2f}".replace(".", ",").replace("_", "."))
    ),
    "thousands as in French": Read(
        lambda: numbers(lambda x: f"{x * 1e4:_.2f}".replace(".", ",").replace("_", "\u202f"))
    ),
    "dates": Read(
        lambda: with_column("day", [f"2024-0{1 + n % 9}-1{n % 8}" for n in NUMBERS]), features=8
    ),
    "dates as in German": Read(
        lambda: with_column("day", [f"{1 + n % 28}.{1 + n % 12}.20{n % 9}2" for n in NUMBERS]),
        features=9,
    ),
    "dates that can be two": Read(
        lambda: with_column("day", [f"0{1 + n % 9}/0{1 + n % 8}/2024" for n in NUMBERS]),
        features=8,
        note="a date such as 01/02/2020 is taken for 2 January",
    ),
    "dates that never were": Read(
        lambda: with_column("day", [f"99/{10 + n % 7}/9999" for n in NUMBERS]), features=12
    ),
    "codes that start with zeros": Read(
        lambda: with_column("code", [f"00{n % 4}" for n in NUMBERS]), features=9
    ),
    "truth values": Read(lambda: with_column("more", ["TRUE", "FALSE", "FALSE"] * 20), features=7),
    "a rare class": Read(lambda: text() + "1,2,red,c\n" * 3, note="fewer than 5 rows were left"),
    "answers that are missing": Read(lambda: text() + "1,2,red,\n" * 9, note="left out: 9."),
    "one class nearly always": Read(
        lambda: with_column("t", ["x"] * 9 + ["y"] * 51), features=7, data={"target": "t"}
    ),
    "a bell in a few words": Read(lambda: text().replace("red", "re\x07d", 2), features=6),
    "2 000 columns": Read(
        lambda: text(
            [[*(f"c{n}" for n in range(1999)), "t"]]
            + [[*random.integers(9, size=1999).astype(str), "ab"[n % 2]] for n in NUMBERS]
        ),
        features=1999,
    ),
    "texts of 100 kB": Read(
        lambda: with_column("more", [str(n) * 50_000 for n in NUMBERS]), note="hold free text"
    ),
    "Excel": Read(lambda: xlsx(rows()), ending="xlsx"),
    "Excel with numbers": Read(
        lambda: xlsx([["x", "t"], *([n * 0.5 % 7, n % 2 == 0] for n in NUMBERS)]),
        features=1,
        ending="xlsx",
    ),
    "Excel with a title": Read(lambda: xlsx([["Our flowers"], [], *rows()]), ending="xlsx"),
    "Excel of two sheets": Read(
        lambda: xlsx([["about"]], rows()), note="2 sheets; only 'S2' was read", ending="xlsx"
    ),
    "Excel with formulas and errors": Read(
        lambda: xlsx(
            [
                ["x", *rows()[0]],
                *(["=1+1" if n % 3 else "#DIV/0!", *row] for n, row in enumerate(rows()[1:])),
            ]
        ),
        features=6,
        ending="xlsx",
    ),
    "Excel called CSV": Read(lambda: xlsx(rows()), ending="csv"),
    "Excel with names that leave the folder": Read(
        lambda: zip_bytes(xlsx_parts(rows()) | {"../../evil.csv": b"x"}), ending="xlsx"
    ),
    "Parquet": Read(lambda: parquet_bytes(right_columns()), ending="parquet"),
    "Parquet called CSV": Read(lambda: parquet_bytes(right_columns())),
    "Parquet with lists beside": Read(
        lambda: parquet_bytes({"more": [[1]] * ROWS, **right_columns()}), note="can be read: 'more'"
    ),
}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, which is quicker; below some are read in a process of its own."""
    monkeypatch.setattr(ingest, "_read_elsewhere", ingest.read)


def brought(odd: Refused | Read) -> CsvParams:
    """Keep a file as an upload is kept, and return settings that name it."""
    content = odd.content()
    content = content.encode() if isinstance(content, str) else content
    return parse(CsvParams, {"path": keep(content, f"mine.{odd.ending}"), **odd.data}, "data")


def only_uploads(home: Path) -> None:
    """Check that nothing was written but beside the uploads."""
    assert {path for path in home.rglob("*") if path.parent != folder()} == {folder()}
    assert not any("partial" in path.name for path in folder().iterdir())


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_learned_from_is_refused_in_a_sentence(
    name: str, playground_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = brought(REFUSED[name])
    with pytest.raises(SpecError, match=REFUSED[name].answer) as caught:
        csv.load(params)
    (problem,) = caught.value.problems
    assert problem.field.startswith("data.")
    sentence = problem.message.worded()
    assert sentence == sentence.strip() and sentence.isprintable() and len(sentence) < 250
    only_uploads(playground_home)
    assert set(tmp_path.iterdir()) == {playground_home}
    # What was found out is remembered, so that nobody waits for it twice.
    monkeypatch.setattr(ingest, "_read_elsewhere", pytest.fail)
    with pytest.raises(SpecError, match=REFUSED[name].answer):
        csv.facts(params)


@pytest.mark.parametrize("name", READ)
def test_what_is_merely_odd_is_read(name: str, playground_home: Path) -> None:
    odd = READ[name]
    params = brought(odd)
    found = csv.facts(params)
    assert sum(found.sizes.values()) == odd.rows
    assert found.shape == (odd.features,)
    said = [note.worded() for note in found.notes]
    assert odd.note in " ".join(said)
    assert all(note.isprintable() and len(note) < 400 for note in said)
    data = csv.load(params)
    assert len(data.features) == len(set(data.features)) == odd.features
    assert all(feature.isprintable() for feature in data.features)
    assert all(np.isfinite(part.inputs).all() for part in data.splits.values())
    only_uploads(playground_home)


def test_there_are_a_hundred_files() -> None:
    assert len(REFUSED) + len(READ) >= 100


@pytest.mark.parametrize("seed", range(30))
def test_a_file_with_random_errors_is_read_or_refused(seed: int, playground_home: Path) -> None:
    chance = np.random.default_rng(seed)
    forms = (text().encode(), xlsx(rows()), parquet_bytes(right_columns()))
    content = bytearray(forms[seed % 3])
    for place in chance.integers(0, len(content), chance.integers(1, 30)):
        content[place] = chance.integers(0, 256)
    try:
        found: Facts = csv.facts(CsvParams(path=keep(bytes(content), "mine.csv")))
    except SpecError as error:
        assert error.problems[0].message.worded().isprintable()
    else:
        assert found.shape[0] > 0


def far_cell() -> bytes:
    """Return a sheet of two values, one of them in the last corner that there can be."""
    first, last = '<c r="A1"><v>1</v></c>', '<c r="XFD1048576"><v>1</v></c>'
    return xlsx(raw=sheet_of(f'<row r="1">{first}</row><row r="1048576">{last}</row>'))


def swollen() -> bytes:
    """Return a workbook that claims to be small and unpacks to gigabytes."""
    cell = b'<row><c t="inlineStr"><is><t>' + b"x" * 2**20 + b"</t></is></c></row>"
    parts = xlsx_parts(rows())
    parts["xl/worksheets/sheet1.xml"] = sheet_of("CELLS").encode().replace(b"CELLS", cell * 300)
    return lying_zip(parts, 1000)


@pytest.mark.parametrize(
    ("content", "answer"), [(far_cell, "within the memory allowed"), (swollen, DAMAGED)]
)
def test_memory_is_bounded_where_a_library_is_not(
    content: Callable[[], bytes], answer: str, playground_home: Path, monkeypatch: Any
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("PLAYGROUND_HOME", str(playground_home))
    raw = {"recipe": "random_forest", "dataset": "csv", "data": {"path": keep(content(), "a.xlsx")}}
    with pytest.raises(SpecError, match=answer):
        build_spec(raw)
    only_uploads(playground_home)
