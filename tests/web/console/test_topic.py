"""Topics 议题 in the console: found by state and words, answered once, taken along as a file."""

from io import BytesIO

from openpyxl import load_workbook

from tests.town import Town
from tests.web.console.desk import Desk


async def test_topics_are_found_answered_and_taken_along(committee: Desk, office: Town) -> None:
    await office.talk("resident", ("议题：东门口的树要不要修", "议题 1 号"))
    await office.talk("neighbour", ("议题：=1+1，我住3号楼2单元501", "议题 2 号"))
    both = await committee.open("/console/topics")
    assert "共 2 条" in both.text
    assert both.html.index("2 号") < both.html.index("1 号")
    action, fields = await committee.form("/console/topics/1", "answer")
    for _ in range(2):
        assert "答复好了" in (await committee.post(action, fields | {"words": "春天修。"})).text
    assert "已经答复" in (await committee.post(action, fields | {"key": "another key", "words": "不修。"})).text
    assert "共 1 条" in (await committee.open("/console/topics?state=answered&text=春天")).text
    assert "共 0 条" in (await committee.open("/console/topics?state=new&text=春天")).text
    body = (await committee.open("/console/topics.xlsx")).body
    heads, second, first = load_workbook(BytesIO(body)).worksheets[0].iter_rows(values_only=True)
    assert heads == ("编号", "内容", "提出时间", "状态", "答复", "答复时间")
    assert second[:2] == (2, "'=1+1，我住3号楼2单元＊")
    assert (first[0], first[4]) == (1, "春天修。")
