"""Round 轮次, a word about one's own ballot with none open: `我刚才投错了，应该是7号` is secret, and is read back."""

import re

from bot.answer import Answer
from bot.conversation import Turn
from bot.router import Router
from bot.understanding import Heard
from civic import round as rounds
from civic.numbers import Picks, read_picks
from civic.round import Booth
from civic.titles import match_titles
from handlers.round import looking, voting
from handlers.round.voting import BallotForm

router = Router("round_unasked")

# These words are about a ballot whatever stands beside them; the others only where nothing else is said.
_BALLOT = re.compile("[投选]错|[改重]投|改选|票.{0,2}投给|投.{0,4}一票|投(?:它|这个|那个)?一票|我的?票")
_MAY_BE = re.compile("投|选|票|支持|加一?个")
_OTHER_THING = re.compile(
    "投(?:诉|影|递|放|资|币|喂|保|毒|掷|稿|入|屏|票箱)|[发车门邮股彩饭]票|票[据务价]|选[举址购]|[候评竞当]选|业委会"
    "|垃圾(?!房).{0,3}投|投错.{0,2}[桶箱柜门信地楼]"
)
_FILLER = re.compile(
    "刚才|刚刚|应该|支持|项目|一票"
    "|[我咱俺们家想要就还也再把给那这个项号的了吧呀啊呢是为投选票改加和跟与及以错一,，、。.!！~ ]"
)
_NUMBERS = re.compile("[0-9０-９]+|[一二三四五六七八九十]+")


def _may_be(heard: Heard) -> bool:
    return bool(_MAY_BE.search(heard.text)) and not _OTHER_THING.search(heard.text)


def _says_just(heard: Heard, booth: Booth) -> bool:
    """Numbers or titles of projects beside words of voting, and next to nothing else."""
    titles, rest = {each.number: each.title for each in booth.projects}, _FILLER.sub("", heard.text)
    if read_picks(heard.raw, titles, booth.round.max_picks) != Picks():
        return not _NUMBERS.sub("", rest)
    named = match_titles(heard.text, titles)
    meant = (*named.sure, *named.unclear)
    return bool(meant) and set(rest) <= set("".join(titles[number] for number in meant))


def _meant(turn: Turn) -> Booth | None:
    """The booth that a message means which is about the sender's own ballot."""
    opened, said = turn.conversation.opened.dialog, turn.heard
    answers_a_form = said.number is not None and opened not in {"", looking.dialog.name}
    if opened == voting.dialog.name or said.command or answers_a_form or not _may_be(said):
        return None
    booth = rounds.open_booth(turn.tx, turn.resident_id, turn.now)
    return booth if booth and (_BALLOT.search(said.text) or _says_just(said, booth)) else None


@router.secret
def _is_about_ones_ballot(turn: Turn) -> bool:
    return _meant(turn) is not None


@router.first
def vote(turn: Turn) -> Answer | None:
    """What was picked is read back; where that cannot be read, which is asked, and nothing is filed."""
    booth = _meant(turn)
    if booth is None:
        return None
    form = BallotForm(round_id=booth.round.number)
    return voting.choose(turn, booth, form, sure=True) or voting.show_list(turn, booth, form)
