"""Run by Alembic: migrates over the connection that storage/schema.py hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel

from storage.base import Exact, Instant
from storage.tables import TABLES

assert TABLES  # noqa: S101 - importing the register fills the metadata


def render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write column types so that a migration needs nothing but Alembic, SQLAlchemy and storage.base."""
    if kind == "type" and isinstance(item, Instant | Exact):
        autogen.imports.add(f"from storage.base import {type(item).__name__}")
        return f"{type(item).__name__}()"
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
