"""Token 调用凭据: the platform's access token, shared by all workers; one fetches it, the others wait."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Field, SQLModel

from storage.base import Instant, core
from storage.tx import Tx


class ApiToken(SQLModel, table=True):
    """The token of one account."""

    __tablename__ = "api_token"

    app_id: str = Field(primary_key=True)
    value: str = Field(description="sealed; empty: none yet")
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    fetching_until: datetime | None = Field(default=None, sa_type=Instant, description="somebody fetches it just now")


class Kept(NamedTuple):
    """The token as it is kept: sealed, and until when it is good."""

    value: str
    expires_at: datetime


_token = core(ApiToken)
_of = _token.c.app_id == bindparam("of")
_kept = select(_token.c.value, _token.c.expires_at).where(_of, _token.c.value != "")
_known = select(_token.c.app_id).where(_of)
_new = _token.insert().values(app_id=bindparam("of"), value="", expires_at=None, fetching_until=None)
_claim = (
    update(_token)
    .where(
        _of,
        _token.c.value == bindparam("seen"),
        or_(_token.c.fetching_until.is_(None), _token.c.fetching_until <= bindparam("at")),
    )
    .values(fetching_until=bindparam("until"))
)
_keep = update(_token).where(_of).values(value=bindparam("sealed"), expires_at=bindparam("until"), fetching_until=None)
_let_go = update(_token).where(_of).values(fetching_until=None)


def kept(tx: Tx, app_id: str) -> Kept | None:
    """The token, perhaps one that has ended; None where there is none."""
    row = tx.execute(_kept, {"of": app_id}).first()
    return Kept(*row) if row else None


def claim(tx: Tx, app_id: str, seen: str, now: datetime, until: datetime) -> bool:
    """Fetch it, alone, until then? `seen`: as it was kept when we looked.

    False: somebody else fetches it, or has. Raises Busy where the first row is just being made.
    """
    tx.hold(f"api_token:{app_id}")
    if tx.execute(_known, {"of": app_id}).first() is None:
        tx.execute(_new, {"of": app_id})
    return tx.execute(_claim, {"of": app_id, "seen": seen, "at": now, "until": until}).rowcount == 1


def keep(tx: Tx, app_id: str, sealed: str, expires_at: datetime) -> None:
    """It was fetched."""
    tx.execute(_keep, {"of": app_id, "sealed": sealed, "until": expires_at})


def let_go(tx: Tx, app_id: str) -> None:
    """It could not be fetched: somebody else may try."""
    tx.execute(_let_go, {"of": app_id})
