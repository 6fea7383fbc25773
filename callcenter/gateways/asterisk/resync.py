"""Agreeing with Asterisk after a break, on either side: what ended meanwhile ends here, what is known goes on, what is not
known is adopted by what we wrote beside it, taken as new, or let go.

Asterisk tells nothing again. So it is asked for its channels and bridges; events that come meanwhile wait until the answers
are here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from callcenter.gateways.asterisk import dialling, events, monitoring, passing, recording, speaking
from callcenter.gateways.asterisk.calls import Call, Party, Role, Where
from callcenter.gateways.asterisk.frames import Answer, Fields, Happened, whole, word
from callcenter.gateways.asterisk.line import Line
from callcenter.gateways.asterisk.names import CUSTOMER, INBOUND, LISTENER, PARTY, Purpose, at, made, purpose_of
from callcenter.gateways.asterisk.talking import name_of, settle, wants_music
from callcenter.model.events import AgentPhoneFailed, CallEnded
from callcenter.services.on_the_line import OnTheLine


@dataclass(kw_only=True)
class Resync:
    """One round of questions. `done` is called when all are answered; an Asterisk that refuses one is asked no more."""

    line: Line
    believed: Iterable[OnTheLine]
    done: Callable[[str], None]
    """With why it failed, or empty."""
    waiting: Sequence[Happened] = ()
    """What Asterisk told meanwhile, or has kept for us while we were away: why a channel ended may be there."""
    _channels: list[Fields] = field(default_factory=list)
    _bridges: list[Fields] = field(default_factory=list)
    _playing: set[str] = field(default_factory=set)
    _sign: str = ""
    """Name of an event of our own that only whoever has the application is sent; empty: we need not see it."""
    _open: int = 0
    _refused: str = ""

    def ask(self) -> None:
        if not self.line.policy.address:
            self._is_it_ours()
        self._question("channels", self._channels.extend)
        self._question("bridges", self._bridges.extend)
        for call in self.line.calls.values():
            if call.turns and call.turns[0].begun and call.turns[0].sound:
                self._still_playing(call.turns[0].playback)

    def _question(self, path: str, take: Callable[[list[Fields]], None]) -> None:
        def answered(answer: Answer) -> None:
            if answer.ok and isinstance(answer.body, list):
                take([one for one in answer.body if isinstance(one, dict)])
            else:
                self._refused = f"Asterisk refused {path}: {answer.why}"
            self._one_less()

        self._open += 1
        self.line.ask("GET", path, answered)

    def _is_it_ours(self) -> None:
        """Asterisk connects to us also while another program has the application, or nobody since that one left: then it
        answers questions, or not even those, and tells of no call."""

        def answered(answer: Answer) -> None:
            if not answer.ok:  # it cannot tell us so
                self.seen(sign)

        self._sign = sign = made("sign", str(self.line.now))
        self._open += 1
        self.line.ask("POST", f"events/user/{sign}", answered, application=self.line.policy.app)

    def seen(self, sign: str) -> None:
        if sign and sign == self._sign:
            self._sign = ""
            self._one_less()

    def _still_playing(self, playback: str) -> None:
        def answered(answer: Answer) -> None:
            if answer.ok:
                self._playing.add(playback)
            self._one_less()

        self._open += 1
        self.line.ask("GET", f"playbacks/{playback}", answered)

    def _one_less(self) -> None:
        self._open -= 1
        if self._open == 0:
            if not self._refused:
                self.line.live = True
                self._agree()
            self.done(self._refused)

    # --- all answers are here ---

    def _agree(self) -> None:
        # Asterisk lists them in no order at all; whoever called first is first in line.
        there = {word(channel, "id"): channel for channel in sorted(self._channels, key=_began)}
        believed = {one.call: one for one in self.believed}
        strangers = {id: fields for id, fields in there.items() if id not in self.line.channels}
        before, known = _everybody(self.line), set(self.line.calls)
        self.line.leaving &= there.keys()
        self.line.lost.clear()
        ears = [(call, one) for call in self.line.calls.values() for one in call.listeners.values() if one.bridged]
        self.line.bridges.clear()
        self.line.bridges.update({one.bridge: (call, one) for call, one in ears})
        self._find_bridges(self.line.calls.values())
        self._passed(there)
        self._ended(there)
        gone = before - _everybody(self.line)
        self._adopt(strangers, known)
        answered = self._adopt_passed(strangers, believed, known)
        self._lost([one for one in believed.values() if not {(one.call, ""), (one.call, one.agent)} & gone])
        for call in list(self.line.calls.values()):
            self._together(call, believed.get(call.id), known=call.id in known)
        for call, party in answered:
            passing.answered(self.line, call, party)
        for call in list(self.line.late.values()):
            if call.recording is not None:
                recording.look(self.line, call.id, call.recording)
        self._tidy()

    def _passed(self, there: Mapping[str, Fields]) -> None:
        """Who passed their talk on meanwhile is not there any more, and in their bridge is another channel of the application."""
        line = self.line
        for call in [one for one in line.calls.values() if one.open]:
            missing = [one.channel for one in call.parties.values() if one.channel not in there]
            new = [
                id for id in self._inside(call) if id in there and id not in line.channels and self._nameless(there[id])
            ]
            if len(missing) == len(new) == 1:
                passing.replaced(line, missing[0], there[new[0]])

    def _nameless(self, channel: Fields) -> bool:
        meant = purpose_of(channel, self.line.policy.app)
        return meant is not None and not meant.kind

    def _inside(self, call: Call) -> list[str]:
        return sorted(next((_members(one) for one in self._bridges if word(one, "id") == call.bridge), set()))

    def _ended(self, there: Mapping[str, Fields]) -> None:
        """(a) What we knew and is not there any more. (d) What has answered meanwhile."""
        for channel in [id for id in self.line.channels if id not in there]:
            events.gone(self.line, channel, self._cause(channel))
        for channel, fields in there.items():
            call, who = self.line.channels.get(channel, (None, None))
            meant = purpose_of(fields, self.line.policy.app)
            if call is None or meant is None or word(fields, "state") != "Up":
                continue
            if isinstance(who, Party) and who.where is not Where.UP:
                dialling.up(self.line, call, who)
            elif isinstance(who, Party):
                passing.answered(self.line, call, who)
            elif who is None and call.where is not Where.UP:
                call.where = Where.UP
                if call.dialled:
                    dialling.customer_up(self.line, call)

    def _cause(self, channel: str) -> int:
        for event in self.waiting:
            if event.type == "ChannelDestroyed" and word(event.channel, "id") == channel:
                return whole(event.fields, "cause")
        return events.NOBODY_SAW

    def _adopt(self, unknown: Mapping[str, Fields], known: Set[str]) -> None:
        """(b), (c) What we do not know: customers first, then who belongs to them; the rest is let go."""
        strangers = [
            (meant, id, fields)
            for id, fields in unknown.items()
            if (meant := purpose_of(fields, self.line.policy.app)) is not None
        ]
        for meant, id, fields in strangers:
            if meant.kind == INBOUND:
                events.arrived(self.line, fields, meant.call)
            elif meant.kind == CUSTOMER:
                self._customer(meant, id, fields)
        self._find_bridges(call for call in self.line.calls.values() if call.id not in known)
        for meant, id, fields in strangers:
            call = self.line.calls.get(meant.call)
            if id in self.line.leaving:
                self.line.dismiss(id)  # it was told to end when nobody heard it any more
            elif meant.kind == PARTY and call is not None:
                self._party(call, meant, id, fields)
            elif meant.kind == LISTENER and call is not None and meant.command in self.line.orders:
                monitoring.adopt(self.line, call, self.line.orders[meant.command], up=word(fields, "state") == "Up")
            elif meant.kind and meant.kind not in (INBOUND, CUSTOMER):
                self.line.ask("DELETE", at(id))

    def _adopt_passed(
        self, unknown: Mapping[str, Fields], believed: Mapping[str, OnTheLine], known: Set[str]
    ) -> list[tuple[Call, Party]]:
        """Whom an agent passed a customer on to counts as the agent's telephone, if the house still holds the call. Those who
        have answered."""
        line, answered = self.line, []
        inside = {
            id: call for call in line.calls.values() if call.open and call.id not in known for id in self._inside(call)
        }
        for id, fields in unknown.items():
            if id in line.channels or not self._nameless(fields):
                continue
            call = inside.get(id)
            held = believed.get(call.id) if call else None
            if call is None or (held and (not held.agent or held.agent in call.parties)):
                line.dismiss(id)
                continue
            name = held.agent if held else id
            call.parties[name] = party = Party(
                name=name, channel=id, endpoint="", command="", where=Where.UP, passed=True
            )
            line.channels[id] = (call, party)
            passing.watch(line, id)
            if held is None:
                call.passed = 0.0
            elif word(fields, "state") == "Up":
                answered.append((call, party))
        return answered

    def _customer(self, meant: Purpose, id: str, fields: Fields) -> None:
        where = Where.UP if word(fields, "state") == "Up" else Where.DIALLED
        call = self.line.calls[meant.call] = Call(id=meant.call, channel=id, where=where, dialled=True)
        self.line.channels[id] = (call, None)

    def _party(self, call: Call, meant: Purpose, id: str, fields: Fields) -> None:
        role = Role.TARGET if meant.role == Role.TARGET and word(fields, "state") != "Up" else Role.PARTY
        party = Party(name=meant.name, channel=id, endpoint="", command=meant.command, role=role)
        call.parties[party.name] = party
        self.line.channels[id] = (call, party)
        if word(fields, "state") != "Up":
            return
        party.where = Where.UP
        if not call.dialled or call.where is Where.UP:  # else they wait for the customer to pick up
            party.with_customer = False  # whether the customer is with them is seen at the bridge
            dialling.join(self.line, call, party)

    def _lost(self, believed: Iterable[OnTheLine]) -> None:
        """What the switchboard holds and nobody has."""
        line = self.line
        for one in believed:
            call = line.calls.get(one.call)
            if call is None:
                if one.call not in {order.call for order in line.orders.values() if order.type == "originate"}:
                    event = CallEnded(
                        gateway=line.gateway, call=one.call, reason=events.reason_of_end(self._cause(one.call))
                    )
                    line.lost.add(one.call)
                    line.tell(f"{one.call}/lost/{line.now}", event)
                if one.recording:
                    recording.look(line, one.call, recording.believed_of(one))
            elif one.agent and one.agent not in call.parties and not _still_to_come(line, one):
                lost = AgentPhoneFailed(gateway=line.gateway, call=one.call, agent=one.agent, reason="failed")
                line.tell(f"{one.call}/{one.agent}/lost/{line.now}", lost)

    def _together(self, call: Call, believed: OnTheLine | None, *, known: bool) -> None:
        """(e) Who is in the bridge, as Asterisk sees it; then as it should be. Of a call that was known all the time that
        is known too: what was asked for last may never have reached Asterisk."""
        mine = {id for id, (of, _) in self.line.channels.items() if of is call}
        call.inside = set(self._inside(call)) & mine
        if not known:
            _as_it_was(call, believed)
            if believed is None and call.open and not call.parties and call.id not in self._wished():
                call.ending = "failed"  # the house was done with them, and nobody else is there any more
        if call.ending:
            dialling.hang_up(self.line, call)
        call.music_on = call.where is Where.UP and not wants_music(call)  # then it is stopped, if there should be any
        recording.agree(self.line, call, believed)
        self._spoken(call)
        settle(self.line, call)
        monitoring.again(self.line, call)

    def _find_bridges(self, calls: Iterable[Call]) -> None:
        """Where each call's people are. A bridge that was closed may still be listed for a moment, empty."""
        found = {name_of(self.line, call): call for call in calls}
        for call in found.values():
            call.open = False
        for bridge in sorted(self._bridges, key=lambda one: (len(_members(one)), word(one, "id"))):
            if of := found.get(word(bridge, "name")):
                of.bridge, of.open = word(bridge, "id"), True
        self.line.bridges.update({call.bridge: (call, None) for call in found.values() if call.open})

    def _wished(self) -> set[str]:
        return {order.call for order in self.line.orders.values()}

    def _spoken(self, call: Call) -> None:
        """What was being said when the socket broke is over, unless it still goes on."""
        if call.turns and call.turns[0].begun and call.turns[0].playback not in self._playing:
            turn = call.turns[0]
            if turn.question is None or not turn.question.heard:
                speaking.lost(self.line, call, turn)
        else:
            speaking.go_on(self.line, call)

    def _tidy(self) -> None:
        """(f) Bridges of ours that belong to no call any more."""
        ours = {call.bridge for call in self.line.calls.values() if call.open}
        ours |= {one.bridge for call in self.line.calls.values() for one in call.listeners.values() if one.bridged}
        prefix = f"{self.line.policy.app}:"
        for bridge in self._bridges:
            if word(bridge, "name").startswith(prefix) and word(bridge, "id") not in ours:
                self.line.ask("DELETE", f"bridges/{word(bridge, 'id')}")


def _began(channel: Fields) -> tuple[float, str]:
    """When a channel came to be, in seconds; without a time, before all others."""
    try:
        at = datetime.fromisoformat(word(channel, "creationtime")).timestamp()
    except ValueError:
        at = 0.0
    return at, word(channel, "id")


def _as_it_was(call: Call, believed: OnTheLine | None) -> None:
    """What an earlier process had wished for: to be seen at the bridge, unless the house knows of music instead."""
    together, waiting = (believed.together, believed.waiting) if believed else (False, False)
    inside = call.channel in call.inside and (together or not waiting)
    call.talking = inside or (together and believed is not None and believed.agent in call.parties)
    call.music = waiting


def _everybody(line: Line) -> set[tuple[str, str]]:
    """Call and name of who is on it; an empty name is the customer."""
    return {(call.id, name) for call in line.calls.values() for name in ("", *call.parties)}


def _members(bridge: Fields) -> set[str]:
    channels: Any = bridge.get("channels")
    return {str(one) for one in channels} if isinstance(channels, list) else set()


def _still_to_come(line: Line, one: OnTheLine) -> bool:
    """The command that rings at them has not been carried out yet."""
    return any(order.call == one.call and order.type in ("connect", "conference") for order in line.orders.values())
