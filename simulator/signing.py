"""How the platform signs: the sorted SHA-1, and a whole signed (and encrypted) request. Pure and fast."""

from __future__ import annotations

import hashlib

from simulator.account import Account
from simulator.crypto import encrypt

_END = b"</xml>"


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts: (token, timestamp, nonce), for `msg_signature` also the encrypted text."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def request_for(
    account: Account, xml: bytes, *, openid: str, timestamp: int | str, nonce: str, random16: bytes | None = None
) -> tuple[dict[str, str], bytes]:
    """The query and the body that the platform would POST for this XML in the account's mode."""
    stamp = str(timestamp)
    query = {"signature": sign(account.token, stamp, nonce), "timestamp": stamp, "nonce": nonce, "openid": openid}
    if account.mode == "plain" or account.aes_key is None:
        return query, xml
    encrypted = encrypt(xml, account.aes_key, account.app_id, random16=random16)
    query |= {"encrypt_type": "aes", "msg_signature": sign(account.token, stamp, nonce, encrypted)}
    element = f"<Encrypt><![CDATA[{encrypted}]]></Encrypt>".encode()
    return query, _compat_body(xml, element) if account.mode == "compat" else _safe_body(account, element)


def handshake_for(account: Account, *, echostr: str, timestamp: int | str, nonce: str) -> dict[str, str]:
    """The query of the GET with which the platform checks an address; the same in every mode."""
    stamp = str(timestamp)
    signature = sign(account.token, stamp, nonce)
    return {"signature": signature, "timestamp": stamp, "nonce": nonce, "echostr": echostr}


def _safe_body(account: Account, element: bytes) -> bytes:
    return b"<xml><ToUserName><![CDATA[" + account.gh_id.encode() + b"]]></ToUserName>" + element + _END


def _compat_body(xml: bytes, element: bytes) -> bytes:
    head, end, tail = xml.rpartition(_END)
    return head + element + end + tail if end else xml + element
