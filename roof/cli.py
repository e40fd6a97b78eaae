"""What all commands share: how they refuse, and how they come by the settings."""

import os
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

import click

from civic.errors import KentanError
from config.errors import ConfigError
from config.logs import set_up_logging
from config.settings import load_settings, unknown_variables
from roof.commands import COMMANDS


class Commands(click.Group):
    """Every refusal is told on stderr, a line for each reason, and ends with 1; wrong usage ends with 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, in their order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them, loaded now."""
        module, _, name = COMMANDS.get(cmd_name, "").partition(":")
        return getattr(import_module(module), name) if module else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (KentanError, ConfigError) as error:
            for line in str(error).splitlines():
                click.echo(f"error: {line}", err=True)
            ctx.exit(1)


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Hands them over; they are read when the command runs, so that help and wrong usage do not depend on them."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        settings = load_settings(os.environ)
        set_up_logging(settings.log_format)
        for line in unknown_variables(os.environ):
            click.echo(f"warning: {line}", err=True)
        command(settings, *args, **kwargs)

    return run
