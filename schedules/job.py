"""Job 定时任务: a rule in words, when it is due, and one call that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from config.community import Community
from storage.tx import Tx


class Step(NamedTuple):
    """What one transaction of a run did; `more`: there is another chunk to do. `did` holds numbers, never a name."""

    more: bool
    did: str


@dataclass(frozen=True, slots=True)
class Job:
    """Something that happens by itself.

    `due` gives the instants after `since` and up to `until` at which it is to be run: from the calendar, or from rows
    (a round's closing). Each instant is run once, by whichever worker claims it. `run` is given that instant and the
    time of day, does one chunk (some hundreds of rows) in a transaction of its own, judges for itself whether it has
    become too late, and leaves behind what is right however often it is run. `catches_up`: how far back it looks for
    instants that were missed while nobody served.
    """

    name: str
    rule: str
    due: Callable[[Tx, Community, datetime, datetime], Sequence[datetime]]
    run: Callable[[Tx, Community, datetime, datetime], Step]
    catches_up: timedelta = timedelta(days=2)
