"""What only the customer knows goes into the vault before it is written down; which words do is `ivr.sealing`'s."""

from callcenter.ivr import sealing
from callcenter.model.events import AnyEvent
from callcenter.services.vault import Vault


def sealed(event: AnyEvent, vault: Vault) -> AnyEvent:
    """The event as it may be written down, of a customer who stands at a sealed question."""
    return sealing.sealed(event, vault.put)
