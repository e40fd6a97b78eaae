"""Envelope 信封: signature, AES and XML of the callback, in and out; the only place that knows wechatpy.

wechatpy signs and encrypts; parsing, and what it leaves open (padding, a rotated key, hostile text), is done here:
docs/decisions/wechatpy.md says why, with the figures.
"""

import hmac
import re
import secrets
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple
from xml.etree import ElementTree

from wechatpy.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from civic.errors import Forged, Unreadable

SUCCESS = "success"  # the platform's word for "nothing to say"; never encrypted
LARGEST = 128 * 1024  # bytes; the platform's largest message is far below
CLOCKS_DIFFER = 600  # seconds a callback's timestamp may be away from ours; retries carry the first one's
DEEPEST = 16  # elements within each other; the platform nests four
BLOCK = 32  # bytes: PKCS#7 on a larger block than AES has

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_NEEDED = ("FromUserName", "ToUserName", "MsgType")  # without these there is nobody to answer, or nothing
_TEXT = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{of}]]></FromUserName>"
    "<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content></xml>"
)
_SEALED = (
    "<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
    "<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
)


class _Crypto(PrpCrypto):  # type: ignore[misc]  # wechatpy has no types
    """wechatpy's cipher with prefix bytes that cannot be guessed."""

    def get_random_string(self) -> str:
        return secrets.token_hex(8)


class Incoming(NamedTuple):
    """A message or event as the platform sent it. `kind` is its type, events are `event:<name in lower case>`."""

    key: str  # its identity: the same for every re-sending, another for every other message
    sender: str  # openid
    account: str
    kind: str
    payload: dict[str, Any]
    crypto: _Crypto | None  # what opened it also seals the reply

    def field(self, name: str) -> str:
        """A field's text; "" where it is absent or not a text."""
        value = self.payload.get(name)
        return value if isinstance(value, str) else ""


class Envelope:
    """Opens what the platform sends and seals what it is answered."""

    def __init__(self, token: str, app_id: str, aes_key: str = "", aes_key_previous: str = "", *, mode: str = "auto"):
        self._token = token
        self._app_id = app_id
        self._cryptos = tuple(_Crypto(b64decode(key + "=")) for key in (aes_key, aes_key_previous) if key)
        # With a key at hand a clear message may be a forgery: its signature does not cover the body.
        self._only_encrypted = mode == "safe" or (mode == "auto" and bool(self._cryptos))

    def greet(self, query: Mapping[str, str], now: datetime) -> str:
        """The platform's check of our address: its `echostr`, byte for byte. Raises Forged."""
        self._verify(query, "signature", now)
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
        """The message in a callback. Raises Forged, or Unreadable where it is signed and yet no message."""
        text = body.decode("utf-8", "replace")
        if query.get("encrypt_type", "raw") in ("", "raw"):
            if self._only_encrypted:
                raise Forged("not encrypted")
            self._verify(query, "signature", now)
            return _read(text, None)
        ciphertext = _ciphertext(text)
        if not ciphertext:
            self._verify(query, "signature", now)
            raise Unreadable("nothing encrypted")
        self._verify(query, "msg_signature", now, ciphertext)
        return self._decrypt(ciphertext)

    def seal(self, incoming: Incoming, reply: str, now: datetime) -> str:
        """The body of the answer: a text message, encrypted if the message was; an empty reply is `success`."""
        reply = clean(reply)
        if not reply.strip():
            return SUCCESS
        at = str(int(now.timestamp()))
        xml = _TEXT.format(to=_cdata(incoming.sender), of=_cdata(incoming.account), at=at, text=_cdata(reply))
        if incoming.crypto is None:
            return xml
        encrypt = incoming.crypto.encrypt(xml, self._app_id).decode()
        nonce = secrets.token_hex(8)
        signature = _sign(self._token, at, nonce, encrypt)
        return _SEALED.format(encrypt=encrypt, signature=signature, timestamp=at, nonce=nonce)

    def _verify(self, query: Mapping[str, str], name: str, now: datetime, *more: str) -> None:
        timestamp = query.get("timestamp", "")
        expected = _sign(self._token, timestamp, query.get("nonce", ""), *more)
        if not hmac.compare_digest(expected.encode(), query.get(name, "").encode()):
            raise Forged("signature")
        if not timestamp.isdecimal() or abs(int(timestamp[:12]) - now.timestamp()) > CLOCKS_DIFFER:
            raise Forged("time")

    def _decrypt(self, ciphertext: str) -> Incoming:
        if not self._cryptos:
            raise Unreadable("no key")
        for crypto in self._cryptos:
            opened = _unwrap(crypto, ciphertext)
            if opened is not None:
                message, app_id = opened
                if not hmac.compare_digest(app_id, self._app_id.encode()):
                    raise Forged("app id")
                return _read(message.decode("utf-8", "replace"), crypto)
        raise Unreadable("wrong key")


