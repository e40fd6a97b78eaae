"""What the 恳谈日's chat shares: the words for not coming, and what any sentence may say of a session."""

import re

from bot.conversation import Turn
from civic.meeting import MeetingView
from civic.phrases import say_moment

# With 报名 or 恳谈日 in it, so that it can be about nothing else.
CANCELS = re.compile(
    "我?(?:要|想)?(?:取消|撤销|撤回|退掉?|不)(?:恳谈[日会])?的?报名了?|报名取消"
    "|(?:恳谈[日会])我?们?(?:来不了|去不了|不[来去])[了啦吧]*"
)
COMES_NOT = re.compile("我?们?(?:不[来去]|[来去]不了|不参加|没空)[了啦吧]*")


def facts_of(turn: Turn, found: MeetingView) -> dict[str, object]:
    """When and where, in words."""
    return {"when": say_moment(found.starts_at, turn.community.timezone), "place": found.place}
