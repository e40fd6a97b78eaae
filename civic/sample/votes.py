"""Sample 示例, votes: a round that is open, sixteen proposals, some of the ballots cast already."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from civic import round as rounds
from civic.rights import OPERATOR
from civic.round import NewProject
from storage.round import Electorate
from storage.tx import Tx

SEED = 20261112
PICKS, WINNERS = 4, 4
VOTED = 15
OPEN_FOR = timedelta(days=7)

PROJECTS = (
    ("楼梯口公告栏", "每个楼梯口装一块公告栏，通知贴在一处，字大看得清。", 480_000),
    ("补种花草树木", "花坛空着的地方补种桂花和麦冬，由物业养护。", 960_000),
    ("北门台阶加扶手", "北门五级台阶两边装不锈钢扶手。", 350_000),
    ("楼道声控灯", "把还没换的楼道灯换成声控灯。", 720_000),
    ("凉亭换长椅", "小花园凉亭的石凳换成带靠背的木椅。", 540_000),
    ("儿童滑梯维修", "滑梯换板，地面铺软垫。", 860_000),
    ("晾衣杆", "楼间空地装八组晾衣杆。", 280_000),
    ("车棚加充电桩", "电动车棚加装十个充电口。", 1_200_000),
    ("无障碍坡道", "三栋楼的单元门口修坡道，轮椅能进出。", 1_500_000),
    ("垃圾房洗手池", "垃圾房旁装一个洗手池。", 180_000),
    ("广场遮阳棚", "小广场一角装遮阳棚和四张桌子。", 990_000),
    ("门口减速带", "大门内外各装一道减速带。", 160_000),
    ("活动室空调", "老年活动室装一台柜式空调。", 650_000),
    ("路面补坑", "东边主路补坑，重画停车线。", 1_100_000),
    ("单元门闭门器", "换掉关不严的单元门闭门器。", 420_000),
    ("宠物拾便箱", "绿地边放六个拾便纸箱。", 90_000),
)


def fill(tx: Tx, people: Sequence[int], now: datetime) -> None:
    """Published four days ago, open since three; the ballots are of people who are not shown."""
    random = Random(SEED)
    made, opens = now - timedelta(days=4), now - timedelta(days=3)
    number = rounds.draft(
        tx,
        OPERATOR,
        "今年的社区微实事",
        Electorate.RESIDENTS,
        PICKS,
        WINNERS,
        opens,
        opens + OPEN_FOR,
        [NewProject(title, about, cost) for title, about, cost in PROJECTS],
        made,
    )
    rounds.publish(tx, OPERATOR, number, made)
    rounds.advance(tx, opens)
    for person in people[:VOTED]:
        picks = random.sample(range(1, len(PROJECTS) + 1), random.randint(2, PICKS))
        rounds.cast(tx, person, number, picks, opens + timedelta(hours=5))
