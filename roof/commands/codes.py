"""`code home` and `code post`: a one-time code for a letter or a slip of paper; it is shown this once."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

import click

from civic import code
from civic.address import read_address
from civic.errors import Refusal, Unfit
from civic.rights import OPERATOR
from config.clock import system_clock
from config.community import Community, load_community
from config.settings import Settings
from config.wording import load_wording
from roof.cli import with_settings
from roof.once import write_once
from storage.household import Relation
from storage.post import CHAT_ROLES, Role
from storage.tx import Tx

P = ParamSpec("P")


@click.group("code")
def codes() -> None:
    """One-time codes by which residents bind a home, and workers take a post, in the chat."""


@codes.command("home")
@click.argument("estate", metavar="小区")
@click.argument("building", metavar="楼栋")
@click.argument("unit", metavar="单元")
@click.argument("room", metavar="房号")
@click.option("--relation", type=click.Choice([each.value for each in Relation]), default="owner", show_default=True)
@with_settings
def home(settings: Settings, estate: str, building: str, unit: str, room: str, relation: str) -> None:
    """A code for one home that was imported; 单元 is "" where the building has one staircase."""
    community = load_community(settings.community)
    address = read_address(community, estate, building, unit, room)
    if address is None:
        raise _no_such_estate(community, estate)
    _make(settings, community, code.make_home_code, OPERATOR, address, Relation(relation), system_clock())


@codes.command("post")
@click.argument("role", type=click.Choice(sorted(each.value for each in CHAT_ROLES)))
@click.option("--estate", default="", help="the estate it is for; without: the whole community")
@with_settings
def post(settings: Settings, role: str, estate: str) -> None:
    """A code by which somebody becomes grid worker, representative, committee member or staff in the chat."""
    community = load_community(settings.community)
    found = community.estate(estate) if estate else None
    if estate and found is None:
        raise _no_such_estate(community, estate)
    _make(settings, community, code.make_post_code, OPERATOR, Role(role), found.name if found else "", system_clock())


def _make(
    settings: Settings,
    community: Community,
    make: Callable[Concatenate[Tx, P], str],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    try:
        made = write_once(settings, make, *args, **kwargs)
    except Refusal as refusal:
        wording = load_wording(community.wording).knowing(community.facts)
        raise Unfit(wording.say(f"refusal.{refusal.code}", refusal.facts)) from None
    click.echo(made)
    click.echo(f"{code.VALID.days} 天内有效，只能用一次，以后不再显示", err=True)


def _no_such_estate(community: Community, estate: str) -> Unfit:
    names = "、".join(each.name for each in community.estates)
    return Unfit(f"“{estate}”不在 community.toml 的小区里，有：{names}")
