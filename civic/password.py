"""Passwords of the console: sealed with argon2id, compared in the same time whether there is such an account or not.

Both take some 100 ms and 64 MiB by design: never in the event loop, never in the writer.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from civic.errors import Unfit

SHORTEST = 10  # characters; length is what counts, no kind of character is demanded
LONGEST = 200  # more is no password but a load


def seal(password: str) -> str:
    """The hash that is stored. Raises Unfit for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Unfit(f"the password: expected {SHORTEST} to {LONGEST} characters")
    return PasswordHasher().hash(password)


def fits(password: str, sealed: str) -> bool:
    """Is it the one that was sealed? "" where there is no account: takes as long, and never fits."""
    try:
        return PasswordHasher().verify(sealed or _nobodys(), password[: LONGEST + 1]) and bool(sealed)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return PasswordHasher().hash("nobody has this password")
