"""What only the customer knows goes into the vault before it is written down; which words do is `ivr.sealing`'s.

In secure mode nobody waits for an answer: whatever is said or keyed then is kept nowhere at all.
"""

from callcenter.ivr import sealing
from callcenter.model.events import AnyEvent
from callcenter.services.vault import Vault


def sealed(event: AnyEvent, vault: Vault) -> AnyEvent:
    """The event as it may be written down, of a customer who stands at a sealed question."""
    return sealing.sealed(event, vault.put)


def hidden(event: AnyEvent) -> AnyEvent:
    """The event as it may be written down, of a customer whose call is in secure mode."""
    return sealing.without_words(event, lambda secret: sealing.NOWHERE)
