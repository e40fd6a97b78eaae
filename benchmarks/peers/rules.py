"""The simple keyword rules of both storing peers, so that they differ in how they store and not in what they say."""

import re
from dataclasses import dataclass

MENU = "您好,请回复数字:1 报修投诉 2 我的进度 3 我的网格员。随时回复 0 回到这里。"
_PLACE = re.compile(r"\d+号楼")

ANSWERS = {
    "0": MENU,
    "帮助": MENU,
    "我的网格员": "您的网格员是李敏,工作日 9:00 到 17:00 在社区服务站。",
}
# For each step of the form: what is asked next, and the step after it.
FORM = {
    "kind": ("请问在几号楼几单元?", "place"),
    "place": ("请发一张照片,没有请回复 跳过。", "photo"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is said, the step that is open afterwards ("" for none), and whether a case is to be opened."""

    says: str
    step: str = ""
    opens_case: bool = False


def outcome(step: str, text: str, cases: int) -> Outcome:
    """Answer `text` of a resident who is at `step` of the form and has `cases` so far."""
    if text in ANSWERS:
        return Outcome(ANSWERS[text])
    if step in FORM:
        question, following = FORM[step]
        return Outcome(question, following)
    if step == "photo" or _PLACE.search(text):
        return Outcome("已登记,您的受理编号是 {number}。回复 进度 可以查看。", opens_case=True)
    if text == "报修":
        return Outcome("请选择:1 水电 2 电梯 3 卫生 4 其他", "kind")
    return Outcome(f"您有 {cases} 件诉求正在办理。" if text in ("进度", "2") else MENU)
