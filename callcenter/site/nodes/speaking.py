"""Nodes that speak and go on."""

from callcenter.model.flow import Say, SendText
from callcenter.site.nodes.wording import Wording
from callcenter.site.part import Part


def say(part: Part, wording: Wording) -> Say:
    fields = part.fields(needed=("say", "next"), allowed=("written",))
    return Say(
        text=wording.read(fields.get("say")), next=fields.word("next"), written=wording.read(fields.get("written"))
    )


def message(part: Part, wording: Wording) -> SendText:
    fields = part.fields(needed=("message", "next"))
    return SendText(text=wording.read(fields.get("message")), next=fields.word("next"))
