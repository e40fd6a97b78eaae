"""The platform's message encryption: AES-256-CBC with the account's key, as its documentation publishes it."""

from __future__ import annotations

import base64
import binascii
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32  # PKCS#7 to 32 bytes, although an AES block has 16: the platform's own choice
PREFIX = 16  # random bytes in front of every message
LENGTH = 4  # big-endian byte length of the message


class DecryptionError(ValueError):
    """What was received is not a message encrypted with this key."""


@lru_cache(maxsize=64)
def _cipher(encoding_aes_key: str) -> Cipher[CBC]:
    key = base64.b64decode(encoding_aes_key + "=")
    return Cipher(AES(key), CBC(key[:16]))


def encrypt(message: bytes, encoding_aes_key: str, app_id: str, *, random16: bytes | None = None) -> str:
    """Base64 of the encrypted message; `random16` is only given to repeat a published example."""
    prefix = os.urandom(PREFIX) if random16 is None else random16
    clear = prefix + len(message).to_bytes(LENGTH, "big") + message + app_id.encode()
    padding = BLOCK - len(clear) % BLOCK
    encryptor = _cipher(encoding_aes_key).encryptor()
    sealed = encryptor.update(clear + bytes([padding]) * padding) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(encrypted: str, encoding_aes_key: str) -> tuple[bytes, str]:
    """The message and the app id it names. Raises DecryptionError for anything that is not whole."""
    try:
        sealed = base64.b64decode(encrypted, validate=True)
        decryptor = _cipher(encoding_aes_key).decryptor()
        clear = _unpadded(decryptor.update(sealed) + decryptor.finalize())
        body = clear[PREFIX + LENGTH :]
        size = int.from_bytes(clear[PREFIX : PREFIX + LENGTH], "big")
        if size > len(body):
            raise DecryptionError("the length field points past the end")
        return body[:size], body[size:].decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise DecryptionError(str(error)) from error


def _unpadded(clear: bytes) -> bytes:
    count = clear[-1] if clear else 0
    if not 1 <= count <= BLOCK or clear[-count:] != bytes([count]) * count:
        raise DecryptionError("wrong padding")
    return clear[:-count]
