"""The live state as Prometheus asks for it: counted when it is asked, so that nothing has to be kept up to date.

One pass over the live contacts and one over the agents; labels are the names of the site and of the model, never a
contact's or a person's.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from callcenter.clock import Clock
from callcenter.insight.metrics import ewt_coverage, ewt_error
from callcenter.model.agent import RoutingState
from callcenter.model.contact import ENDED, WAITING, Channel, ContactState, OfferState
from callcenter.model.site import Site
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.figures import newcomers_wait, waited_seconds
from callcenter.switchboard.state import Figures

Labels = tuple[str, ...]
Rows = dict[Labels, float]


class LiveGauges(Collector):
    """To be registered; what there could be is shown as 0, so that a line on a chart does not break off."""

    def __init__(
        self, *, board: Switchboard, clock: Clock, site: Callable[[], Site], unacknowledged: Callable[[str], int]
    ) -> None:
        """`unacknowledged`: commands a gateway has not acknowledged."""
        self._board, self._clock, self._site, self._unacknowledged = board, clock, site, unacknowledged

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._contacts()
        yield from self._forecasts()
        state = self._board.state
        agents = Counter(agent.state for agent in state.agents.values() if not agent.outside)
        yield _labelled(
            GaugeMetricFamily("callcenter_agents", "Agents the floor knows.", labels=("state",)),
            {(each.value,): agents[each] for each in RoutingState},
        )
        ringing = sum(offer.state is OfferState.OPEN for offer in state.offers.values())
        yield GaugeMetricFamily("callcenter_offers_open", "Contacts that ring at an agent.", value=ringing)
        yield _labelled(
            GaugeMetricFamily("callcenter_outbox_unacknowledged", "Commands not acknowledged.", labels=("gateway",)),
            {(name,): self._unacknowledged(name) for name in self._site().gateways},
        )
        yield _labelled(
            GaugeMetricFamily("callcenter_alarms", "Alarms that are open.", labels=("kind",)),
            Counter((alarm.kind,) for alarm in state.alarms.values()),
        )

    def _forecasts(self) -> Iterator[GaugeMetricFamily]:
        """A wait nobody can know, and the honesty of nothing told, have no value: the line on the chart breaks off."""
        board, now = self._board, self._clock.now()
        waits: Rows = {}
        coverage: dict[Labels, float | None] = {}
        error: dict[Labels, float | None] = {}
        for name, queue in self._site().queues.items():
            figures = board.state.figures.get(name, Figures())
            if told := newcomers_wait(figures, board.lines, board.crowd, queue, now):
                waits |= {(name, "low"): told.low, (name, "expected"): told.expected, (name, "high"): told.high}
            honesty = figures.honesty
            coverage[(name,)] = ewt_coverage(honesty.covered, honesty.told)
            error[(name,)] = ewt_error(honesty.announced.absolute, honesty.announced.count)
        yield _labelled(
            GaugeMetricFamily("callcenter_ewt_seconds", "What who comes now is told.", labels=("queue", "bound")), waits
        )
        yield _labelled(
            GaugeMetricFamily("callcenter_ewt_coverage", "Share of told waits that came true.", labels=("queue",)),
            _known(coverage),
        )
        yield _labelled(
            GaugeMetricFamily("callcenter_ewt_error_seconds", "Mean error of told waits.", labels=("queue",)),
            _known(error),
        )

    def _contacts(self) -> Iterator[GaugeMetricFamily]:
        now, emergencies = self._clock.now(), 0
        live: Rows = {
            (state.value, channel.value): 0 for state in ContactState if state not in ENDED for channel in Channel
        }
        waiting: Rows = {(queue,): 0 for queue in self._site().queues}
        longest = dict.fromkeys(waiting, 0.0)
        for contact in self._board.state.contacts.values():
            place = contact.state.value, contact.channel.value
            live[place] = live.get(place, 0) + 1
            if contact.state in WAITING:
                emergencies += contact.emergency
                queue = (contact.queue or "",)
                waiting[queue] = waiting.get(queue, 0) + 1
                longest[queue] = max(longest.get(queue, 0.0), waited_seconds(contact, now))
        yield _labelled(
            GaugeMetricFamily("callcenter_contacts", "Contacts going on.", labels=("state", "channel")), live
        )
        yield _labelled(GaugeMetricFamily("callcenter_waiting", "Contacts in line.", labels=("queue",)), waiting)
        yield _labelled(
            GaugeMetricFamily("callcenter_oldest_wait_seconds", "The longest wait so far.", labels=("queue",)), longest
        )
        yield GaugeMetricFamily("callcenter_emergencies_waiting", "Emergencies in line.", value=emergencies)


def _labelled(family: GaugeMetricFamily, rows: Mapping[Labels, float]) -> GaugeMetricFamily:
    for labels, value in rows.items():
        family.add_metric(labels, value)
    return family


def _known(rows: Mapping[Labels, float | None]) -> Rows:
    return {labels: value for labels, value in rows.items() if value is not None}
