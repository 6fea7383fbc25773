"""What a flow asks of the site's sources, and what comes back. Whatever becomes of the answer, a timer ends the waiting."""

from callcenter.ivr.turn import Answered
from callcenter.model.contact import Contact
from callcenter.model.events import LookUpAnswered, SourceSilent
from callcenter.switchboard import claims, dialogue
from callcenter.switchboard.work import Work


def answered(w: Work, event: LookUpAnswered) -> None:
    """An answer that nobody waits for any longer (too late, said twice, the flow was left) changes nothing."""
    contact = w.state.contacts.get(event.contact)
    if contact is None or contact.dialogue is None or contact.dialogue.fetching != event.look_up:
        return
    if event.right and not event.failure:
        contact = claims.right(w, contact, event.known)
    dialogue.hear(w, contact, Answered(facts=event.facts, right=event.right, failure=event.failure))


def source_silent(w: Work, event: SourceSilent) -> None:
    w.alarm(
        "source_down",
        event.source,
        f"The source {event.source} has failed {event.failures} times in a row.",
    )


def elapsed(w: Work, contact: Contact) -> None:
    """Whoever should have answered has not, not even that the source failed: a crash came in between."""
    if contact.dialogue is not None and contact.dialogue.fetching:
        dialogue.hear(w, contact, Answered(failure="timeout"))
