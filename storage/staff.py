"""Staff 工作人员: console accounts, who is signed in, and which form was sent already."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.base import Instant


class Staff(SQLModel, table=True):
    """One account of the console."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: str = Field(description="see storage/post.py")
    password: str = Field(description="its argon2 hash")
    made_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class StaffSession(SQLModel, table=True):
    """Somebody is signed in; the cookie holds the token, the table its digest."""

    __tablename__ = "staff_session"

    digest: str = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    since: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)


class SentForm(SQLModel, table=True):
    """The key of a form that was carried out: sent twice, it is done once."""

    __tablename__ = "sent_form"

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
