"""The one error tree; each edge (webhook, command, page) translates it once.

KentanError
├── Refusal        a rule says no: carries a code and facts, worded by `refusal.<code>`
├── Busy           another worker holds the sender or the noun: the writer runs the turn again later
├── Unavailable    nothing was stored (disk full, database gone): the caller may try again
├── OldSchema      the database does not fit this program: `migrate` is the way out
├── Unreadable     a signed callback that cannot be turned into a message: `success`, kept aside
│   └── Forged     signature, app id or time are wrong: 403
├── Untaken        the platform did not take a call of its API: what to do stands in bot/api/remedies.py
└── Unfit          a command was given what cannot be used (a port that is taken, more workers than may be): named

config imports nothing of ours: what a deployment wrote wrongly is config.errors.ConfigError, beside this tree; run.py
tells both the same way.
"""

from collections.abc import Mapping


class KentanError(Exception):
    """Anything this service says about itself."""


class Refusal(KentanError):
    """A rule said no. `code` names the sentence, `facts` fill it."""

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, object] = facts or {}


class Busy(KentanError):
    """Somebody else holds what this turn needs; nothing was written."""


class Unavailable(KentanError):
    """The database cannot be reached, or could not make it durable; nothing was written."""


class OldSchema(KentanError):
    """The schema in the database is not the one this program was written for."""


class Unreadable(KentanError):
    """A callback that cannot be turned into a message; `reason` is one short word for logs and counters."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Forged(Unreadable):
    """Signature, app id or time do not fit: whoever sent this is not the platform."""


class Untaken(KentanError):
    """The platform refused a call, or nothing is known of it.

    `code` is its errcode as text, or a word of our own (`unreached`, `no_answer`); `rid` names the call to the
    platform's support.
    """

    def __init__(self, code: str, rid: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.rid = rid


class Unfit(KentanError):
    """A value that cannot be used; the text names it and says what was expected."""
