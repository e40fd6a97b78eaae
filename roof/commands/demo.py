"""`demo`."""

import asyncio
import tempfile
from pathlib import Path

import click

from config.settings import Settings
from roof.cli import with_settings
from roof.demo import show


@click.command()
@click.option("--port", type=click.IntRange(1, 65534), default=8080, show_default=True, help="chat page: the next one")
@with_settings
def demo(settings: Settings, port: int) -> None:
    """Show it all on a fresh sample community, with a stand-in for WeChat and its chat page."""
    with tempfile.TemporaryDirectory(prefix="kentan-demo-") as folder:
        asyncio.run(show(settings, port, Path(folder)))
