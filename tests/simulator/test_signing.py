"""Signatures and encryption agree with the vectors that the platform and several SDKs published."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import Account, crypto, signing
from tests.simulator.conftest import AES_KEY

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "wechat" / "vectors.json"

Vector = dict[str, Any]


@pytest.fixture(scope="module")
def vectors() -> list[Vector]:
    """The published vectors; a test run of CI must have them."""
    if not VECTORS.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{VECTORS} is missing")
        pytest.skip(f"the published vectors are not here: {VECTORS}")
    loaded: list[Vector] = json.loads(VECTORS.read_text())
    return loaded


def _random16(vector: Vector) -> bytes:
    return bytes(vector["random16"], "latin-1")


def test_every_published_signature(vectors: list[Vector]) -> None:
    plain = [v for v in vectors if v.get("signature")]
    sealed = [v for v in vectors if v.get("msg_signature")]
    assert (len(plain), len(sealed)) == (5, 14)
    for v in plain:
        assert signing.sign(v["token"], v["timestamp"], v["nonce"]) == v["signature"]
    for v in sealed:
        assert signing.sign(v["token"], v["timestamp"], v["nonce"], v["encrypt"]) == v["msg_signature"]


def test_every_published_message_opens(vectors: list[Vector]) -> None:
    sealed = [v for v in vectors if v["plaintext"] is not None]
    assert len(sealed) == 15
    for v in sealed:
        assert crypto.decrypt(v["encrypt"], v["encoding_aes_key"]) == (v["plaintext"].encode(), v["app_id"])


def test_every_published_message_comes_out_again(vectors: list[Vector]) -> None:
    for v in (v for v in vectors if v["kind"] == "encrypt-deterministic"):
        again = crypto.encrypt(v["plaintext"].encode(), v["encoding_aes_key"], v["app_id"], random16=_random16(v))
        assert again == v["encrypt"]


def test_a_published_delivery_is_rebuilt_to_the_byte(vectors: list[Vector]) -> None:
    published = next(v for v in vectors if v["kind"] == "decrypt" and v["timestamp"] == "1715943329")
    account = Account(
        published["token"], published["app_id"], "", published["encoding_aes_key"], mode="safe", gh_id="gh_97417a04a28d"
    )
    query, body = signing.request_for(
        account, published["plaintext"].encode(), openid="o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        timestamp=published["timestamp"], nonce=published["nonce"], random16=_random16(published),
    )  # fmt: skip
    assert published["encrypt"].encode() in body
    assert query["signature"] == published["signature"]
    assert query["msg_signature"] == published["msg_signature"]


@given(st.binary(max_size=300))
def test_what_is_encrypted_opens_again(message: bytes) -> None:
    assert crypto.decrypt(crypto.encrypt(message, AES_KEY, "wx1"), AES_KEY) == (message, "wx1")


@given(st.binary(max_size=200))
def test_what_is_not_encrypted_is_refused_in_one_way(noise: bytes) -> None:
    with pytest.raises(crypto.DecryptionError):
        crypto.decrypt(base64.b64encode(noise).decode(), AES_KEY)


@pytest.mark.parametrize("key", ["short", AES_KEY + "A"])
def test_a_key_of_another_length_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="43 characters"):
        Account("t", "wx1", "s", key)


def test_an_encrypted_mode_needs_a_key() -> None:
    with pytest.raises(ValueError, match="EncodingAESKey"):
        Account("t", "wx1", "s", mode="safe")


def test_secrets_do_not_show() -> None:
    shown = repr(Account("the-token", "wx1", "the-secret", AES_KEY))
    assert not {"the-token", "the-secret", AES_KEY} & set(shown.replace("'", " ").split())
