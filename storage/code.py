"""Code 一次性验证码: opens one home or one post, once; only its digest is kept."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from storage.base import Instant


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
