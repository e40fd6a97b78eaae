"""`serve`."""

import asyncio

import click

from civic.errors import Unfit
from config.clock import system_clock
from config.settings import Settings
from roof.cli import with_settings
from roof.service import House, Service, until_told
from storage import schema


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="more than one needs PostgreSQL")
@with_settings
def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve the webhook and the watch addresses."""
    if workers > 1:
        where = "needs PostgreSQL" if settings.database_url.startswith("sqlite") else "is not offered yet"
        raise Unfit(f"--workers {workers}: more than one worker {where}")
    house = House.read(settings)
    schema.check(settings.database_url)

    async def run() -> None:
        async def opened() -> None:
            click.echo(f"serving on http://{host}:{port}", err=True)

        await Service(house, system_clock).run(host, port, until_told(), opened)

    asyncio.run(run())
