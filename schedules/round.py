"""Round 轮次: a vote opens and closes at its published instants; at closing it is counted and the result told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from civic import round as rounds
from config.community import Community
from schedules.job import Job, Step
from storage.tx import Tx


def _due(tx: Tx, community: Community, since: datetime, until: datetime) -> Sequence[datetime]:
    return rounds.due(tx, since, until)


def _run(tx: Tx, community: Community, due_at: datetime, now: datetime) -> Step:
    return Step(*rounds.advance(tx, now))


job = Job(
    "round",
    "A vote opens and closes at its published instants; at closing it is counted and those on the roll are told once.",
    _due,
    _run,
    catches_up=timedelta(days=365),  # a vote that was announced is never left open
)
