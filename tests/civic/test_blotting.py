"""What leaves the house names no phone, no identity number and no flat; building, unit and all else stay."""

import pytest

from civic.blotting import blotted

SAID = {
    "3号楼2单元501漏水": "3号楼2单元＊漏水",
    "住3-2-501": "住3-2-＊",
    "501室水管爆了": "＊水管爆了",
    "三单元1203户的门": "三单元＊的门",
    "A座1102没电": "A座＊没电",
    "电话13800001234，或0371-12345678": "电话＊，或＊",
    "138 0000 1234": "＊",
    "身份证41010119900101123X": "身份证＊",
    "3号楼2单元楼道灯坏了三天": "3号楼2单元楼道灯坏了三天",
    "物业费1200元，编号1001": "物业费1200元，编号1001",
    "2026-11-10开会": "2026-11-10开会",
    "建议装120个充电桩": "建议装120个充电桩",
    "电话１３８００００１２３４": "电话＊",
    "1380 000 1234、139.0000.1234": "＊、＊",
    "7号楼2单元五零一": "7号楼2单元＊",
    "七号楼二单元五零一室": "七号楼二单元＊",
    "我家501总停水": "我家＊总停水",
    "一千二百块，三百元": "一千二百块，三百元",
    "": "",
}


@pytest.mark.parametrize(("said", "left"), SAID.items())
def test_only_what_tells_who_it_is_is_blotted_out(said: str, left: str) -> None:
    assert blotted(said) == left
