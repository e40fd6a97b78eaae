"""Judges what the account's server answered, as the platform does, and says what the person then sees."""

from __future__ import annotations

import hmac
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulator.account import Account
from simulator.crypto import DecryptionError, decrypt
from simulator.signing import sign

Kind = Literal["reply", "success", "empty", "fault", "refused"]

FAULT = "该公众号提供的服务出现故障，请稍后再试"
LONGEST_TEXT = 2047  # UTF-8 bytes
OK = 200

_MEDIA = {"image": "Image", "voice": "Voice", "video": "Video"}
_SHOWN = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "music": "[音乐]"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the platform makes of an answer. `text` is what the person reads, `detail` says why it is a fault."""

    kind: Kind
    type: str = ""
    text: str = ""
    detail: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    xml: bytes = field(default=b"", repr=False)

    @property
    def fine(self) -> bool:
        """True unless the person sees the platform's fault sentence."""
        return self.kind not in ("fault", "refused")


class _FaultError(Exception):
    """The answer is not one that the platform passes on."""


def judge(account: Account, status: int, body: bytes, *, openid: str | None = None) -> Verdict:
    """The platform's verdict on an HTTP answer; with `openid` the reply must also be addressed to that person."""
    if status != OK:
        return Verdict("refused", text=FAULT, detail=f"HTTP {status}")
    if body in (b"success", b""):
        return Verdict("success" if body else "empty")
    try:
        clear = _opened(account, body)
        root = _parsed(clear)
        _check_envelope(root, openid)
        shown, parts = _content(root)
    except _FaultError as fault:
        return Verdict("fault", text=FAULT, detail=str(fault))
    return Verdict("reply", _text(root, "MsgType"), shown, parts=parts, xml=clear)


def broken(detail: str) -> Verdict:
    """The verdict on a delivery that got no answer at all."""
    return Verdict("fault", text=FAULT, detail=detail)


def _opened(account: Account, body: bytes) -> bytes:
    root = _parsed(body)
    if root.find("Encrypt") is None:
        if account.mode == "safe":
            raise _FaultError("clear XML in safe mode")
        return body
    if account.mode == "plain" or account.aes_key is None:
        raise _FaultError("encrypted XML in plain mode")
    encrypted = _text(root, "Encrypt")
    _check_signature(account, root, encrypted)
    try:
        clear, app_id = decrypt(encrypted, account.aes_key)
    except DecryptionError as error:
        raise _FaultError(f"Encrypt: {error}{_key_hint(account, encrypted)}") from error
    if app_id != account.app_id:
        raise _FaultError("Encrypt names another app id")
    return clear


def _check_signature(account: Account, root: ET.Element, encrypted: str) -> None:
    stamp, nonce = _text(root, "TimeStamp"), _text(root, "Nonce")
    if not stamp.isdecimal() or not nonce:
        raise _FaultError("TimeStamp in seconds and Nonce are required")
    expected = sign(account.token, stamp, nonce, encrypted)
    if not hmac.compare_digest(expected.encode(), _text(root, "MsgSignature").encode()):
        raise _FaultError("wrong MsgSignature")


def _key_hint(account: Account, encrypted: str) -> str:
    if account.aes_key_previous is None:
        return ""
    try:
        decrypt(encrypted, account.aes_key_previous)
    except DecryptionError:
        return ""
    return " (it was encrypted with the previous key; answer with the key that opened the message)"


def _parsed(body: bytes) -> ET.Element:
    if b"<!DOCTYPE" in body:
        raise _FaultError("a document type is not allowed")
    try:
        root = ET.fromstring(body)  # noqa: S314 - without a document type there are no entities to expand
    except ET.ParseError as error:
        raise _FaultError(f"not XML: {error}") from error
    if root.tag != "xml":
        raise _FaultError(f"the root element is <{root.tag}>")
    return root


def _check_envelope(root: ET.Element, openid: str | None) -> None:
    for name in ("ToUserName", "FromUserName", "MsgType"):
        if not _text(root, name):
            raise _FaultError(f"{name} is missing")
    if not _text(root, "CreateTime").isdecimal():
        raise _FaultError("CreateTime is not a number of seconds")
    if openid is not None and _text(root, "ToUserName") != openid:
        raise _FaultError("ToUserName is not the sender")


def _content(root: ET.Element) -> tuple[str, dict[str, str]]:
    kind = _text(root, "MsgType")
    if kind == "text":
        return _written(root), {}
    if kind == "news":
        return _article(root)
    if kind == "transfer_customer_service":
        return "", {}
    if kind in _MEDIA:
        return _SHOWN[kind], {"media_id": _required(root, f"{_MEDIA[kind]}/MediaId")}
    if kind == "music":
        _required(root, "Music/ThumbMediaId")
        return root.findtext("Music/Title") or _SHOWN[kind], {}
    raise _FaultError(f"unknown MsgType {kind!r}")


def _written(root: ET.Element) -> str:
    content = root.findtext("Content") or ""
    if not content.strip():
        raise _FaultError("Content is empty")
    if len(content.encode()) > LONGEST_TEXT:
        raise _FaultError(f"Content is longer than {LONGEST_TEXT} bytes")
    return content


def _article(root: ET.Element) -> tuple[str, dict[str, str]]:
    """The first article; the platform drops any further ones of a reply."""
    article = root.find("Articles/item")
    if article is None or not _text(root, "ArticleCount").isdecimal():
        raise _FaultError("news without an article")
    named = {"description": "Description", "url": "Url", "pic_url": "PicUrl"}
    return _required(article, "Title"), {name: _text(article, tag) for name, tag in named.items()}


def _required(element: ET.Element, path: str) -> str:
    value = _text(element, path)
    if not value:
        raise _FaultError(f"{path} is missing")
    return value


def _text(element: ET.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()
