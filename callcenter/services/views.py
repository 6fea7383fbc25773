"""How live things look on the wire: contact, agent, offer, queue, alarm, site. The shapes are those of docs/wire.md."""

from collections.abc import Mapping
from typing import Any

from callcenter.clock import rfc3339
from callcenter.insight.metrics import asa, ewt_bias, ewt_coverage, ewt_error, service_level
from callcenter.model.agent import CAPACITY, Agent, RoutingState
from callcenter.model.contact import Consultation, Contact, Message, Offer, OfferState, Promised
from callcenter.model.intent import Intent
from callcenter.model.site import CALLBACK, Queue, Site
from callcenter.routing.crowd import why_not_routable
from callcenter.routing.lines import Demand
from callcenter.routing.rank import starvation_bound
from callcenter.services.self_service import self_service_view
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.figures import newcomers_wait, waited_seconds
from callcenter.switchboard.state import Alarm, Figures, Honesty

Json = dict[str, Any]


def _time(at: float | None) -> str | None:
    return None if at is None else rfc3339(at)


def intent_view(intent: Intent | None, site: Site) -> Json | None:
    if intent is None:
        return None
    policy = site.intents.get(intent.name)
    return {
        "name": intent.name,
        "title": dict(policy.title) if policy else {},
        "confidence": round(intent.confidence, 4),
        "emergency": intent.emergency,
        "reasons": list(intent.reasons),
        "alternatives": [list(one) for one in intent.alternatives],
        "unsure": intent.unsure,
    }


def message_view(message: Message) -> Json:
    return {
        "id": message.id,
        "from": message.sender,
        "text": message.text,
        "at": rfc3339(message.at),
        "delivered": message.delivered,
    }


def place_since(contact: Contact) -> float | None:
    """Since when somebody who is to be called back keeps the place in line; None for everybody else."""
    if contact.chosen != CALLBACK or contact.callback is None or contact.rank is None:
        return None
    return contact.queued_at if contact.tries <= 1 else contact.rank[1]


def contact_view(contact: Contact, site: Site, now: float, *, thread: bool = True) -> Json:
    """Everything an agent or a supervisor may see of a contact. `waited` is in seconds, as of now. Without `thread`
    the messages are left to whoever asks."""
    return {
        "id": contact.id,
        "channel": contact.channel.value,
        "gateway": contact.gateway,
        "leg": contact.leg,
        "state": contact.state.value,
        "since": rfc3339(contact.since),
        "arrived_at": rfc3339(contact.arrived_at),
        "caller": contact.caller,
        "dialled": contact.dialled,
        "name": contact.name,
        "language": contact.language,
        "customer": contact.known.customer,
        "candidates": list(contact.known.candidates),
        "intent": intent_view(contact.intent, site),
        "emergency": contact.emergency,
        "queue": contact.queue,
        "queued_at": _time(contact.queued_at),
        "waited": waited_seconds(contact, now),
        "agent": contact.agent,
        "offer": contact.offer,
        "connected_at": _time(contact.connected_at),
        "ended_at": _time(contact.ended_at),
        "end_reason": contact.end_reason,
        "words": list(contact.words),
        "head_starts": [{"reason": start.reason, "seconds": start.seconds} for start in contact.head_starts],
        "wrap_up_until": _time(contact.wrap_up_until),
        "disposition": contact.disposition,
        "callback": contact.callback,
        "promised": promised_view(contact.promised),
        "proposal": list(contact.proposal),
        "chosen": contact.chosen,
        "place_since": _time(place_since(contact)),
        "complaint": contact.complaint,
        "transfers": contact.transfers,
        "recording": recording_view(contact),
        "secure_until": _time(contact.secure_until),
        "muted": contact.muted,
        "consultation": consultation_view(contact.consultation),
        "parent": contact.parent,
        "asked_by": contact.asked_by,
        "part": contact.part,
        "site": contact.site,
        "self_service": self_service_view(contact, site) if contact.deeds else None,
        **({"messages": [message_view(message) for message in contact.messages]} if thread else {}),
    }


def promised_view(promised: Promised | None) -> Json | None:
    if promised is None:
        return None
    return {
        "kind": promised.kind,
        "reason": promised.reason,
        "contact": promised.contact,
        "recording": promised.recording,
    }


def recording_view(contact: Contact) -> str | None:
    """Of the talk that goes on: `on`, `paused` while secrets are told, None when nothing is being recorded."""
    if not contact.recording:
        return None
    return "on" if contact.secure_until is None else "paused"


