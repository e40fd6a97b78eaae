"""What people do in the chat: write, speak, send pictures and places, follow, scan, tap the menu."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from simulator import events, media, messages
from simulator.account import Account
from simulator.chats import Bubble, Chats
from simulator.clock import Clock
from simulator.delivery import Delivery
from simulator.ledger import ConsentLedger
from simulator.media import MediaStore
from simulator.menu import Menu
from simulator.residents import People


class Acts(ABC):
    """The people's half of the platform; every act is delivered to the account's server and its answer judged."""

    account: Account
    base_url: str
    chats: Chats
    clock: Clock
    consents: ConsentLedger
    media: MediaStore
    menu: Menu
    people: People

    @abstractmethod
    async def deliver(self, openid: str, xml: bytes, *, bubble: Bubble | None = None) -> Delivery:
        """Signs, delivers and judges any XML."""

    @abstractmethod
    def next_id(self) -> int:
        """A message id that this platform has not used."""

    @abstractmethod
    def announce(self) -> None:
        """Publishes who follows now."""

    async def say(self, openid: str, content: str) -> Delivery:
        """Someone types a text."""
        bubble = self._said(openid, "text", content)
        xml = messages.text(openid, content, self.next_id(), self.clock.timestamp(), to=self.account.gh_id)
        return await self.deliver(openid, xml, bubble=bubble)

    async def send_image(self, openid: str, data: bytes | None = None, content_type: str = "image/jpeg") -> Delivery:
        """Someone sends a picture; without `data` the first sample picture."""
        stored = self.media.add(media.sample(next(iter(media.SAMPLES))) if data is None else data, content_type)
        url = f"{self.base_url}/mmbiz/{stored.media_id}"
        bubble = self._said(openid, "image", "[图片]", {"media_id": stored.media_id})
        xml = messages.image(
            openid, stored.media_id, self.next_id(), self.clock.timestamp(), pic_url=url, to=self.account.gh_id
        )
        return await self.deliver(openid, xml, bubble=bubble)

    async def send_voice(self, openid: str, recognition: str | None = None, *, seconds: int = 4) -> Delivery:
        """Someone speaks; `recognition` is None where the account has no speech recognition."""
        stored = self.media.add(media.SILENCE, "audio/amr")
        parts = {"media_id": stored.media_id, "seconds": str(seconds)}
        bubble = self._said(openid, "voice", recognition or "", parts)
        xml = messages.voice(
            openid, stored.media_id, self.next_id(), self.clock.timestamp(), recognition=recognition,
            to=self.account.gh_id,
        )  # fmt: skip
        return await self.deliver(openid, xml, bubble=bubble)

    async def send_location(
        self, openid: str, label: str, *, latitude: float = 31.2304, longitude: float = 121.4737
    ) -> Delivery:
        """Someone sends a place, in degrees."""
        bubble = self._said(openid, "location", label)
        xml = messages.location(
            openid, label, self.next_id(), self.clock.timestamp(), latitude=latitude, longitude=longitude,
            to=self.account.gh_id,
        )  # fmt: skip
        return await self.deliver(openid, xml, bubble=bubble)

    async def follow(self, openid: str, *, scene: str | None = None) -> Delivery:
        """Someone starts to follow, perhaps by a code that carries a scene."""
        person = self.people.meet(openid)
        person.follows, person.since = True, self.clock.timestamp()
        self.announce()
        bubble = self._noted(openid, "关注了公众号" if scene is None else f"扫码关注了公众号（参数 {scene}）")
        return await self.deliver(
            openid, events.subscribe(openid, person.since, scene=scene, to=self.account.gh_id), bubble=bubble
        )

    async def unfollow(self, openid: str) -> Delivery:
        """Someone stops following; nothing can be sent to them any more."""
        self.people.meet(openid).follows = False
        self.announce()
        bubble = self._noted(openid, "取消了关注")
        created = self.clock.timestamp()
        return await self.deliver(openid, events.unsubscribe(openid, created, to=self.account.gh_id), bubble=bubble)

    async def scan(self, openid: str, scene: str) -> Delivery:
        """Someone scans a code that carries a scene; who does not follow yet follows by it."""
        if not self.people.meet(openid).follows:
            return await self.follow(openid, scene=scene)
        bubble = self._noted(openid, f"扫了二维码（参数 {scene}）")
        created = self.clock.timestamp()
        return await self.deliver(openid, events.scan(openid, created, scene, to=self.account.gh_id), bubble=bubble)

    async def tap(self, openid: str, key: str) -> Delivery:
        """Someone taps a menu button, named by its key or by its address."""
        bubble = self._noted(openid, f"点了菜单「{self.menu.name_of(key)}」")
        event = events.view if key.startswith(("http://", "https://")) else events.click
        xml = event(openid, self.clock.timestamp(), key, to=self.account.gh_id)
        return await self.deliver(openid, xml, bubble=bubble)

    async def consent(self, openid: str, template: str, *, yes: bool = True, long_term: bool = False) -> Delivery:
        """Someone answers the opt-in question for a notification template."""
        if yes:
            self.consents.accept(openid, template, long_term=long_term)
        else:
            self.consents.reject(openid, template)
        bubble = self._noted(openid, "同意接收订阅通知" if yes else "不接收订阅通知")
        xml = events.subscription_popup(openid, self.clock.timestamp(), {template: yes}, to=self.account.gh_id)
        return await self.deliver(openid, xml, bubble=bubble)

    def _said(self, openid: str, kind: str, text: str, parts: Mapping[str, str] | None = None) -> Bubble:
        if not self.people.meet(openid).follows:
            raise ValueError("someone who does not follow the account cannot write to it")
        return self.chats.add(openid, "resident", kind, text, state="sending", parts=parts)

    def _noted(self, openid: str, text: str) -> Bubble:
        return self.chats.add(openid, "note", "note", text, state="sending")
