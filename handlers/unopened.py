"""Services 服务 that this deployment does not offer yet: said plainly, with the phone number, never a dead end."""

from bot.answer import Answer, say
from bot.conversation import Turn
from bot.router import Handler, Router

router = Router("unopened")

# What it is called, the always-words for it, and the intents that mean it.
NOT_OPEN = (
    ("报小项目", (), ("budget_propose",)),
    ("账目公开", ("账目公开",), ("fee_disclosure",)),
    ("公约查询", ("公约",), ()),
    ("网格员查询", ("我的网格员",), ("grid_worker",)),
    ("个人信息自助办理", ("导出我的信息", "删除我的信息"), ("privacy",)),
    ("预约上门", (), ("appointment",)),
    ("书记主任信箱", (), ("mailbox",)),
    ("志愿服务", (), ("volunteer", "points")),
    ("问卷", (), ("survey",)),
)


def _not_open(service: str) -> Handler:
    def answer(turn: Turn) -> Answer:
        return say("service.not_open", service=service)

    return answer


for _service, _words, _intents in NOT_OPEN:
    router.command(*_words)(_not_open(_service))
    router.intent(*_intents)(_not_open(_service))
