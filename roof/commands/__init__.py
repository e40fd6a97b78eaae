"""The commands of a deployment (contract.md): each reads its settings, does one thing, and says what it did."""

import click

from roof.commands.codes import codes
from roof.commands.counting import tally
from roof.commands.imports import imports
from roof.commands.jobs import jobs
from roof.commands.language import classify
from roof.commands.outbox import outbox
from roof.commands.serving import demo, migrate, serve
from roof.commands.staff import staff

COMMANDS: tuple[click.Command, ...] = (serve, demo, migrate, classify, tally, imports, codes, jobs, outbox, staff)
