"""Ballot 选票 and roll 名册: who may vote and on which day they did; what was voted. Nothing here joins the two."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import String, bindparam, delete, exists, func, literal, select, update
from sqlalchemy import cast as sql_cast

from storage.base import core
from storage.outbox import Outbox
from storage.post import Post, Role
from storage.resident import Resident
from storage.round import Ballot, Electorate, RollEntry
from storage.tx import AnyRow, Tx

_roll = core(RollEntry)
_ballot = core(Ballot)
_resident = core(Resident)
_outbox = core(Outbox)
_post = core(Post)

# Who writes to the account follows it, whether or not we heard of the beginning; who left is told nothing.
_follows = _resident.c.unfollowed_at.is_(None)
_followers = select(bindparam("round"), _resident.c.id).where(_follows)
_representatives = (
    select(bindparam("round"), _resident.c.id)
    .where(_follows, _resident.c.id == _post.c.resident_id)
    .where(_post.c.role == Role.REPRESENTATIVE, _post.c.until.is_(None))
    .distinct()
)
_columns = ["round_id", "resident_id"]
_fill = {
    Electorate.RESIDENTS: _roll.insert().from_select(_columns, _followers),
    Electorate.REPRESENTATIVES: _roll.insert().from_select(_columns, _representatives),
}
_of_round = _roll.c.round_id == bindparam("round")
_size = select(func.count()).where(_of_round)
_turnout = select(func.count()).where(_of_round, _roll.c.voted_on.is_not(None))
_entry = select(_roll).where(_of_round, _roll.c.resident_id == bindparam("resident"))
_mark = (
    update(_roll)
    .where(_roll.c.round_id == bindparam("of_round"), _roll.c.resident_id == bindparam("of_resident"))
    .values(voted_on=bindparam("day"))
)
_is_cast = _ballot.c.round_id == bindparam("of_round")
_add = _ballot.insert()
_remove = delete(_ballot).where(_is_cast, _ballot.c.pseudonym == bindparam("of_pseudonym"))
_remove_all = delete(_ballot).where(_is_cast)
_picks = select(_ballot.c.picks).where(_is_cast)
_everything = select(_ballot).where(_is_cast).order_by(_ballot.c.pseudonym)
_receipt = select(exists().where(_is_cast, _ballot.c.receipt == bindparam("code")))
_key = literal("").concat(bindparam("occasion", type_=String)).concat(":").concat(sql_cast(_roll.c.resident_id, String))
_untold = (
    select(_roll.c.resident_id)
    .join(_resident, _resident.c.id == _roll.c.resident_id)
    .where(_of_round, _follows, ~exists().where(_outbox.c.dedup_key == _key))
    .order_by(_roll.c.resident_id)
    .limit(bindparam("most"))
)


def fill_roll(tx: Tx, round_id: int, electorate: Electorate) -> int:
    """Write down who may vote, as it is now; how many."""
    tx.execute(_fill[electorate], {"round": round_id})
    return int(tx.execute(_size, {"round": round_id}).scalar_one())


def entry(tx: Tx, round_id: int, resident_id: int) -> AnyRow | None:
    """Somebody's row on the roll."""
    return tx.execute(_entry, {"round": round_id, "resident": resident_id}).first()


def mark(tx: Tx, round_id: int, resident_id: int, day: date | None) -> None:
    """They voted on that day; None: they have no ballot any more."""
    tx.execute(_mark, {"of_round": round_id, "of_resident": resident_id, "day": day})


def turnout(tx: Tx, round_id: int) -> int:
    """How many have voted."""
    return int(tx.execute(_turnout, {"round": round_id}).scalar_one())


def put(tx: Tx, round_id: int, pseudonym: str, picks: Sequence[int], receipt: str) -> None:
    """Write a ballot in place of the one that stands under this pseudonym, if there is one."""
    remove(tx, round_id, pseudonym)
    row = {"round_id": round_id, "pseudonym": pseudonym, "picks": list(picks), "receipt": receipt}
    tx.execute(_add, row)


def remove(tx: Tx, round_id: int, pseudonym: str) -> bool:
    """Take a ballot out; False where there was none."""
    return tx.execute(_remove, {"of_round": round_id, "of_pseudonym": pseudonym}).rowcount == 1


def picks(tx: Tx, round_id: int) -> list[list[int]]:
    """What was picked on each ballot, in no order that means anything."""
    return list(tx.execute(_picks, {"of_round": round_id}).scalars())


def has_receipt(tx: Tx, round_id: int, code: str) -> bool:
    """Is there a ballot with this receipt?"""
    return bool(tx.execute(_receipt, {"of_round": round_id, "code": code}).scalar())


def rewrite(tx: Tx, round_id: int) -> None:
    """Write all ballots anew, in the order of their pseudonyms.

    A database keeps rows where and when they were written (PostgreSQL: ctid, xmin), and the roll was marked in the same
    order: what was cast together could be told by that.
    """
    rows = [dict(row._mapping) for row in tx.execute(_everything, {"of_round": round_id})]
    tx.execute(_remove_all, {"of_round": round_id})
    if rows:
        tx.execute(_add, rows)


def untold(tx: Tx, round_id: int, occasion: str, most: int) -> list[int]:
    """Those on the roll who follow and whom no outbox row tells of this occasion yet."""
    return list(tx.execute(_untold, {"round": round_id, "occasion": occasion, "most": most}).scalars())
