"""Who may do what in the console: roles by actions. What is not allowed is refused with the reason, and not offered."""

import pytest

from tests.town import Town
from tests.web.console.desk import STAFF, desk, forms

READS = [
    *("/console/cases", "/console/cases/1001", "/console/opinions", "/console/opinions/1"),
    *("/console/topics", "/console/topics/1", "/console/meetings", "/console/meetings/1", "/console/rounds"),
]
FILES = ["/console/cases.xlsx", "/console/opinions.xlsx", "/console/topics.xlsx"]
# What each action takes, and who may do it.
ACTIONS = {
    "/console/opinions/1/answer": ({"words": "好。"}, {"committee", "staff", "admin"}),
    "/console/topics/1/answer": ({"words": "好。"}, {"committee", "staff", "admin"}),
    "/console/cases/1001/take": ({}, {"staff", "admin"}),
    "/console/cases/1001/close": ({"words": "好。"}, {"staff", "admin"}),
    "/console/cases/1001/pass-on": ({"why": "归别人管。"}, {"staff", "admin"}),
}


@pytest.fixture
async def busy(office: Town) -> Town:
    """An opinion, a topic and a case wait."""
    await office.talk("resident", ("议题：东门口的树要不要修", "议题 1 号"))
    await office.talk("resident", ("建议多种些树", "意见 1 号"), ("3号楼2单元楼道灯坏了", "编号 1001"))
    return office


@pytest.mark.parametrize("role", STAFF)
async def test_everybody_with_an_account_reads_and_takes_files_along(busy: Town, role: str) -> None:
    async with desk(busy) as who:
        await who.sign_in(role)
        assert [(path, (await who.open(path)).status) for path in READS + FILES] == [(p, 200) for p in READS + FILES]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", STAFF)
async def test_an_action_is_for_those_who_may(busy: Town, role: str, action: str) -> None:
    typed, may = ACTIONS[action]
    async with desk(busy) as who:
        await who.sign_in(role)
        page = await who.open(action.rpartition("/")[0])
        assert (action in forms(page)) is (role in may)
        # Whoever is not offered the form writes their own.
        seal = forms(page)["/console/sign-out"] | {"key": f"a key of {role}"}
        answered = await who.post(action, seal | typed)
    if role in may:
        assert (answered.status, 'role="status"' in answered.html) == (200, True)
    else:
        assert (answered.status, "您的账号不能办这件事" in answered.text) == (403, True)
        assert "好。" not in answered.html.split("经过")[-1] or role == "auditor"
