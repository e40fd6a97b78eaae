"""Fee 费用: 物业费, 停车费, 卫生费 of one's own homes; the tariff for everybody else."""

from collections.abc import Iterator
from datetime import date

from bot.answer import Answer, Say
from bot.conversation import Turn
from bot.router import Router
from civic import fee
from civic.fee import Balance, Line, Statement
from civic.household import Home
from civic.money import say_price, say_yuan
from civic.phrases import say_date, say_day
from config.community import Tariff

router = Router("fee")


@router.command("物业费")
@router.intent("fee_query")
def query(turn: Turn) -> Answer:
    """Each home's account, the kind that was asked for in full; somebody unbound is told the tariff."""
    asked = next((intent.category for intent in turn.heard.intents if intent.name == "fee_query"), None)
    kind = asked or fee.PROPERTY
    found = fee.statements(turn.tx, turn.resident_id, kind, turn.heard.place, turn.community)
    if not found:
        return Answer((_tariff(turn, kind), Say("fee.how_to_bind")))
    return Answer((*(_statement(turn, each) for each in found), Say("fee.where")))


@router.intent("fee_dispute")
def dispute(turn: Turn) -> Answer:
    """多收, 算错, 退: how it was counted, and a case in the resident's words."""
    disputed = fee.dispute(turn.tx, turn.resident_id, turn.heard.raw, turn.community, turn.now)
    due = say_day(disputed.case.due_at, turn.community.timezone)
    facts = {"number": disputed.case.number, "due": due}
    if disputed.home is None:
        return Answer((Say("fee.disputed", facts),))
    filed = Say("fee.disputed_home", facts | {"home": disputed.home.address.said})
    if (line := disputed.line) is None:
        return Answer((filed,))
    newest = {"kind": line.kind, "period": line.period.said, "basis": _basis(turn, disputed.home, line)}
    return Answer((filed, Say("fee.newest", newest)))


def _statement(turn: Turn, statement: Statement) -> Say:
    asked, *others = statement.balances
    lines = [_in_full(turn, statement.home, asked), *_in_short(others)]
    return Say("fee.home", {"home": statement.home.address.said, "lines": lines})


def _in_full(turn: Turn, home: Home, balance: Balance) -> Say:
    facts: dict[str, object] = {"kind": balance.kind, "due": say_yuan(balance.due), "over": say_yuan(-balance.due)}
    if (line := balance.newest) and balance.due > 0:
        basis = {"period": line.period.said, "basis": _basis(turn, home, line)}
        return Say("fee.owing", facts | basis | {"day": say_date(line.due_on, _today(turn))})
    if last := balance.last:
        paid = {"amount": say_yuan(last.amount), "day": say_date(last.paid_on, _today(turn)), "receipt": last.number}
        return Say("fee.over" if balance.due < 0 else "fee.settled", facts | paid)
    return Say("fee.no_due" if balance.newest else "fee.no_bill", facts)


def _in_short(balances: list[Balance]) -> Iterator[Say]:
    for balance in balances:
        if balance.due:
            name = "fee.also_owing" if balance.due > 0 else "fee.also_over"
            yield Say(name, {"kind": balance.kind, "sum": say_yuan(abs(balance.due))})


def _basis(turn: Turn, home: Home, line: Line) -> Say:
    """How the line was counted; where it was billed otherwise, only its amount."""
    if line.formula is None:
        return Say("fee.billed", {"amount": say_yuan(line.amount)})
    price, quantity, months = line.formula
    tariff = turn.community.tariff(line.kind, home.address.estate)
    counted = f"{quantity.normalize():f}{tariff.per if tariff else ''}"
    facts = {"price": say_price(price), "quantity": counted, "months": months, "amount": say_yuan(line.amount)}
    return Say("fee.formula", facts)


def _tariff(turn: Turn, kind: str) -> Say:
    tariffs = [tariff for tariff in turn.community.tariffs if tariff.kind == kind]
    if not tariffs:
        return Say("fee.no_tariff", {"kind": kind})
    by_area = all(tariff.per == "㎡" for tariff in tariffs)
    return Say("fee.by_area" if by_area else "fee.by_count", {"kind": kind, "lines": list(map(_tariff_line, tariffs))})


def _tariff_line(tariff: Tariff) -> Say:
    where: object = Say("fee.in_estates", {"estates": "、".join(tariff.estates)}) if tariff.estates else ""
    return Say("fee.tariff_line", {"price": say_price(tariff.price), "unit": tariff.unit, "where": where})


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.community.timezone).date()
