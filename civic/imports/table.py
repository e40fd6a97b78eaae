"""Table 表: rows of a sheet under known headers; collects every fault of every row before anything is written."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from civic.errors import Unfit
from civic.imports.sheet import Row

T = TypeVar("T")


class Fault(NamedTuple):
    """What is wrong, and where; `column` "" where it is the whole row."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        """`第 3 行 建筑面积：…`."""
        return f"第 {self.row} 行{f' {self.column}' if self.column else ''}：{self.reason}"


class Line:
    """One row: its cells by header, read one by one; what a reader calls Unfit is written down."""

    def __init__(self, number: int, cells: Mapping[str, str], faults: list[Fault]) -> None:
        self.number = number
        self._cells = cells
        self._faults = faults

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """What the reader makes of a cell; None where it could not, and that is written down."""
        try:
            return reader(self._cells[column])
        except Unfit as unfit:
            self.refuse(column, str(unfit))
            return None

    def text(self, column: str) -> str:
        """A cell as it is."""
        return self._cells[column]

    def refuse(self, column: str, reason: str) -> None:
        """Write a fault down."""
        self._faults.append(Fault(self.number, column, reason))


@dataclass(frozen=True)
class Table:
    """The rows below the headers; `surplus`: headers that nothing reads."""

    headers: Mapping[str, int]
    rows: Sequence[tuple[int, Row]]
    surplus: tuple[str, ...]

    def lines(self, rows: Iterable[tuple[int, Row]], faults: list[Fault]) -> Iterable[Line]:
        """Each row as a Line; `rows` are the table's own, perhaps counted on their way."""
        for number, row in rows:
            cells = {name: _clean(row[at]) if at < len(row) else "" for name, at in self.headers.items()}
            yield Line(number, cells, faults)


def read_table(sheet: Sequence[Row], columns: Sequence[str]) -> Table:
    """The table under these headers, which stand in the first row in any order. Raises Unfit where one is missing."""
    first = [_clean(cell) for cell in sheet[0]] if sheet else []
    problems = [f"第一行缺少这一列：{column}" for column in columns if column not in first]
    problems += [f"第一行有两列都叫：{column}" for column in columns if first.count(column) > 1]
    if problems:
        raise Unfit("\n".join(problems))
    headers = {column: first.index(column) for column in columns}
    rows = [(number, row) for number, row in enumerate(sheet[1:], 2) if any(cell.strip() for cell in row)]
    if not rows:
        raise Unfit("表里只有标题，没有数据")
    return Table(headers, rows, tuple(name for name in first if name and name not in columns))


def refuse(faults: Sequence[Fault]) -> None:
    """Raises Unfit with a line for each fault, in the order of the rows, where there is any."""
    if faults:
        raise Unfit("\n".join(str(fault) for fault in sorted(faults, key=lambda fault: fault.row)))


def _clean(cell: str) -> str:
    """Full-width letters and digits as plain ones, no blanks around: `２０２６－１０` is `2026-10`."""
    return unicodedata.normalize("NFKC", cell).replace("\u200b", "").strip()
