"""Messages signed, and in safe mode encrypted, as the platform delivers them."""

from enum import StrEnum
from typing import Literal
from urllib.parse import urlencode

from benchmarks.account import AES_KEY, APP_ID, TOKEN
from simulator.account import Account
from simulator.signing import request_for


class Mode(StrEnum):
    """How a server is spoken to, and so what an answer looks like."""

    BARE = "bare"
    PLAIN = "plain"
    SAFE = "safe"


def _account(mode: Literal["plain", "safe"]) -> Account:
    return Account(token=TOKEN, app_id=APP_ID, secret="", aes_key=AES_KEY, mode=mode)


ACCOUNTS = {Mode.BARE: _account("plain"), Mode.PLAIN: _account("plain"), Mode.SAFE: _account("safe")}


def sealed(mode: Mode, xml: bytes, *, openid: str, timestamp: int, nonce: str) -> tuple[str, bytes]:
    """Query string and body of one delivery."""
    query, body = request_for(ACCOUNTS[mode], xml, openid=openid, timestamp=timestamp, nonce=nonce)
    return urlencode(query), body
