"""Guessing passwords: so many tries for a name and from an address in a quarter of an hour, and then a pause.

Thin on purpose: it counts in this process only (with several workers each has its own), forgets at a restart, and keeps
the newest ten thousand names and addresses.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
FOR_A_NAME = 10  # whoever knows a name can keep its owner out for a quarter of an hour: not too few
FROM_AN_ADDRESS = 30  # an office shares one
MOST_KEPT = 10_000


class Guesses:
    """Counts tries; a try counts before it is known whether it is right."""

    minutes = int(WINDOW.total_seconds()) // 60

    def __init__(self) -> None:
        self._tries: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def allow(self, name: str, address: str, now: datetime) -> bool:
        """Count one more try; False where there were too many: then the password is not even looked at."""
        tried = self._count(f"name {name}", now), self._count(f"address {address}", now)
        return tried[0] <= FOR_A_NAME and tried[1] <= FROM_AN_ADDRESS

    def forgive(self, name: str) -> None:
        """The right one was given."""
        self._tries.pop(f"name {name}", None)

    def _count(self, what: str, now: datetime) -> int:
        since, tries = self._tries.pop(what, (now, 0))
        if now - since >= WINDOW:
            since, tries = now, 0
        self._tries[what] = since, tries + 1
        if len(self._tries) > MOST_KEPT:
            self._tries.popitem(last=False)
        return tries + 1
