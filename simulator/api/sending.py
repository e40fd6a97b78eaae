"""The three ways to reach someone who did not just write: service message, template, subscription notification."""

from __future__ import annotations

from collections.abc import Mapping

from simulator import events, templates
from simulator.api.call import DONE, Answer, Call, Route
from simulator.errors import ApiError
from simulator.platform import Platform
from simulator.replies import LONGEST_TEXT

NOT_A_FOLLOWER, MUST_FOLLOW = 40003, 43004
REFUSES_TEMPLATES, REFUSES_MESSAGES = 43019, 48002
BAD_TYPE, NO_NEWS, NO_CONTENT, TOO_LONG, TOO_MANY_ARTICLES = 40008, 44003, 44004, 45002, 45008

_SHOWN = {"image": "[图片]", "voice": "[语音]", "video": "[视频]"}


def send_service_message(platform: Platform, call: Call) -> Answer:
    """`message/custom/send`: within the window and the quota that the person's last act opened."""
    openid, kind = call.text("touser"), call.text("msgtype")
    text, parts = _content(platform, kind, call)
    if not platform.people.follows(openid):
        raise ApiError(NOT_A_FOLLOWER)
    if openid in platform.refusing:
        raise ApiError(REFUSES_MESSAGES)
    platform.service.spend(openid)
    platform.chats.push(openid, "custom", kind, text, data=call.section(kind), parts=parts)
    return DONE


def send_template(platform: Platform, call: Call) -> Answer:
    """`message/template/send`: a repeated `client_msg_id` answers the first message's id and sends nothing."""
    openid, template, fields = call.text("touser"), call.text("template_id"), templates.values(call.body.get("data"))
    text = platform.templates.worded(template, fields)
    if not platform.people.follows(openid):
        raise ApiError(MUST_FOLLOW)
    if openid in platform.refusing:
        raise ApiError(REFUSES_TEMPLATES)
    msg_id, is_new = platform.repeats.settle(openid, call.text("client_msg_id"), platform.next_id())
    if is_new:
        parts = {"template_id": template, "url": call.text("url")}
        platform.chats.push(openid, "template", "template", text, data=call.body, parts=parts)
        created, to = platform.clock.timestamp(), platform.account.gh_id
        platform.later(platform.deliver(openid, events.template_finished(openid, created, msg_id, to=to)))
    return {**DONE, "msgid": msg_id}


def send_notification(platform: Platform, call: Call) -> Answer:
    """`message/subscribe/bizsend`: uses up one opt-in of the person for this template."""
    openid, template, fields = call.text("touser"), call.text("template_id"), templates.values(call.body.get("data"))
    text = platform.templates.worded(template, fields)
    if platform.people.find(openid) is None:
        raise ApiError(NOT_A_FOLLOWER)
    templates.check(fields)
    platform.consents.spend(openid, template)
    parts = {"template_id": template, "url": call.text("page")}
    platform.chats.push(openid, "subscribe", "template", text, data=call.body, parts=parts)
    created, to = platform.clock.timestamp(), platform.account.gh_id
    event = events.subscription_sent(openid, created, template, platform.next_id(), to=to)
    platform.later(platform.deliver(openid, event))
    return DONE


def _content(platform: Platform, kind: str, call: Call) -> tuple[str, dict[str, str]]:
    """What the person will see of a service message, and what its kind needs besides."""
    content = call.section(kind) if kind in call.body else {}
    if kind == "text":
        return _written(content), {}
    if kind in _SHOWN:
        medium = platform.media.get(str(content.get("media_id", "")))
        return _SHOWN[kind], {"media_id": medium.media_id}
    if kind == "news":
        return _article(content)
    if kind == "msgmenu":
        return _choices(content), {}
    raise ApiError(BAD_TYPE)


def _written(content: Mapping[str, object]) -> str:
    text = str(content.get("content", ""))
    if not text.strip():
        raise ApiError(NO_CONTENT)
    if len(text.encode()) > LONGEST_TEXT:
        raise ApiError(TOO_LONG)
    return text


def _article(content: Mapping[str, object]) -> tuple[str, dict[str, str]]:
    articles = content.get("articles")
    if not isinstance(articles, list) or not articles or not isinstance(articles[0], dict):
        raise ApiError(NO_NEWS)
    if len(articles) > 1:
        raise ApiError(TOO_MANY_ARTICLES)
    first = articles[0]
    named = {"description": "description", "url": "url", "pic_url": "picurl"}
    return str(first.get("title", "")), {name: str(first.get(key, "")) for name, key in named.items()}


def _choices(content: Mapping[str, object]) -> str:
    """A menu of answers, as the links by which the chat sends the chosen answer."""
    choices = content.get("list")
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
        raise ApiError(NO_CONTENT)
    link = '<a href="weixin://bizmsgmenu?msgmenucontent={content}&msgmenuid={id}">{content}</a>'
    lines = [link.format(content=choice.get("content", ""), id=choice.get("id", "")) for choice in choices]
    return "\n".join([str(content.get("head_content", "")), *lines, str(content.get("tail_content", ""))]).strip()


ROUTES = (
    Route("POST", "/cgi-bin/message/custom/send", send_service_message),
    Route("POST", "/cgi-bin/message/template/send", send_template),
    Route("POST", "/cgi-bin/message/subscribe/bizsend", send_notification),
)
