"""Sealed 加密: names and phone numbers are text that only the data key opens; the key before it still reads."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from civic.errors import Unfit


class Seal:
    """Seals with the present data key, opens with it or the one before."""

    def __init__(self, key: str, previous: str = "") -> None:
        """`key`: any text of at least 32 characters (KENTAN_DATA_KEY)."""
        self._fernet = MultiFernet([_fernet(each) for each in (key, previous) if each])

    def close(self, text: str) -> str:
        """`text` sealed; "" stays ""."""
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str) -> str:
        """What was sealed. Raises Unfit where neither key fits."""
        if not sealed:
            return ""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unfit("KENTAN_DATA_KEY: expected the key that the database was sealed with") from None


def _fernet(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(key.encode()).digest()))
