"""Token 调用凭据: fetched by one worker at a time, kept sealed in the database, shared by all of them."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from bot.api.remedies import NO_ANSWER, TOKEN_BUSY
from bot.api.wire import Sleep, Wire
from civic.errors import Unfit, Untaken
from config.clock import Clock
from storage import token
from storage.database import Database
from storage.sealed import Seal
from storage.token import Kept

PATH = "/cgi-bin/stable_token"
EARLY = timedelta(minutes=4)  # before its end it is renewed; the platform gives a new one 5 minutes before
FETCHING = timedelta(minutes=1)  # after that whoever wanted to fetch it is taken for dead
LOOK_AGAIN = 0.2  # seconds between two looks at whether another worker has it
LOOKS = 75


class TokenKeeper:
    """Holds the token of one account."""

    def __init__(
        self, wire: Wire, database: Database, seal: Seal, account: tuple[str, str], clock: Clock, sleep: Sleep
    ) -> None:
        """`account`: app id and app secret."""
        self._wire = wire
        self._database = database
        self._seal = seal
        self._app_id, self._secret = account
        self._clock = clock
        self._sleep = sleep
        self._known: Kept | None = None  # here opened, not sealed
        self._alone = asyncio.Lock()

    async def token(self) -> str:
        """A token that is good for some minutes more. Raises Untaken."""
        return await self.renewed(stale="")

    async def renewed(self, stale: str) -> str:
        """The same, and another one than this, which the platform did not take any more."""
        async with self._alone:
            if self._known and self._is_good(self._known, stale):
                return self._known.value
            self._known = await self._shared(stale)
            return self._known.value

    def _is_good(self, known: Kept, stale: str) -> bool:
        return known.value != stale and known.expires_at - self._clock() > EARLY

    async def _shared(self, stale: str) -> Kept:
        """What another worker has fetched; else fetch it, if nobody does just now."""
        for _ in range(LOOKS):
            kept = await self._database.read(token.kept, self._app_id)
            opened = self._opened(kept)
            if opened and self._is_good(opened, stale):
                return opened
            now, seen = self._clock(), kept.value if kept else ""
            if await self._database.write(token.claim, self._app_id, seen, now, now + FETCHING):
                return await self._fetch(stale)
            await self._sleep(LOOK_AGAIN)
        raise Untaken(TOKEN_BUSY)

    async def _fetch(self, stale: str) -> Kept:
        try:
            fetched = await self._ask(force=False)
            if fetched.value == stale:
                fetched = await self._ask(force=True)
        except BaseException:  # cancelled too: the others need not wait for us
            await self._database.write(token.let_go, self._app_id)
            raise
        sealed = self._seal.close(fetched.value)
        await self._database.write(token.keep, self._app_id, sealed, fetched.expires_at)
        return fetched

    async def _ask(self, *, force: bool) -> Kept:
        asked: Mapping[str, object] = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": force,
        }
        now = self._clock()
        answer = await self._wire.post(PATH, asked, {}, repeatable=True)
        try:
            return Kept(str(answer["access_token"]), now + timedelta(seconds=int(answer["expires_in"])))
        except (KeyError, TypeError, ValueError):
            raise Untaken(NO_ANSWER) from None

    def _opened(self, kept: Kept | None) -> Kept | None:
        """None also where it was sealed with a key that we do not have: then it is fetched anew."""
        try:
            return kept and Kept(self._seal.open(kept.value), kept.expires_at)
        except Unfit:
            return None
