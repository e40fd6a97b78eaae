"""The platform's clock: runs with real time, and can be set, moved and stopped."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """One settable time for everything that has a window, a quota or an expiry. Inject the same one everywhere."""

    def __init__(self, at: datetime | None = None, *, running: bool = True) -> None:
        self._running = running
        self.set(at or datetime.now(UTC))

    @property
    def running(self) -> bool:
        """False while the clock stands still."""
        return self._running

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        elapsed = time.monotonic() - self._set_at if self._running else 0.0
        return self._base + timedelta(seconds=elapsed)

    def timestamp(self) -> int:
        """The current instant in whole Unix seconds, as the platform writes it."""
        return int(self.now().timestamp())

    def set(self, at: datetime) -> None:
        """Sets the clock to an aware instant; ValueError for a naive one."""
        if at.tzinfo is None:
            raise ValueError("the clock is set to an aware datetime")
        self._base, self._set_at = at.astimezone(UTC), time.monotonic()

    def move(self, by: timedelta | float) -> None:
        """Moves the clock by a timedelta, or by seconds; backwards too."""
        self.set(self.now() + (by if isinstance(by, timedelta) else timedelta(seconds=by)))

    def stop(self) -> None:
        """Holds the clock at the current instant."""
        self.set(self.now())
        self._running = False

    def start(self) -> None:
        """Lets the clock run on from where it stands."""
        self.set(self.now())
        self._running = True
