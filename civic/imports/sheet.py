"""Sheet 表格: what people made in a spreadsheet, as rows of text: csv in UTF-8 or GB18030, or xlsx."""

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from zipfile import BadZipFile

from openpyxl import load_workbook

from civic.errors import Unfit

Row = Sequence[str]
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_sheet(content: bytes) -> list[Row]:
    """Every row of the first sheet, empty ones too, so that a row's place is its number. Raises Unfit."""
    if content.startswith(_OLD_EXCEL):
        raise Unfit("这是旧版 Excel 文件（.xls），请另存为 .xlsx 或 .csv 再导入")
    return list(_xlsx(content) if content.startswith(_ZIP) else _csv(content))


def _csv(content: bytes) -> Iterator[Row]:
    try:
        yield from csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    except csv.Error as error:
        raise Unfit(f"csv 文件读不下去，多半是引号没有成对：{error}") from None


def _decoded(content: bytes) -> str:
    """GB18030 is what Excel saves in China; hardly any of it is valid UTF-8."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("文件既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8 的 csv 或 xlsx 再导入")


def _xlsx(content: bytes) -> Iterator[Row]:
    with _readable():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is often wrong
        rows = ([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True))
        yield from rows
        book.close()


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever a broken file makes the library raise is one refusal; what it only wonders about is not said."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError, AttributeError, TypeError) as error:
        raise Unfit(f"xlsx 文件打不开，请用 Excel 或 WPS 重新保存一次：{type(error).__name__}") from None


def _cell(value: object) -> str:
    """A cell as somebody would have typed it. Numbers have 15 digits in a spreadsheet: 285.65999999999997 is 285.66."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return f"{Decimal(f'{value:.15g}'):f}"
        case datetime() | date():
            return f"{value:%Y-%m-%d}"
    return str(value)
