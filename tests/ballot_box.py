"""A vote for tests: sixteen invented projects, a round made and published, and the clock's part of it."""

from datetime import datetime, timedelta

from civic import rights
from civic import round as rounds
from civic.round import NewProject
from storage import resident
from storage.database import Database
from storage.post import Role
from storage.round import Electorate
from storage.tx import Tx

MAKER = rights.staff(1, Role.STAFF)
TITLES = (
    "梧桐里楼梯口公告栏",
    "槐安里补种绿化",
    "东门口修凉亭",
    "车棚装照明灯",
    "7号楼坡道扶手",
    "活动室添桌椅",
    "老井边铺防滑砖",
    "垃圾房通风改造",
    "健身器材更换",
    "儿童沙坑翻新",
    "晾衣区加顶棚",
    "信报箱更换",
    "排水沟盖板",
    "宣传橱窗",
    "图书角",
    "共享工具间",
)
PROJECTS = [NewProject(title, f"{title}的说明", 120_000 * number) for number, title in enumerate(TITLES, 1)]
OPENS_IN, LASTS = timedelta(hours=1), timedelta(days=18)


def make(
    tx: Tx,
    now: datetime,
    *,
    electorate: Electorate = Electorate.RESIDENTS,
    max_picks: int = 4,
    winners: int = 4,
    projects: list[NewProject] = PROJECTS,
    published: bool = True,
) -> int:
    """A round that opens in an hour; its number."""
    opens_at = now + OPENS_IN
    number = rounds.draft(
        tx, MAKER, "小项目", electorate, max_picks, winners, opens_at, opens_at + LASTS, projects, now
    )
    if published:
        rounds.publish(tx, MAKER, number, now)
    return number


async def pass_time(database: Database, now: datetime) -> list[str]:
    """What the clock does by `now`, whether or not it rang by itself as well."""
    did = []
    while (step := await database.write(rounds.advance, now)).more:
        did.append(step.did)
    return did


def move_in(tx: Tx, openids: list[str], now: datetime) -> list[int]:
    """These people have written to the account; their numbers."""
    return [resident.number_of(tx, openid) or resident.add(tx, openid, now) for openid in openids]
