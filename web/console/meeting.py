"""Meeting 会议 in the console: the 恳谈日, who comes, what they want to talk about, the minutes."""

from collections.abc import Sequence

from aiohttp import web

from civic import meeting
from civic.meeting import LONGEST_MINUTES, MEETING_STATES, TOPIC_STATES, MeetingView, TopicView
from storage.tx import Tx
from web.console.page import Page, Visit

ADDRESS = "/console/meetings"

page = Page("meeting", "恳谈日", ADDRESS)


@page.get(ADDRESS)
async def show_all(visit: Visit) -> web.Response:
    """All sessions, the latest first; twelve come to it in a year."""
    return visit.show("meetings.html", meetings=await visit.read(_all), states=_states(visit))


@page.get(ADDRESS + r"/{number:\d{1,9}}")
async def show(visit: Visit) -> web.Response:
    """One session: how many come, what they want to talk about, and its minutes."""
    view, people, topics = await visit.read(_one, visit.number)
    return visit.show(
        "meeting.html",
        meeting=view,
        people=people,
        topics=topics,
        states=_states(visit),
        has_begun=view.starts_at <= visit.now,
        longest=LONGEST_MINUTES,
    )


@page.post(ADDRESS + r"/{number:\d{1,9}}/minutes", back=show, beside="words")
async def publish(visit: Visit) -> web.Response:
    """The minutes are published, or put right."""
    await visit.act(meeting.publish_minutes, visit.number, visit.form.get("words", ""), visit.now)
    return visit.done(f"{ADDRESS}/{visit.number}", "minutes")


def _states(visit: Visit) -> dict[str, str]:
    """Where a session and a topic can stand, in words."""
    say = visit.tools.looks.say
    of_meetings = {state: say(f"meeting_state.{state}") for state in MEETING_STATES}
    return of_meetings | {state: say(f"topic_state.{state}") for state in TOPIC_STATES}


def _all(tx: Tx) -> Sequence[tuple[MeetingView, int]]:
    return [(view, meeting.signups(tx, view.number)) for view in meeting.meetings(tx)]


def _one(tx: Tx, number: int) -> tuple[MeetingView, int, Sequence[TopicView]]:
    view = meeting.view(tx, number)
    return view, meeting.signups(tx, number), meeting.topics(tx, meeting_id=number)
