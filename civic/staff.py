"""Staff 工作人员: accounts of the console, who is signed in, and that a form that is sent twice is carried out once."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from civic import rights
from civic.errors import Unfit
from civic.rights import Actor
from storage import audit, staff
from storage.post import CONSOLE_ROLES, Role
from storage.tx import Tx

SESSION = timedelta(hours=12)  # a working day; then the password is asked for again
FORMS_KEPT = timedelta(days=7)  # a form that is sent again later than this shows a page of long ago

_NAME = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,38}[^\s\x00-\x1f\x7f])?")


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in; `sealed` is the hash of the password."""

    staff_id: int
    name: str
    role: Role
    sealed: str

    @property
    def actor(self) -> Actor:
        """As the rules know them."""
        return rights.staff(self.staff_id, self.role) if self.staff_id else Actor("nobody")


# Whoever is not signed in: no post at all.
NOBODY = Account(0, "", Role.AUDITOR, "")


def add(tx: Tx, name: str, role: Role, sealed: str, now: datetime) -> int:
    """Make an account; its number. Raises Unfit for a name that is taken or none, and for a role of the chat."""
    if not _NAME.fullmatch(name):
        raise Unfit("the name: expected 1 to 40 characters in one line")
    if role not in CONSOLE_ROLES:
        raise Unfit(f"the role: expected one of {', '.join(sorted(CONSOLE_ROLES))}")
    tx.hold(f"staff:{name}")
    if staff.by_name(tx, name):
        raise Unfit(f"{name}: there is an account of this name")
    number = staff.add(tx, name, role, sealed, now)
    audit.record(
        tx,
        at=now,
        actor="system",
        action="staff.add",
        subject=f"staff:{number}",
        before={},
        after={"name": name, "role": role},
    )
    return number


def account(tx: Tx, name: str) -> Account | None:
    """The account that goes by this name, unless it has ended."""
    row = staff.by_name(tx, name)
    return None if row is None or row.ended_at else Account(row.id, row.name, Role(row.role), row.password)


def names(tx: Tx) -> dict[str, str]:
    """Who is called what, by the name that rows carry: `staff:3`."""
    return {f"staff:{row.id}": row.name for row in staff.names(tx)}


def begin(tx: Tx, name: str, sealed: str, token: str, now: datetime) -> bool:
    """Somebody gave the password that was sealed so: the session of this token begins.

    False where the account has ended, or has another password, since it was looked up.
    """
    known = account(tx, name)
    if known is None or known.sealed != sealed:
        return False
    staff.sweep(tx, now, now - FORMS_KEPT)
    staff.open_session(tx, known.staff_id, _digest(token), now, now + SESSION)
    return True


def signed_in(tx: Tx, token: str, now: datetime) -> Account | None:
    """Whose session this token is; None where it has run out, was ended, or the account has ended."""
    row = staff.signed_in(tx, _digest(token), now) if token else None
    return row and Account(row.id, row.name, Role(row.role), "")


def end(tx: Tx, token: str) -> None:
    """The session is over."""
    staff.close_session(tx, _digest(token))


def once(tx: Tx, actor: Actor, key: str, now: datetime) -> bool:
    """Is the form with this key carried out for the first time? To be asked in the transaction of what it does.

    A key is good for one person: nobody can use up another's.
    """
    digest = _digest(f"{actor.name} {key}")
    tx.hold(f"form:{digest}")
    if staff.was_sent(tx, digest):
        return False
    staff.note_sent(tx, digest, now)
    return True


def note_export(tx: Tx, actor: Actor, what: str, rows: int, filters: dict[str, str], now: datetime) -> None:
    """Write down who took how many rows of what with them (PIPL 51, 54). Refused: `not_allowed`."""
    rights.demand(actor, rights.READS_CONSOLE)
    audit.record(
        tx,
        at=now,
        actor=actor.name,
        action=f"{what}.export",
        subject=what,
        before={},
        after={"rows": rows, "filters": filters},
    )


def _digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
