"""Client 客户端: the calls themselves, each with the token that is good now."""

from collections.abc import Mapping

from bot.api.remedies import Remedy, remedy_for
from bot.api.token import TokenKeeper
from bot.api.wire import Answer, Wire
from bot.reply import pages
from civic.errors import Untaken

SEND = "/cgi-bin/message/custom/send"


class Client:
    """Calls the platform for one account."""

    def __init__(self, wire: Wire, keeper: TokenKeeper) -> None:
        self._wire = wire
        self._keeper = keeper

    async def send_text(self, openid: str, text: str) -> None:
        """A customer-service message; a long text in several, each of which counts against the quota.

        Raises Untaken; of a long text the first part may have arrived then.
        """
        for page in pages(text):
            await self._call(SEND, {"touser": openid, "msgtype": "text", "text": {"content": page}})

    async def _call(self, path: str, body: Mapping[str, object]) -> Answer:
        """With the token; one that is not taken any more is renewed once."""
        token = await self._keeper.token()
        try:
            return await self._wire.post(path, body, {"access_token": token})
        except Untaken as fault:
            if remedy_for(fault.code) is not Remedy.RENEW:
                raise
        renewed = await self._keeper.renewed(stale=token)
        return await self._wire.post(path, body, {"access_token": renewed})
