"""Sample 示例, talks: a 恳谈日 that was held, the next one with some who come, topics and opinions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from civic import meeting, opinion
from civic.rights import OPERATOR
from config.community import Community
from storage.tx import Tx

TOPICS = ("门口的早餐车能不能固定一个地方", "晚上八点以后广场舞的音响小一点", "车棚的充电桩再加几个")
OPINIONS = (
    "楼下的花坛能不能种点桂花",
    "快递柜放在北门，老人走不到",
    "希望每个单元门口装一个扶手",
    "电梯里贴一张大字的报修电话",
)
MINUTES = """一、上次的事：东门路灯已修好；楼道杂物清了两次，以后每周五清。
二、这次谈的：早餐车先在西门外试一个月，由社区和城管商量；充电桩请物业报价，下次恳谈日公布。
三、一时办不到的：加装电梯要业主共同决定，社区先摸底。"""


def fill(tx: Tx, community: Community, people: Sequence[int], now: datetime) -> None:
    """One session a month ago with minutes, and the next one with sign-ups and topics."""
    past = meeting.coming(tx, community, now - timedelta(days=32))
    for person, people_with in zip(people, (2, 1, 1, 3), strict=False):
        meeting.sign_up(tx, community, person, people_with, now - timedelta(days=32))
    meeting.publish_minutes(tx, OPERATOR, past.number, MINUTES, past.starts_at + timedelta(days=2))
    for number, (person, text) in enumerate(zip(people, TOPICS, strict=False)):
        meeting.give_topic(tx, community, person, text, now - timedelta(days=3 - number))
        meeting.sign_up(tx, community, person, number + 1, now - timedelta(days=3 - number))
    for number, (person, text) in enumerate(zip(reversed(people), OPINIONS, strict=False)):
        opinion.file(tx, person, text, now - timedelta(days=6 - number))
