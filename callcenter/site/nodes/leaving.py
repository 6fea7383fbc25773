"""Nodes that leave the flow: for people, for good, or for another flow."""

from callcenter.model.flow import HangUp, Text, ToCallback, ToQueue, ToVoicemail, Transfer
from callcenter.site.intents import E164
from callcenter.site.nodes.wording import GoOn, Return, Wording
from callcenter.site.part import Part


def queue(part: Part, wording: Wording) -> ToQueue:
    return ToQueue(queue=part.fields(needed=("queue",)).word("queue"))


def callback(part: Part, wording: Wording) -> ToCallback:
    return ToCallback(queue=part.fields(needed=("callback",)).word("callback"))


def voicemail(part: Part, wording: Wording) -> ToVoicemail:
    return ToVoicemail(queue=part.fields(needed=("voicemail",)).word("voicemail"))


def transfer(part: Part, wording: Wording) -> Transfer:
    fields = part.fields(needed=("transfer", "queue"))
    to = fields.get("transfer")
    number = to.word() if to else ""
    if to and number and not E164.fullmatch(number):
        to.problem(f'transfer: "{number[:40]}" is no number in E.164 (+, country code, 7 to 15 digits in all)')
    return Transfer(number=number, queue=fields.word("queue"))


def hang_up(part: Part, wording: Wording) -> HangUp:
    fields = part.fields(needed=("hang_up",), allowed=("written",))
    return HangUp(text=_farewell(fields.get("hang_up"), wording), written=wording.read(fields.get("written")))


def _farewell(part: Part | None, wording: Wording) -> Text:
    return {} if part is None or part.is_nothing() else wording.read(part)


def go_on(part: Part, wording: Wording) -> GoOn:
    fields = part.fields(needed=("flow",), allowed=("next",))
    return GoOn(flow=fields.word("flow"), next=fields.word("next"))


def returning(part: Part, wording: Wording) -> Return:
    nothing = part.fields(needed=("return",)).get("return")
    if nothing and not nothing.is_nothing():
        nothing.problem("return: stands alone; where it comes back to is said by the `next` of who calls")
    return Return()
