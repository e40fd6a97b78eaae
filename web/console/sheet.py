"""Spreadsheets: what a page lists as an xlsx file in which nothing that a resident wrote is run as a formula."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from io import BytesIO

from aiohttp import web
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from civic.errors import Refusal

MOST_ROWS = 20_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What a spreadsheet may take for the beginning of a formula, in full width too; also once it was saved as csv.
_FORMULA = re.compile(r"[\t\r\n ]*[=+\-@＝＋－＠]")

Value = str | int | datetime | None


def demand_few(rows: int) -> None:
    """Raises Refusal `too_many_rows` where it would be more than one sheet should hold."""
    if rows > MOST_ROWS:
        raise Refusal("too_many_rows", {"rows": rows, "most": MOST_ROWS})


async def download(name: str, heads: Sequence[str], rows: Iterable[Sequence[Value]], zone: tzinfo) -> web.Response:
    """The file, written in a thread of its own; instants in the community's timezone."""
    content = await asyncio.to_thread(write, heads, rows, zone)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return web.Response(body=content, content_type=TYPE, headers=headers)


def write(heads: Sequence[str], rows: Iterable[Sequence[Value]], zone: tzinfo) -> bytes:
    """The file's bytes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append(heads)
    for row in rows:
        sheet.append([_harmless(value, zone) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _harmless(value: Value, zone: tzinfo) -> Value:
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if _FORMULA.match(text) else text