def consultation_view(asked: Consultation | None) -> Json | None:
    """`to` as it was asked for; `party` whom the gateway dialled: an agent, or the number."""
    if asked is None:
        return None
    to = {"queue": asked.to_queue, "agent": asked.to_agent, "number": asked.to_number}
    return {
        "contact": asked.contact,
        "to": {kind: name for kind, name in to.items() if name is not None},
        "party": asked.party,
        "stage": asked.stage.value,
        "since": rfc3339(asked.since),
    }


def agent_view(agent: Agent, site: Site) -> Json:
    """`takes`: which channels a contact could come from just now."""
    free = CAPACITY - agent.used if why_not_routable(agent) is None else -1
    return {
        "id": agent.id,
        "name": agent.name,
        "presence": agent.presence.value,
        "reason": agent.reason,
        "next_presence": agent.next_presence[0].value if agent.next_presence else None,
        "reachability": agent.reachability.value,
        "state": agent.state.value,
        "since": rfc3339(agent.since),
        "skills": dict(agent.skills),
        "languages": list(agent.languages),
        "endpoint": agent.endpoint,
        "role": agent.role.value,
        "contacts": list(agent.assignments),
        "parked": list(agent.parked),
        "used": agent.used,
        "capacity": CAPACITY,
        "takes": {channel: policy.cost <= free for channel, policy in site.channels.items()},
        "handled": agent.handled,
    }


def offer_view(offer: Offer, contact: Contact, site: Site, now: float) -> Json:
    """Without the panel, which the desk adds."""
    return {
        "offer": offer.id,
        "expires_at": rfc3339(offer.expires_at),
        "rung": offer.rung,
        "rings": bool(offer.rings),
        "contact": contact_view(contact, site, now),
        "panel_key": panel_key(contact),
    }


def panel_key(contact: Contact) -> str:
    """The customer's id, or the contact's own while nobody knows who it is."""
    return contact.known.customer or f"contact:{contact.id}"


def alarm_view(alarm: Alarm) -> Json:
    return {
        "id": alarm.id,
        "kind": alarm.kind,
        "detail": alarm.detail,
        "since": rfc3339(alarm.since),
        "contact": alarm.contact,
        "agent": alarm.agent,
        "queue": alarm.queue,
        "acknowledged_by": alarm.acknowledged_by,
    }


def site_view(site: Site) -> Json:
    """What screens need of the site: names and choices."""
    return {
        "version": site.version,
        "name": dict(site.name),
        "languages": list(site.languages),
        "queues": {
            name: {"title": dict(queue.title), "emergency": queue.emergency} for name, queue in site.queues.items()
        },
        "dispositions": [
            {"code": one.code, "title": dict(one.title), "resolved": one.resolved} for one in site.dispositions.values()
        ],
        "causes": [{"code": one.code, "title": dict(one.title)} for one in site.causes.values()],
        "away_reasons": [{"code": code, "title": dict(title)} for code, title in site.away_reasons.items()],
        "intents": {name: {"title": dict(one.title), "emergency": one.emergency} for name, one in site.intents.items()},
        "fact_titles": {
            name: {"title": dict(one.title), "values": {value: dict(words) for value, words in one.values.items()}}
            for name, one in site.fact_titles.items()
            if one.shown
        },
    }


# --- the floor -------------------------------------------------------------------------------------------------------


def floor_agent_view(agent: Agent, site: Site) -> Json:
    view = agent_view(agent, site)
    return {key: view[key] for key in _AGENT_COLUMNS}


_AGENT_COLUMNS = (
    "id",
    "name",
    "takes",
    "presence",
    "reason",
    "next_presence",
    "reachability",
    "state",
    "since",
    "role",
    "contacts",
    "parked",
    "skills",
    "languages",
    "handled",
)


def floor_contact_view(contact: Contact, offers: Mapping[str, Offer]) -> Json:
    """`offered_to` is the agent at whom the contact rings."""
    offer = offers.get(contact.offer or "")
    written = contact.channel.value != "voice"
    return {
        "id": contact.id,
        "channel": contact.channel.value,
        "gateway": contact.gateway,
        "call": None if written else contact.leg,
        "conversation": contact.leg if written else None,
        "customer": contact.known.customer,
        "caller": contact.caller,
        "name": contact.name or contact.known.name,
        "intent": contact.intent.name if contact.intent else None,
        "emergency": contact.emergency,
        "state": contact.state.value,
        "queue": contact.queue,
        "agent": contact.agent,
        "offered_to": offer.agent if offer and offer.state is OfferState.OPEN else None,
        "since": rfc3339(contact.since),
        "arrived_at": rfc3339(contact.arrived_at),
        "queued_at": _time(contact.queued_at),
        "language": contact.language,
        "words": list(contact.words[-3:]),
        "proposal": list(contact.proposal),
        "chosen": contact.chosen,
        "place_since": _time(place_since(contact)),
        "recording": recording_view(contact),
        "secure_until": _time(contact.secure_until),
        "muted": contact.muted,
        "consultation": consultation_view(contact.consultation),
        "parent": contact.parent,
        "asked_by": contact.asked_by,
    }


