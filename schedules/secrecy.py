"""Secrecy 保密: every minute the words of a ballot's steps are wiped, 60 s after they were said."""

from collections.abc import Sequence
from datetime import datetime

from civic import secrecy
from config.community import Community
from schedules.job import Job, Step
from storage.tx import Tx


def _due(tx: Tx, community: Community, since: datetime, until: datetime) -> Sequence[datetime]:
    return secrecy.due(tx, since, until)


def _run(tx: Tx, community: Community, due_at: datetime, now: datetime) -> Step:
    return Step(*secrecy.wipe(tx, now))


job = Job("secrecy", "Every minute: ballots' words, drafts that expired and late replies are wiped.", _due, _run)
