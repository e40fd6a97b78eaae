"""Sample 示例, cases: a few invented weeks of what residents reported."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from civic import case
from civic.case import Report
from civic.place import Place
from civic.rights import OPERATOR
from config.community import Community
from storage.tx import Tx

WEEKS = 5
CASES = 60
SEED = 20261110  # the same weeks at every start

SAID = (
    ("公共照明", "楼道灯坏了,晚上看不见台阶"),
    ("公共照明", "路灯一闪一闪的"),
    ("排水管网", "下水道堵了,污水往上冒"),
    ("环境卫生", "垃圾桶满了两天没人收"),
    ("环境卫生", "楼道里贴满小广告"),
    ("道路设施", "井盖翘起来了,走路容易绊倒"),
    ("道路设施", "楼梯扶手松了"),
    ("停车秩序", "消防通道又停了车"),
    ("电梯", "电梯门关不严,咣当响"),
    ("水电气暖", "水压不够,四楼上不来水"),
    ("噪音扰民", "楼下装修中午也在敲"),
    ("绿化", "树枝挡住窗户了,想请人修剪"),
    ("充电车棚", "车棚的充电桩坏了三个"),
    ("治安安防", "单元门禁坏了,谁都能进"),
    ("飞线管线", "楼外的线垂下来了,伸手就能碰到"),
)

DONE = ("师傅上门修好了", "已经清理干净，以后每天看一次", "换了新的，请您留意有没有再坏", "和物业商量好了，本周内装好")


def fill(tx: Tx, community: Community, people: Sequence[int], now: datetime) -> None:
    """Cases of these people: older ones are mostly closed, newer ones mostly not yet taken."""
    random = Random(SEED)
    ages = sorted((random.uniform(0, WEEKS * 7) for _ in range(CASES)), reverse=True)
    for days in ages:
        category, text = random.choice(SAID)
        at = now - timedelta(days=days)
        deadline = community.category(category).deadline(urgent=False)
        filed = case.file(tx, random.choice(people), Report(category, text, _place(community, random)), deadline, at)
        if days > random.uniform(0.5, 4):
            case.take(tx, OPERATOR, filed.number, at + timedelta(hours=5))
            if days > random.uniform(2, 8):
                case.close(tx, OPERATOR, filed.number, random.choice(DONE), at + timedelta(days=3))


def _place(community: Community, random: Random) -> Place:
    estate = random.choice(community.estates)
    building = random.choice(estate.buildings or ("1",))
    return Place(estate.name, building, str(random.randint(1, 4)), None, random.choice(("", "", "楼道", "门口")))
