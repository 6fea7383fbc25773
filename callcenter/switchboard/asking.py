"""Putting a proposal to somebody who waits: one sentence for each thing proposed, one key as the answer.

The customer stays in line at the old place, and an agent may be offered the contact at any moment. What becomes of the
answer stands in proposals.py.
"""

from callcenter.model.commands import Gather
from callcenter.model.contact import Contact
from callcenter.model.site import PROPOSALS, Step
from callcenter.switchboard.work import Work, deaf, spoken

KEYS = {str(number): name for number, name in enumerate(PROPOSALS, start=1)}
TO_ANSWER = 8.0
"""Seconds in which a key may be pressed after the last word."""
A_CHARACTER = 0.35
"""Seconds a character of the question may take to be said, where the gateway does not tell that nobody answered."""
SLACK = 5.0


def what(contact: Contact, step: Step) -> tuple[str, ...]:
    """What of the step's proposals can be put to this customer now. All of them need a number to come back to."""
    if contact.emergency or not spoken(contact) or deaf(contact) or not contact.caller or contact.proposal:
        return ()
    return tuple(name for name in step.proposes if name not in contact.proposed)


def propose(w: Work, contact: Contact, names: tuple[str, ...]) -> None:
    words = w.site_of(contact).words
    prompt = " ".join(words[f"offer_{name}"][contact.language] for name in names)
    contact = w.keep(contact, proposal=names, proposed=(*contact.proposed, *names), proposal_seq=w.seq)
    w.do(
        Gather(
            gateway=contact.gateway,
            leg=contact.leg,
            prompt=prompt,
            language=contact.language,
            max_digits=1,
            timeout=TO_ANSWER,
            speech=True,  # somebody may say here that it is an emergency
        )
    )
    w.wake(f"proposal:{contact.id}", w.now + len(prompt) * A_CHARACTER + TO_ANSWER + SLACK)
    w.tell(contact, "proposed", proposals=list(names))