def clean(text: str) -> str:
    """The text without what XML may not carry; the platform passes such characters on, strict parsers fail on them."""
    return _NOT_XML.sub("", text)


def _cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")


def _sign(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def _ciphertext(xml: str) -> str:
    """What stands in the element Encrypt; found without a parser, because nothing is known of the sender yet."""
    _, _, rest = xml.partition("<Encrypt>")
    inner, end, _ = rest.partition("</Encrypt>")
    return inner.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip() if end else ""


def _unwrap(crypto: _Crypto, ciphertext: str) -> tuple[bytes, bytes] | None:
    """Message and app id; None where padding or length do not fit, so that this is not the key."""
    try:
        plain: bytes = crypto.cipher.decrypt(b64decode(ciphertext, validate=False))
    except ValueError:
        return None
    padding = plain[-1] if plain else 0
    if not 1 <= padding <= BLOCK or len(plain) % BLOCK or plain[-padding:] != bytes([padding]) * padding:
        return None
    content = plain[16:-padding]
    length = int.from_bytes(content[:4], "big")
    return (content[4 : 4 + length], content[4 + length :]) if 4 + length <= len(content) else None


def _read(xml: str, crypto: _Crypto | None) -> Incoming:
    """Parse one message."""
    try:
        payload = _tree(ElementTree.fromstring(clean(xml)))  # noqa: S314 - expat 2.4.1 refuses entities that swell
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable("xml") from error
    if not isinstance(payload, dict):
        raise Unreadable("xml")
    texts = {name: value for name in _NEEDED if isinstance(value := payload.get(name), str) and value}
    if len(texts) < len(_NEEDED):
        raise Unreadable("fields")
    sender, account, kind = texts.values()
    if kind.lower() == "event" or kind.startswith("device_"):
        kind = f"event:{payload.get('Event', '')}"
    return Incoming(_key(payload), sender, account, kind.lower(), payload, crypto)


def _tree(element: ElementTree.Element, room: int = DEEPEST) -> Any:
    """An element's text, or its children by name; several of one name are a list."""
    if not room:
        raise ValueError("nested deeper than any message")
    if not len(element):
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    for child in element:
        value = _tree(child, room - 1)
        if child.tag not in found:
            found[child.tag] = value
        elif isinstance(found[child.tag], list):
            found[child.tag].append(value)
        else:
            found[child.tag] = [found[child.tag], value]
    return found


def _key(payload: Mapping[str, Any]) -> str:
    """A message's identity, because the documented keys collide: MsgId alone, or sender and second for events.

    It begins with the second, so that new rows stand beside each other in the database.
    """
    number = payload.get("MsgId") or payload.get("MsgID") or payload.get("Content")
    created = str(payload.get("CreateTime"))
    parts = (payload.get("FromUserName"), created, payload.get("Event"), payload.get("EventKey"), number)
    second = int(created[:10]) if created.isdecimal() else 0
    return f"{second:08x}{blake2b(repr(parts).encode('utf-8', 'replace'), digest_size=12).hexdigest()}"
