"""What a flow asks of the site's sources, and what comes back."""

from callcenter.ivr.turn import Answered
from callcenter.model.events import LookUpAnswered, SourceSilent
from callcenter.switchboard import dialogue
from callcenter.switchboard.work import Work


def answered(w: Work, event: LookUpAnswered) -> None:
    """An answer that nobody waits for any longer (too late, said twice, the flow was left) changes nothing."""
    contact = w.state.contacts.get(event.contact)
    if contact is None or contact.dialogue is None or contact.dialogue.fetching != event.look_up:
        return
    dialogue.hear(w, contact, Answered(facts=event.facts, right=event.right, failure=event.failure))


def source_silent(w: Work, event: SourceSilent) -> None:
    w.alarm(
        "source_down",
        event.source,
        f"The source {event.source} has failed {event.failures} times in a row.",
    )
