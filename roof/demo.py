"""The demo: a fresh sample community, with a stand-in for WeChat and its chat page."""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import click

from civic import password, sample, staff
from civic.sample import Cast
from config.settings import Settings, load_settings, plain
from roof.service import House, Service, listen, until_told
from roof.tour import People, stops
from simulator.account import Account
from simulator.app import make_app
from simulator.clock import Clock as PlatformClock
from simulator.platform import Platform
from storage import schema
from storage.post import Role
from storage.sealed import Seal

STAFF = "示范员"


async def show(settings: Settings, port: int, folder: Path) -> None:
    """The service and the stand-in platform in one process, by one clock that the chat page can move."""
    account = Account("demotoken", "wxdemo0000000000", secrets.token_hex(16), secrets.token_hex(22)[:43], mode="safe")
    here, chat = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    house = House.read(load_settings(_demo_settings(account, settings.community, folder, here, chat)))
    schema.migrate(house.settings.database_url)
    clock = PlatformClock()
    service = Service(house, clock.now)
    platform = Platform(account, f"{here}/wechat", clock=clock, menu=house.community.platform_menu, base_url=chat)
    people, word = People(*(person.openid for person in platform.people)), secrets.token_hex(5)

    async def opened() -> None:
        write, now = service.database.write, clock.now()
        cast = Cast([person.openid for person in platform.people if person.follows], people.worker, people.committee)
        letter = await write(sample.fill, house.community, cast, Seal(plain(house.settings.data_key)), now)
        sealed = await asyncio.to_thread(password.seal, word)
        await write(staff.add, STAFF, Role.ADMIN, sealed, now)
        console = f"{here}/console/"
        tour = stops(people, letter, console, f"{STAFF}，密码 {word}")
        links = {"工作台": console, "运行指标": f"{here}/metrics"}
        page = make_app(platform, title=house.community.name, links=links, tour=tour)
        await listen(page, "127.0.0.1", port + 1, stack)
        _tell(
            {
                "聊天页 chat": chat,
                "工作台 console": f"{console}  （{STAFF}，密码 {word}）",
                "回调 webhook": f"{here}/wechat",
                "指标 metrics": f"{here}/metrics",
            }
        )

    async with platform, AsyncExitStack() as stack:
        await service.run("127.0.0.1", port, until_told(), opened)


def _tell(addresses: Mapping[str, str]) -> None:
    click.echo("\n".join(f"{what:<14}{where}" for what, where in addresses.items()))
    click.echo("Ctrl-C 结束")


def _demo_settings(account: Account, community: Path, folder: Path, here: str, chat: str) -> Mapping[str, str]:
    return {
        "KENTAN_DATABASE_URL": f"sqlite:///{folder}/kentan.db",
        "KENTAN_WECHAT_TOKEN": account.token,
        "KENTAN_WECHAT_APP_ID": account.app_id,
        "KENTAN_WECHAT_APP_SECRET": account.secret,
        "KENTAN_WECHAT_AES_KEY": account.aes_key or "",
        "KENTAN_WECHAT_API_BASE": chat,
        "KENTAN_PUBLIC_URL": here,
        "KENTAN_SECRET_KEY": secrets.token_hex(32),
        "KENTAN_DATA_KEY": secrets.token_hex(32),
        "KENTAN_COMMUNITY": str(community),
    }
