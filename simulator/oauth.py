"""Sign-in codes for pages opened in the chat: single use, five minutes, and the snapshot visitors who are nobody."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.errors import ApiError

LIFE = timedelta(minutes=5)
UNKNOWN, USED, EXPIRED = 40029, 40163, 42003


@dataclass(slots=True)
class _Grant:
    openid: str
    snapshot: bool
    ends: datetime
    used: bool = False


@dataclass(slots=True)
class SignInCodes:
    """Every code that a page was handed."""

    now: Callable[[], datetime]
    _grants: dict[str, _Grant] = field(default_factory=dict)

    def issue(self, openid: str, *, snapshot: bool = False) -> str:
        """A code for this person; in a snapshot page it stands for a virtual person instead."""
        code = secrets.token_urlsafe(24)
        who = f"oSnapshot_{secrets.token_hex(9)}" if snapshot else openid
        self._grants[code] = _Grant(who, snapshot, self.now() + LIFE)
        return code

    def redeem(self, code: str) -> tuple[str, bool]:
        """The openid behind a code, and whether it is a snapshot's. ApiError 40029, 40163 (used), 42003 (expired)."""
        grant = self._grants.get(code)
        if grant is None:
            raise ApiError(UNKNOWN)
        if grant.used:
            raise ApiError(USED)
        if self.now() >= grant.ends:
            raise ApiError(EXPIRED)
        grant.used = True
        return grant.openid, grant.snapshot
