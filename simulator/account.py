"""The official account for which the stand-in platform speaks: its names, its secrets, its encryption mode."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Mode = Literal["plain", "compat", "safe"]

AES_KEY_LENGTH = 43
DEFAULT_GH_ID = "gh_3f2a81c09d54"


@dataclass(frozen=True, slots=True)
class Account:
    """One official account as its platform knows it. Raises ValueError when an encrypted mode has no usable key."""

    token: str = field(repr=False)
    app_id: str
    secret: str = field(repr=False)
    aes_key: str | None = field(default=None, repr=False)
    aes_key_previous: str | None = field(default=None, repr=False)
    mode: Mode = "plain"
    gh_id: str = DEFAULT_GH_ID

    def __post_init__(self) -> None:
        for key in (self.aes_key, self.aes_key_previous):
            if key is not None and len(key) != AES_KEY_LENGTH:
                raise ValueError(f"an EncodingAESKey has {AES_KEY_LENGTH} characters, this one has {len(key)}")
        if self.mode != "plain" and self.aes_key is None:
            raise ValueError(f"mode {self.mode!r} needs an EncodingAESKey")

    def rotated(self, new_key: str) -> Account:
        """The account after its operator set a new AES key; the old one is remembered as the previous one."""
        return replace(self, aes_key=new_key, aes_key_previous=self.aes_key)

    def on_previous_key(self) -> Account:
        """The account as a delivery sees it that was under way when the key changed. ValueError if it never did."""
        if self.aes_key_previous is None:
            raise ValueError("this account's AES key was never changed")
        return replace(self, aes_key=self.aes_key_previous, aes_key_previous=None)
