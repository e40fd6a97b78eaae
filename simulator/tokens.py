"""Access tokens: the two ways to fetch one, their overlap, and the limits on forcing a new one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.errors import ApiError

LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
FORCED_A_DAY = 20
FORCED_APART = timedelta(seconds=30)

MISSING, UNKNOWN, EXPIRED = 41001, 40001, 42001
DAILY_QUOTA, TOO_FAST = 45009, 45011


@dataclass(slots=True)
class _Token:
    value: str
    ends: datetime


@dataclass(slots=True)
class Tokens:
    """Every token handed out, by its way: `stable` ones and ordinary ones do not disturb each other."""

    now: Callable[[], datetime]
    _current: dict[str, _Token] = field(default_factory=dict)
    _issued: dict[str, _Token] = field(default_factory=dict)
    _forced: list[datetime] = field(default_factory=list)

    def stable(self, *, force: bool = False) -> tuple[str, int]:
        """The stable token and its seconds left: the same until five minutes before its end, or a new one by force.

        Raises ApiError 45009 after 20 forced ones in 24 hours and 45011 within 30 s of the last. A forced
        token ends the one before it at once; an ordinary renewal leaves it alive to its own end.
        """
        if force:
            self._allow_force()
            self._end("stable", timedelta())
            return self._issue("stable")
        current = self._current.get("stable")
        if current is None or current.ends - self.now() <= OVERLAP:
            return self._issue("stable")
        return current.value, self._seconds(current)

    def ordinary(self) -> tuple[str, int]:
        """A new ordinary token and its seconds; the one before it lives five minutes more at most."""
        self._end("ordinary", OVERLAP)
        return self._issue("ordinary")

    def check(self, value: str) -> None:
        """Raises ApiError: 41001 for no token, 40001 for one never issued or replaced, 42001 for one that ended."""
        if not value:
            raise ApiError(MISSING)
        token = self._issued.get(value)
        if token is None:
            raise ApiError(UNKNOWN)
        if self.now() >= token.ends:
            raise ApiError(EXPIRED)

    def forget(self) -> None:
        """Makes every token handed out so far unknown, as after a reset of the app secret."""
        self._issued.clear()
        self._current.clear()

    def _allow_force(self) -> None:
        now = self.now()
        self._forced = [at for at in self._forced if now - at < timedelta(days=1)]
        if len(self._forced) >= FORCED_A_DAY:
            raise ApiError(DAILY_QUOTA)
        if self._forced and now - self._forced[-1] < FORCED_APART:
            raise ApiError(TOO_FAST)
        self._forced.append(now)

    def _end(self, way: str, grace: timedelta) -> None:
        if (token := self._current.get(way)) is None:
            return
        token.ends = min(token.ends, self.now() + grace)
        if not grace:
            self._issued.pop(token.value, None)

    def _issue(self, way: str) -> tuple[str, int]:
        token = _Token(f"{way}_{secrets.token_urlsafe(48)}", self.now() + LIFE)
        self._current[way] = self._issued[token.value] = token
        return token.value, self._seconds(token)

    def _seconds(self, token: _Token) -> int:
        return int((token.ends - self.now()).total_seconds())
