"""Prepared: a Core statement compiled once per engine and run on the driver's own cursor, for the path of all messages.

The statement stays SQLAlchemy's, built on the SQLModel tables; only its per-execution machinery is left out
(docs/decisions/prepared-statements.md: 5 µs a statement instead of 20).
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]


class _Form(NamedTuple):
    """A statement as one engine takes it."""

    sql: str
    into: tuple[tuple[str, Processor | None], ...]  # the parameters in their order, and what makes them the driver's
    fixed: Mapping[str, Any]  # values that stand in the statement itself
    out: tuple[tuple[int, Processor], ...]  # columns that we want in another form
    row: Callable[[Sequence[Any]], Any]
    is_positional: bool

    def values(self, facts: Mapping[str, Any]) -> Mapping[str, Any] | Sequence[Any]:
        """The parameters as the driver takes them."""
        if self.fixed:
            facts = {**self.fixed, **facts}
        if self.is_positional:
            return [process(facts[name]) if process else facts[name] for name, process in self.into]
        return {name: process(facts[name]) if process else facts[name] for name, process in self.into}

    def read(self, row: Sequence[Any]) -> Any:
        """A row with our types, its columns by name."""
        columns = list(row)
        for at, process in self.out:
            if columns[at] is not None:
                columns[at] = process(columns[at])
        return self.row(columns)


class Prepared:
    """One statement with named parameters; no IN over a list. A SELECT gives rows whose columns have names."""

    def __init__(self, statement: ClauseElement, row: Callable[[Sequence[Any]], Any] | None = None) -> None:
        """`row` makes what a row is read into; without it a row is a tuple with names."""
        self._statement = statement
        self._row = row
        self._forms: dict[str, _Form] = {}

    def run(self, connection: Connection, cursor: Any, facts: Mapping[str, Any]) -> _Form:
        """Execute on the connection's cursor."""
        form = self._forms.get(connection.dialect.name) or self._compile(connection.dialect)
        cursor.execute(form.sql, form.values(facts))
        return form

    def run_many(self, connection: Connection, cursor: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Execute once for each row, in one go."""
        form = self._forms.get(connection.dialect.name) or self._compile(connection.dialect)
        cursor.executemany(form.sql, [form.values(facts) for facts in rows])

    def first(self, connection: Connection, cursor: Any, facts: Mapping[str, Any]) -> Any:
        """Execute; the first row, or None."""
        form = self.run(connection, cursor, facts)
        row = cursor.fetchone()
        return None if row is None else form.read(row)

    def all(self, connection: Connection, cursor: Any, facts: Mapping[str, Any]) -> Iterator[Any]:
        """Execute; every row."""
        form = self.run(connection, cursor, facts)
        return map(form.read, cursor.fetchall())

    def _compile(self, dialect: Dialect) -> _Form:
        compiled = cast("SQLCompiler", self._statement.compile(dialect=dialect))
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        columns = list(getattr(self._statement, "selected_columns", ()) or _returned(self._statement))
        out = ((at, _type(column, dialect).result_processor(dialect, None)) for at, column in enumerate(columns))
        form = self._forms[dialect.name] = _Form(
            str(compiled),
            tuple(
                (name, _type(binds[name], dialect).bind_processor(dialect)) for name in compiled.positiontup or binds
            ),
            {name: bind.value for name, bind in binds.items() if not bind.required},
            tuple((at, process) for at, process in out if process),
            self._row or _row_of([column.name for column in columns]),
            dialect.positional,
        )
        return form


def _row_of(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    """Makes rows whose columns have names; of two columns with one name the later goes by its place."""
    kind = cast("Any", namedtuple)("Row", names, rename=True)
    return cast("Callable[[Sequence[Any]], Any]", kind._make)


def _returned(statement: ClauseElement) -> Sequence[Any]:
    """The columns after RETURNING."""
    return cast("Sequence[Any]", getattr(statement, "_returning", ()))


def _type(element: Any, dialect: Dialect) -> TypeEngine[Any]:
    """The type as this engine's driver knows it."""
    return cast("TypeEngine[Any]", element.type.dialect_impl(dialect))
