"""How honest the waits were that customers could be told: each contact carries its forecast, and is judged when it ends.

Who is answered judges it. Who gives up later than the upper bound was told wrong; who gives up earlier proves nothing.
"""

from dataclasses import dataclass

from callcenter.model.contact import Contact, ContactState


@dataclass(kw_only=True)
class Honesty:
    told: int = 0
    """Forecasts that were judged."""
    within: int = 0
    """Of them, waits that ended within the bounds."""
    answered: int = 0
    error: float = 0.0
    """Of the answered: the sum of the absolute errors, seconds."""
    unknown: int = 0
    """Who stood in line and could be told nothing."""

    def joined(self, contact: Contact) -> None:
        if contact.state is ContactState.QUEUED and contact.forecast is None and not contact.emergency:
            self.unknown += 1

    def ended(self, contact: Contact) -> None:
        told = contact.forecast
        if told is None:
            return
        if contact.connected_at is not None:
            waited = contact.connected_at - told.at
            self.told += 1
            self.answered += 1
            self.within += told.covers(waited)
            self.error += abs(waited - told.expected)
        elif contact.ended_at is not None and contact.ended_at - told.at > told.high:
            self.told += 1
