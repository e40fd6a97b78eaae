"""`classify`: what is understood of a message."""

import json
import sys

import click

from bot.understanding import Understanding, as_json
from config.community import load_community
from config.lexicon import load_lexicon
from config.settings import Settings
from roof.cli import with_settings


@click.command()
@with_settings
def classify(settings: Settings) -> None:
    """Read messages from stdin, one a line; print what was understood as one JSON object a line."""
    community = load_community(settings.community)
    understanding = Understanding(load_lexicon(), community.estate_names)
    for line in sys.stdin.buffer:  # bytes in and out: UTF-8 whatever the terminal is set to
        heard = understanding.hear(line.decode("utf-8", "replace").rstrip("\r\n"))
        click.echo(json.dumps(as_json(heard), ensure_ascii=False).encode())
