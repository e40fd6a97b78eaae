"""How configuration is refused: every problem at once, each with the name of what is wrong and what was expected.

A tree of its own beside civic/errors.py, since this room imports nothing of ours; a command tells both the same way.
"""

from collections.abc import Iterable


class ConfigError(Exception):
    """Something a deployment wrote cannot be used; `problems` holds one line per fault, never a secret's value."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class SettingsError(ConfigError):
    """The environment is wrong."""


class CommunityError(ConfigError):
    """The community's file is wrong."""


class WordingError(ConfigError):
    """A sentence cannot be said: unknown template, missing fact, or an override that does not fit."""
