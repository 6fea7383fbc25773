"""Whatever people do and whichever side breaks, in any order: nobody is left alone in a bridge, nothing of ours is left
behind, every command is taken, and both sides agree."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from callcenter.model.events import AgentPhoneFailed, CallArrived, CallEnded
from callcenter.services.on_the_line import OnTheLine
from tests.unit.gateways.asterisk.board import Board

CALLS = st.sampled_from(["c-1", "c-2", "call-b1"])
NAMES = st.sampled_from(["anna", "bob", "+8613900000009"])
ENDPOINT = {"anna": "PJSIP/2001", "bob": "PJSIP/2002"}


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.board = Board()
        self.lives: dict[str, bool] = {}
        """Call to whether the switchboard holds it."""
        self.read = 0

    def _listen(self) -> None:
        """The switchboard's idea of what lives."""
        for event in self.board.told[self.read :]:
            match event:
                case CallArrived(call=call):
                    self.lives[call] = True
                case CallEnded(call=call):
                    self.lives[call] = False
        self.read = len(self.board.told)

    def _wish(self, type: str, which: str, **args: object) -> str:
        """For the call of that name if it lives, else for another that does. The call, empty when none lives."""
        self._listen()
        living = [call for call in (which, *sorted(self.lives)) if self.lives.get(call)]
        if not living:
            return ""
        self.board.wish(type, living[0], **args)
        return living[0]

    # --- people ---

    @rule(call=st.sampled_from(["c-1", "c-2"]))
    def a_customer_calls(self, call: str) -> None:
        left = {name for name, _ in self.board.asterisk.bridges.values()}  # no two calls of a switch have one id
        if call in self.board.protocol.line.calls or f"{self.board.policy.app}:{call}" in left:
            return
        if call not in self.board.asterisk.channels and not self.lives.get(call):
            self.board.ids -= {f"{call}/arrived", f"{call}/ended", f"{call}/lost"}
            self.board.asterisk.calls(call)
            self.board.settle()
            self._wish("answer", call)

    @rule(digit=st.sampled_from("01#*"), call=CALLS)
    def somebody_presses_a_key(self, digit: str, call: str) -> None:
        known = self.board.protocol.line.calls.get(call)
        self.board.asterisk.presses(known.channel if known else call, digit)
        self.board.settle()

    @rule(data=st.data(), what=st.sampled_from(["rings", "picks_up", "hangs_up", "busy", "hears", "breaks"]))
    def somebody_does(self, data: st.DataObject, what: str) -> None:
        asterisk = self.board.asterisk
        if not asterisk.channels:
            return
        id = data.draw(st.sampled_from(sorted(asterisk.channels)))
        if what in ("busy", "breaks"):
            asterisk.hangs_up(id, 17 if what == "busy" else 27)
        elif what != "picks_up" or not id.startswith("c-"):
            getattr(asterisk, what)(id)
        self.board.settle()

    @precondition(lambda self: self.heard)
    @rule(data=st.data())
    def somebody_is_led_elsewhere(self, data: st.DataObject) -> None:
        """By the transfer key of a telephone, or by whoever runs the switch."""
        up = [
            id for id, one in self.board.asterisk.channels.items() if one.state == "Up" and not id.startswith("snoop")
        ]
        if up:
            self.board.asterisk.moves(data.draw(st.sampled_from(sorted(up))))
            self.board.settle()
            self.board.pass_time(3.0)

    @precondition(lambda self: self.board.asterisk.bridges)
    @rule(data=st.data())
    def somebody_passes_the_talk_on(self, data: st.DataObject) -> None:
        """With the keys of their telephone, to wherever; also while nobody hears of it."""
        asterisk = self.board.asterisk
        there = sorted(id for _, members in asterisk.bridges.values() for id in members if not id.startswith("snoop"))
        if there:
            asterisk.passes_on(data.draw(st.sampled_from(there)))
            self.board.settle()

    @rule(call=CALLS, name=NAMES)
    def somebody_takes_the_call(self, call: str, name: str) -> None:
        taken = self._wish("connect", call, agent=name, endpoint=ENDPOINT.get(name, name))
        if taken in self.board.protocol.line.calls:
            for party in list(self.board.protocol.line.calls[taken].parties.values()):
                self.board.asterisk.picks_up(party.channel)
                self.board.settle()

    @rule(call=CALLS, mode=st.sampled_from(["listen", "whisper", "barge"]))
    def a_supervisor_picks_up(self, call: str, mode: str) -> None:
        watched = self._wish("monitor", call, supervisor="zoe", endpoint="PJSIP/2101", mode=mode)
        if watched in self.board.protocol.line.calls:
            for one in list(self.board.protocol.line.calls[watched].listeners.values()):
                self.board.asterisk.picks_up(one.channel)
                self.board.settle()

    # --- the house ---

    @rule(call=CALLS)
    def the_house_answers(self, call: str) -> None:
        if call != "call-b1":
            self._wish("answer", call)

    @rule(call=CALLS, text=st.sampled_from(["", "hello"]))
    def says(self, call: str, text: str) -> None:
        self._wish("say", call, text=text, language="en")

    @rule(call=CALLS, most=st.sampled_from([1, 4]))
    def asks(self, call: str, most: int) -> None:
        self._wish("gather", call, prompt="press", max_digits=most, timeout=5)

    @rule(call=CALLS)
    def holds(self, call: str) -> None:
        self._wish("hold", call)

    @rule(call=CALLS, name=NAMES)
    def connects(self, call: str, name: str) -> None:
        self._wish("connect", call, agent=name, endpoint=ENDPOINT.get(name, name))

    @rule(call=CALLS, name=NAMES, with_customer=st.booleans())
    def asks_in(self, call: str, name: str, with_customer: bool) -> None:
        self._wish("conference", call, agent=name, endpoint=ENDPOINT.get(name, name), with_customer=with_customer)

    @rule(call=CALLS, name=NAMES)
    def releases(self, call: str, name: str) -> None:
        self._wish("release_agent", call, agent=name)

    @rule(call=CALLS, name=NAMES)
    def transfers(self, call: str, name: str) -> None:
        self._wish("transfer", call, to=name)

    @rule(call=CALLS, mode=st.sampled_from(["listen", "whisper", "barge"]))
    def has_a_supervisor(self, call: str, mode: str) -> None:
        self._wish("monitor", call, supervisor="zoe", endpoint="PJSIP/2101", mode=mode)

    @rule(call=CALLS, action=st.sampled_from(["start", "pause", "resume", "stop"]))
    def records(self, call: str, action: str) -> None:
        self._wish("record", call, action=action)

    @rule(call=CALLS, name=NAMES, on=st.booleans())
    def mutes(self, call: str, name: str, on: bool) -> None:
        self._wish("mute", call, agent=name, on=on)

    @rule(call=CALLS)
    def hangs_up(self, call: str) -> None:
        self._wish("hang_up", call, reason="agent_hangup")

    @rule()
    def calls_back(self) -> None:
        self._listen()
        if not self.lives.get("call-b1") and "call-b1" not in self.board.protocol.line.calls:
            self.lives["call-b1"] = True
            self.board.ids = {id for id in self.board.ids if "call-b1" not in id}
            self.board.wish("originate", "call-b1", to="+8613800000001")
            self.board.wish("connect", "call-b1", agent="anna", endpoint="PJSIP/2001")

    @rule(seconds=st.sampled_from([0.5, 4.0, 40.0]))
    def time_passes(self, seconds: float) -> None:
        self.board.pass_time(seconds)

    # --- breaks ---

    def _believed(self, data: st.DataObject | None = None) -> list[OnTheLine]:
        """What the switchboard holds: whatever it may be, for it is some steps ahead or behind."""
        self._listen()
        living = [call for call, lives in sorted(self.lives.items()) if lives]
        if data is None:
            return [OnTheLine(call=call, waiting=True) for call in living]
        return [
            OnTheLine(
                call=call,
                agent=data.draw(st.sampled_from(["", "anna", "bob"])),
                together=data.draw(st.booleans()),
                waiting=data.draw(st.booleans()),
                recording=data.draw(st.sampled_from(["", "3.0"])),
                secure=data.draw(st.booleans()),
            )
            for call in living
        ]

    @precondition(lambda self: self.board.linked)
    @rule()
    def nobody_notices_that_the_socket_is_dead(self) -> None:
        self.board.deaf = True

    @precondition(lambda self: self.board.linked)
    @rule()
    def the_socket_breaks(self) -> None:
        self.board.break_off()

    @precondition(lambda self: not self.board.linked)
    @rule(data=st.data())
    def the_socket_is_back(self, data: st.DataObject) -> None:
        self.board.connect(self._believed(data))

    @precondition(lambda self: self.board.asterisk.bridges)
    @rule(data=st.data())
    def a_bridge_is_taken_away(self, data: st.DataObject) -> None:
        self.board.asterisk.takes_away(data.draw(st.sampled_from(sorted(self.board.asterisk.bridges))))
        self.board.settle()

    @precondition(lambda self: not self.board.linked)
    @rule()
    def asterisk_restarts(self) -> None:
        self.board.asterisk.restarts()

    @rule(data=st.data())
    def our_process_dies(self, data: st.DataObject) -> None:
        outstanding = [order for order in self.board.protocol.line.orders.values()]
        self.board.forget()
        for order in outstanding:  # the outbox still holds them
            self.board.protocol.command(self.board.now, order)
        self.board.connect(self._believed(data))

    # --- what always holds ---

    @property
    def heard(self) -> bool:
        return self.board.linked and not self.board.deaf

    @invariant()
    def the_two_sides_agree(self) -> None:
        if not self.heard:
            return
        asterisk, line = self.board.asterisk, self.board.protocol.line
        assert line.live
        assert not asterisk.refusals, asterisk.refusals
        assert set(line.channels) == set(asterisk.channels)
        assert {call.bridge for call in line.calls.values() if call.open} | {
            one.bridge for call in line.calls.values() for one in call.listeners.values() if one.bridged
        } == set(asterisk.bridges)
        for call in line.calls.values():
            if call.open:
                entering = {id for id, bridge in asterisk.entering.items() if bridge == call.bridge}
                assert call.inside == asterisk.bridges[call.bridge][1] | entering

    @invariant()
    def no_customer_is_alone(self) -> None:
        line = self.board.protocol.line
        if not self.heard:
            return
        for _, members in self.board.asterisk.bridges.values():
            for call in line.calls.values():
                if call.channel in members:
                    assert {one.channel for one in call.company} & members

    @invariant()
    def music_is_heard_by_whom_it_is_meant_for(self) -> None:
        if not self.heard:
            return
        for call in self.board.protocol.line.calls.values():
            if call.channel in self.board.asterisk.channels and self.board.asterisk.channels[call.channel].bridge:
                assert not call.music_on

    @invariant()
    def the_switchboard_knows_what_lives(self) -> None:
        self._listen()
        if self.heard:
            living = {call for call, lives in self.lives.items() if lives}
            ours = {call.id for call in self.board.protocol.line.calls.values() if call.passed is None}
            assert ours == living

    def teardown(self) -> None:
        """Everybody goes home: nothing is left."""
        board = self.board
        if not self.heard:
            board.break_off()
            board.connect(self._believed())
        for call in list(board.protocol.line.calls.values()):
            if call.channel in board.asterisk.channels:
                board.asterisk.hangs_up(call.channel)
                board.settle()
            else:
                board.wish("hang_up", call.id, reason="completed")
        board.pass_time(100.0)
        assert not board.asterisk.channels
        assert not board.asterisk.bridges
        assert not board.protocol.line.calls
        assert not board.protocol.line.orders
        assert not board.protocol.line.leaving
        assert not [event for event in board.of(AgentPhoneFailed) if not event.agent]


AnyOrder.TestCase.settings = settings(AnyOrder.TestCase.settings, stateful_step_count=50, max_examples=100)
TestAnyOrder = AnyOrder.TestCase
