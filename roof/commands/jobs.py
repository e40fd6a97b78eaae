"""`jobs`: what happens by itself, what would happen by then, and do it now."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

import click

from civic.errors import Unfit
from config.clock import system_clock
from config.community import Community, load_community
from config.settings import Settings
from roof.cli import with_settings
from roof.door import with_database
from schedules import JOBS
from schedules.runner import Done, Run, due_runs, run_due
from storage.database import Database
from storage.tx import Tx

LOOKS_AHEAD = timedelta(days=62)  # two months: whatever happens monthly is in it


class Instant(click.ParamType[datetime]):
    """A day or an instant as ISO 8601 writes it; without a zone it is the community's."""

    name = "iso"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Wrong usage where it is none."""
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            return self.fail(f"{value!r} is no ISO instant: expected 2026-11-10T09:00 or 2026-11-10T09:00+08:00")


AT = click.option("--at", type=Instant(), help="ISO 8601; without a zone: the community's; default: now")


@click.group()
def jobs() -> None:
    """What happens by itself: list it, foresee it, do it now."""


@jobs.command("list")
@with_settings
def list_jobs(settings: Settings) -> None:
    """What is scheduled: when it is due next, its name, its rule in words."""
    community, now = load_community(settings.community), system_clock()

    async def work(database: Database) -> None:
        for name, rule, coming in await database.read(_next_of_each, community, now):
            click.echo(f"{_local(coming, community.timezone) if coming else '-':<25}  {name:<20}  {rule}")

    with_database(settings, work)


@jobs.command()
@AT
@with_settings
def due(settings: Settings, at: datetime | None) -> None:
    """What would happen by then, of what is in the database now; nothing is done."""
    community, now = load_community(settings.community), system_clock()

    async def work(database: Database) -> None:
        for run in await database.read(due_runs, JOBS, community, now, _until(at, community, now)):
            click.echo(_said(run, community))

    with_database(settings, work)


@jobs.command()
@AT
@with_settings
def run(settings: Settings, at: datetime | None) -> None:
    """Do what is due by then, once, in its order; a run of the future is done as if its time had come."""
    community, now = load_community(settings.community), system_clock()

    def clock(each: Run) -> datetime:
        return max(system_clock(), each.due_at)

    async def work(database: Database) -> None:
        done = await run_due(database, JOBS, community, clock, now, _until(at, community, now))
        for each in done:
            click.echo(f"{_said(each.run, community)}  {each.did}".rstrip())
        _refuse_failed(done, community)

    with_database(settings, work)


def _until(at: datetime | None, community: Community, now: datetime) -> datetime:
    if at is None:
        return now
    return at if at.tzinfo else at.replace(tzinfo=community.timezone)


def _next_of_each(tx: Tx, community: Community, now: datetime) -> list[tuple[str, str, datetime | None]]:
    return [(job.name, job.rule, min(job.due(tx, community, now, now + LOOKS_AHEAD), default=None)) for job in JOBS]


def _refuse_failed(done: Sequence[Done], community: Community) -> None:
    """Raises Unfit with a line for each run that failed; its lease ends in two minutes, then it may be run again."""
    if failed := [f"{_said(each.run, community)} failed: {each.error}" for each in done if each.error]:
        raise Unfit("\n".join(failed))


def _said(run: Run, community: Community) -> str:
    return f"{_local(run.due_at, community.timezone)}  {run.job.name:<20}"


def _local(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")
