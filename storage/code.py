"""Code 一次性验证码: opens one home or one post, once; only its digest is kept."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import Tx


class CodeKind(StrEnum):
    """What a code opens."""

    HOME = "home"
    POST = "post"


class Code(SQLModel, table=True):
    """A code that was handed out on paper or by voice."""

    __tablename__ = "code"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, description="SHA-256 of the code; the code itself is nowhere")
    kind: str
    household_id: int | None = Field(default=None, foreign_key="household.id")
    relation: str = Field(description="of a home: owner, family, tenant")
    role: str = Field(description="of a post: see storage/post.py")
    scope: str = Field(description="of a post: the estate; empty: the whole community")
    made_by: str = Field(description="staff:3, operator")
    made_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    used_by: int | None = Field(default=None, foreign_key="resident.id")
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class CodeMiss(SQLModel, table=True):
    """Somebody typed a code that is none: so many a day, and guessing is over for today."""

    __tablename__ = "code_miss"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id", index=True)
    at: datetime = Field(sa_type=Instant)


_code = core(Code)
_miss = core(CodeMiss)
_insert = Prepared(_code.insert().values(bound(_code, without="id")).returning(_code.c.id))
_find = Prepared(select(_code).where(_code.c.digest == bindparam("of")))
_use = (
    update(_code)
    .where(_code.c.id == bindparam("of"), _code.c.used_by.is_(None), _code.c.expires_at > bindparam("at"))
    .values(used_by=bindparam("by"), used_at=bindparam("at"))
)
_insert_miss = Prepared(_miss.insert().values(bound(_miss, without="id")))
_misses = Prepared(
    select(func.count().label("misses")).where(_miss.c.resident_id == bindparam("of"), _miss.c.at >= bindparam("since"))
)


def add(tx: Tx, facts: Mapping[str, Any]) -> int:
    """A new code, not used yet; its number."""
    return tx.insert(_insert, {**facts, "used_by": None, "used_at": None})


def find(tx: Tx, digest: str) -> Any:
    """A code's row by its digest, or None."""
    return tx.first(_find, {"of": digest})


def use(tx: Tx, number: int, resident_id: int, now: datetime) -> bool:
    """Use a code up; False where somebody did before, or it is too old."""
    return tx.execute(_use, {"of": number, "by": resident_id, "at": now}).rowcount == 1


def add_miss(tx: Tx, resident_id: int, now: datetime) -> None:
    """Somebody typed what is no code."""
    tx.run(_insert_miss, {"resident_id": resident_id, "at": now})


def misses(tx: Tx, resident_id: int, since: datetime) -> int:
    """How often somebody did so since then."""
    return int(tx.first(_misses, {"of": resident_id, "since": since}).misses)
