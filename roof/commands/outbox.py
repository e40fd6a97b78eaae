"""`outbox`: what waits, was sent, is held for the next contact, failed; numbers only, nobody's name."""

import asyncio
from collections.abc import Sequence

import click

from config.settings import Settings
from roof.cli import with_settings
from storage import courier, schema
from storage.courier import Tally
from storage.database import Database

HEADERS = ("state", "purpose", "channel", "reason", "rows")


@click.command()
@with_settings
def outbox(settings: Settings) -> None:
    """Show what waits, was sent, is held for the next contact, failed; by purpose, channel and reason."""
    schema.check(settings.database_url)
    rows = [tuple(str(each) or "-" for each in row) for row in asyncio.run(_tally(settings.database_url))]
    table = [HEADERS, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


async def _tally(database_url: str) -> Sequence[Tally]:
    database = Database(database_url)
    await database.start()
    try:
        return await database.read(courier.tally)
    finally:
        await database.stop()
