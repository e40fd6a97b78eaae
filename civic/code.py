"""Code 绑定码: opens one home or one post, once; handed out by the community on paper, never shown again."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256
from typing import Any

from civic import household, rights
from civic.address import Address
from civic.errors import Refusal
from civic.household import Home
from civic.rights import Actor
from storage import audit, code, post
from storage import household as households
from storage.code import CodeKind
from storage.household import Relation
from storage.post import CHAT_ROLES, Role
from storage.tx import Tx

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which read alike on paper
LENGTH = 8
VALID = timedelta(days=30)
MISSES_A_DAY = 5

_SIGN = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class OpenedHome:
    """The code opened a home; `is_new`: not one that was bound so already."""

    home: Home
    is_new: bool


@dataclass(frozen=True, slots=True)
class OpenedPost:
    """The code opened a post; `scope`: the estate, or "" for the whole community."""

    role: Role
    scope: str
    is_new: bool


def make_home_code(tx: Tx, actor: Actor, address: Address, relation: Relation, now: datetime) -> str:
    """A code by which somebody becomes `relation` of a home. Refused: `no_such_home`, and for want of rights."""
    rights.demand(actor, rights.MAKES_HOME_CODES, address.estate)
    home = households.at(tx, *address)
    if home is None:
        raise Refusal("no_such_home", {"home": address.said})
    what = {"kind": CodeKind.HOME, "household_id": home.id, "relation": relation, "role": "", "scope": ""}
    return _make(tx, actor, what, f"household:{home.id}", now)


def make_post_code(tx: Tx, actor: Actor, role: Role, scope: str, now: datetime) -> str:
    """A code by which somebody takes a post of the chat, for an estate or ("") everywhere. Refused: `not_allowed`."""
    rights.demand(actor, rights.GRANTS_POSTS, scope)
    if role not in CHAT_ROLES:
        raise Refusal("not_allowed")
    what = {"kind": CodeKind.POST, "household_id": None, "relation": "", "role": role, "scope": scope}
    return _make(tx, actor, what, f"post:{role}:{scope}", now)


def read_code(text: str) -> str | None:
    """The code that an answer holds: its letters and digits, whatever stands between them; None where not `LENGTH`."""
    signs = "".join(_SIGN.findall(text)).upper()
    return signs if len(signs) == LENGTH else None


def use(tx: Tx, resident_id: int, signs: str, zone: tzinfo, now: datetime) -> OpenedHome | OpenedPost:
    """Use a code up, for somebody who typed it; what is theirs already uses up none.

    Refused: `code_too_often` for the rest of the day (in `zone`) in which `MISSES_A_DAY` codes were wrong, right or
    not; `code_unknown`, which counts as one; `code_used` by somebody else; `code_expired`. The miss stays written.
    """
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    missed = code.misses(tx, resident_id, today)
    if missed >= MISSES_A_DAY:
        raise Refusal("code_too_often")
    row = code.find(tx, _digest(signs))
    if row is None:
        code.add_miss(tx, resident_id, now)
        if missed + 1 >= MISSES_A_DAY:
            raise Refusal("code_too_often")
        raise Refusal("code_unknown", {"left": MISSES_A_DAY - missed - 1})
    tx.hold(f"code:{row.id}")
    return _open_home(tx, resident_id, row, now) if row.kind == CodeKind.HOME else _open_post(tx, resident_id, row, now)


def _open_home(tx: Tx, resident_id: int, row: Any, now: datetime) -> OpenedHome:
    for home in household.homes_of(tx, resident_id):
        if home.number == row.household_id and home.relation == row.relation:
            return OpenedHome(home, is_new=False)
    _use_up(tx, resident_id, row, now)
    return OpenedHome(household.bind(tx, resident_id, row.household_id, Relation(row.relation), now), is_new=True)


def _open_post(tx: Tx, resident_id: int, row: Any, now: datetime) -> OpenedPost:
    role = Role(row.role)
    if any((held.role, held.scope) == (row.role, row.scope) for held in post.of_resident(tx, resident_id)):
        return OpenedPost(role, row.scope, is_new=False)
    _use_up(tx, resident_id, row, now)
    number = post.add(tx, resident_id, role, row.scope, now)
    audit.record(
        tx,
        at=now,
        actor=f"resident:{resident_id}",
        action="post.take",
        subject=f"post:{number}",
        before={},
        after={"role": row.role, "scope": row.scope},
        why=f"code:{row.id} of {row.made_by}",
    )
    return OpenedPost(role, row.scope, is_new=True)


def _use_up(tx: Tx, resident_id: int, row: Any, now: datetime) -> None:
    """Once, whoever else tries at the same time: the row itself decides."""
    if code.use(tx, row.id, resident_id, now):
        return
    if row.used_by is None and row.expires_at <= now:
        raise Refusal("code_expired")
    raise Refusal("code_used")


def _make(tx: Tx, actor: Actor, what: dict[str, Any], subject: str, now: datetime) -> str:
    signs = _draw()
    facts = what | {"digest": _digest(signs), "made_by": actor.name, "made_at": now, "expires_at": now + VALID}
    number = code.add(tx, facts)
    made = {name: what[name] for name in ("kind", "relation", "role", "scope")} | {"code": number}
    audit.record(tx, at=now, actor=actor.name, action="code.make", subject=subject, before={}, after=made)
    return f"{signs[:4]}-{signs[4:]}"


def _draw() -> str:
    """Letters and digits, never one kind alone: so it is no word and no number in the chat."""
    while True:
        signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not signs.isdigit() and not signs.isalpha():
            return signs


def _digest(signs: str) -> str:
    return sha256(signs.encode()).hexdigest()
