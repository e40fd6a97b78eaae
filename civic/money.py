"""Money 金额: fen as integers, yuan as people write and read them; nothing here is a float."""

import re
from decimal import ROUND_HALF_UP, Decimal

MOST_YUAN = 10**9  # a bill line beyond this is a slip of the pen

_YUAN = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?")


def read_yuan(text: str) -> int | None:
    """Fen, of yuan with at most two decimals (`1,234.5`); None for anything else."""
    found = _YUAN.fullmatch(text)
    if not found:
        return None
    whole = int(found[2].replace(",", ""))
    fen = whole * 100 + int((found[3] or "").ljust(2, "0"))
    return None if whole > MOST_YUAN else -fen if found[1] else fen


def say_yuan(fen: int) -> str:
    """`285.66元`."""
    return f"{_plain(fen)}元"


def say_price(price: Decimal) -> str:
    """A unit price as people print it, with two decimals or as many as it has: `1.20`, `0.815`."""
    digits = price.normalize().as_tuple().exponent
    return f"{price:.2f}" if isinstance(digits, int) and digits >= -2 else f"{price.normalize():f}"


def line_amount(price: Decimal, quantity: Decimal, months: int) -> int:
    """Fen of one bill line: price × quantity × months, rounded half up once, at the end (domain.md 3.6)."""
    return int((price * quantity * months * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _plain(fen: int) -> str:
    sign, rest = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{rest // 100}.{rest % 100:02}"
