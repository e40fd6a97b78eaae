"""`migrate`."""

import click

from config.settings import Settings
from roof.cli import with_settings
from storage import schema


@click.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Bring the database to the current schema."""
    before, after = schema.migrate(settings.database_url)
    click.echo(f"schema {after}" if before == after else f"schema {before or 'empty'} -> {after}")
