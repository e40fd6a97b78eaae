"""Post 职务: who speaks in the chat as grid worker, representative, committee member or staff, and for which estate."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, bound, core
from storage.prepared import Prepared
from storage.tx import Tx


class Role(StrEnum):
    """What somebody may be, in the chat or in the console."""

    GRID_WORKER = "grid_worker"  # 网格员
    REPRESENTATIVE = "representative"  # 居民代表
    COMMITTEE = "committee"  # 社区两委
    STAFF = "staff"  # 工作人员
    ADMIN = "admin"  # 管理员
    AUDITOR = "auditor"  # 只读审计


CHAT_ROLES = frozenset({Role.GRID_WORKER, Role.REPRESENTATIVE, Role.COMMITTEE, Role.STAFF})
CONSOLE_ROLES = frozenset({Role.COMMITTEE, Role.STAFF, Role.ADMIN, Role.AUDITOR})


class Post(SQLModel, table=True):
    """Somebody holds a post; a row is ended, never deleted."""

    __tablename__ = "post"

    id: int | None = Field(default=None, primary_key=True)
    resident_id: int = Field(foreign_key="resident.id", index=True)
    role: str
    scope: str = Field(description="the estate; empty: the whole community")
    since: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)


_post = core(Post)
_insert = Prepared(_post.insert().values(bound(_post, without="id")).returning(_post.c.id))
_of_resident = Prepared(select(_post).where(_post.c.resident_id == bindparam("of"), _post.c.until.is_(None)))
_holders = Prepared(
    select(_post).where(_post.c.role == bindparam("of_role"), _post.c.until.is_(None)).order_by(_post.c.id)
)
_end = update(_post).where(_post.c.id == bindparam("of"), _post.c.until.is_(None)).values(until=bindparam("at"))


def add(tx: Tx, resident_id: int, role: Role, scope: str, now: datetime) -> int:
    """Somebody takes a post; its number."""
    return tx.insert(_insert, {"resident_id": resident_id, "role": role, "scope": scope, "since": now, "until": None})


def of_resident(tx: Tx, resident_id: int) -> Sequence[Any]:
    """The rows of the posts somebody holds."""
    return tx.all(_of_resident, {"of": resident_id})


def holders(tx: Tx, role: Role) -> Sequence[Any]:
    """The rows of everybody who holds such a post."""
    return tx.all(_holders, {"of_role": role})


def end(tx: Tx, number: int, now: datetime) -> bool:
    """A post ends; False where it had ended."""
    return tx.execute(_end, {"of": number, "at": now}).rowcount == 1
