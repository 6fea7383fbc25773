"""A text message sent on the way through a flow: into the conversation, or to the number the customer calls from."""

from callcenter.model.commands import Chronicle, SendMessage
from callcenter.model.contact import Contact
from callcenter.model.events import MessageFailed
from callcenter.switchboard.proposals import TEXT
from callcenter.switchboard.saying import say
from callcenter.switchboard.work import Work, spoken


def send(w: Work, contact: Contact, text: str) -> None:
    """Whatever becomes of it, the flow goes on."""
    if not spoken(contact):
        say(w, contact, text)
        return
    message = f"m{w.seq}.{len(w.commands)}"
    if not contact.caller:
        w.tell(contact, "message_failed", message=message, reason="no number")
        return
    conversation = f"{TEXT}{contact.id}-{message}"
    w.do(
        SendMessage(
            gateway=contact.gateway,
            leg=conversation,
            conversation=True,
            message=message,
            text=text,
            to=contact.caller,
        )
    )
    w.tell(contact, "message", message=message, sender="machine", text=text, to=contact.caller)


def failed(w: Work, event: MessageFailed) -> None:
    """It did not arrive: a line for whoever reads the contact, while we know of it."""
    name, _, ours = event.conversation.removeprefix(TEXT).partition("-")
    if ours and event.conversation.startswith(TEXT) and (name in w.state.contacts or name in w.state.gone.values()):
        detail = {"message": event.message, "reason": event.reason}
        w.do(Chronicle(contact=name, what="message_failed", detail=detail))
