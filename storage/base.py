"""What all tables share: naming of constraints, aware UTC instants, and how to get at a table's Core form."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BindParameter, DateTime, Dialect, String, Table, bindparam, inspect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

_WITHOUT_ZONE = 26  # characters of 2026-11-24 13:12:15.000000


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite keeps no zone, so it is put back on reading.

    SQLite's own converters stand between us and every row, and take four times as long as these; what is stored is
    the same.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """What makes a value of ours the driver's."""
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """What makes a value of the driver's ours."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC."""
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, whatever zone the server's session is in."""
        return None if value is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    """Refuse a naive instant: it would be a guess."""
    if value.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=64)  # a turn writes its own instant three or four times
def _to_text(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).isoformat(" ", "microseconds")[:_WITHOUT_ZONE]


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class Exact(TypeDecorator[Decimal]):
    """A decimal number as it was written: SQLite would make a float of it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """As text, without an exponent."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """The number."""
        return None if value is None else Decimal(value)


def core(model: type[SQLModel]) -> Table:
    """The Core table of a SQLModel class, for statements that are built once."""
    return cast("Table", cast("Any", inspect(model)).local_table)


def bound(table: Table, *, without: str = "") -> dict[str, BindParameter[Any]]:
    """A parameter for every column, called as the column is: the values of a whole row."""
    return {column.name: bindparam(column.name, type_=column.type) for column in table.c if column.name != without}
