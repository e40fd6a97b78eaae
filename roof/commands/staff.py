"""`staff add`: an account of the console."""

import os

import click

from civic import password
from civic import staff as accounts
from config.clock import system_clock
from config.settings import Settings
from roof.cli import with_settings
from roof.once import write_once
from storage.post import CONSOLE_ROLES, Role

FROM = "KENTAN_STAFF_PASSWORD"


@click.group()
def staff() -> None:
    """Accounts of the console."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(sorted(role.value for role in CONSOLE_ROLES)), required=True)
@with_settings
def add(settings: Settings, name: str, role: str) -> None:
    """Make an account; its password is asked for, or read from KENTAN_STAFF_PASSWORD."""
    sealed = password.seal(os.environ.get(FROM) or _asked())
    number = write_once(settings, accounts.add, name.strip(), Role(role), sealed, system_clock())
    click.echo(f"staff {number}: {name.strip()} ({role})")


def _asked() -> str:
    given: str = click.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
    return given