def queue_views(board: Switchboard, site: Site, now: float, day: str) -> dict[str, Json]:
    """Every queue of the site, live. Waits are in seconds; shares are 0 to 1, null while nothing was counted."""
    oldest = _oldest(board)
    return {
        name: {
            "title": dict(queue.title),
            "emergency": queue.emergency,
            "starvation_bound": None if queue.emergency else starvation_bound(site, name),
            "waiting": board.lines.waiting.get(name, 0) + _offered(board, name),
            "oldest_wait": round(now - oldest[name], 1) if name in oldest else 0.0,
            **_figures(board.state.figures.get(name, Figures()), day),
            **_wait(board, queue, now),
            "agents": _people(board, Demand(name, queue.needs, False, 0, "")),
        }
        for name, queue in site.queues.items()
    }


def _oldest(board: Switchboard) -> dict[str, float]:
    oldest: dict[str, float] = {}
    for name in board.lines.filed:
        contact = board.state.contacts[name]
        if contact.queue and contact.queued_at is not None:
            oldest[contact.queue] = min(oldest.get(contact.queue, contact.queued_at), contact.queued_at)
    return oldest


def _offered(board: Switchboard, queue: str) -> int:
    """Contacts that ring at an agent still wait."""
    return sum(
        1
        for offer in board.state.offers.values()
        if offer.state == "open" and board.state.contacts[offer.contact].queue == queue
    )


def _figures(figures: Figures, day: str) -> Json:
    if figures.day != day:
        figures = Figures(day=day)
    level = service_level(figures.answered_in_time, figures.answered, figures.abandoned, figures.short_abandoned)
    speed = asa(figures.answered_wait, figures.answered)
    return {
        "offered": figures.offered,
        "answered": figures.answered,
        "abandoned": figures.abandoned,
        "service_level": None if level is None else round(level, 4),
        "asa": None if speed is None else round(speed, 1),
        **_honesty(figures.honesty),
    }


def _people(board: Switchboard, demand: Demand) -> dict[str, int]:
    counts = {"available": 0, "busy": 0, "wrap_up": 0, "away": 0}
    for agent in board.state.agents.values():
        place = None if agent.outside else _PLACES.get(agent.state)
        if place and (all(agent.skills.get(need.skill, 0) >= need.level for need in demand.needs)):
            counts[place] += 1
    return counts


def _wait(board: Switchboard, queue: Queue, now: float) -> Json:
    """What the next to come would be told, in seconds; null when that is unknown."""
    figures = board.state.figures.get(queue.name, Figures())
    told = newcomers_wait(figures, board.lines, board.crowd, queue, now)
    return {
        "ewt": told and told.expected,
        "ewt_low": told and told.low,
        "ewt_high": told and told.high,
        "ewt_predictor": told and told.predictor,
    }


def _honesty(honesty: Honesty) -> Json:
    """Of the waits foretold today: the share that was true, the mean error in seconds, and each predictor's own."""
    coverage, told = ewt_coverage(honesty.covered, honesty.told), honesty.announced
    return {
        "ewt_told": honesty.told,
        "ewt_unknown": honesty.unknown,
        "ewt_coverage": None if coverage is None else round(coverage, 4),
        "ewt_error": _rounded(ewt_error(told.absolute, told.count)),
        "ewt_bias": _rounded(ewt_bias(told.signed, told.count)),
        "ewt_errors": {
            name: _rounded(ewt_error(one.absolute, one.count)) for name, one in sorted(honesty.predictors.items())
        },
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


_PLACES = {
    RoutingState.IDLE: "available",
    RoutingState.OFFERED: "busy",
    RoutingState.BUSY: "busy",
    RoutingState.WRAP_UP: "wrap_up",
    RoutingState.AWAY: "away",
    RoutingState.NOT_RESPONDING: "away",
}
