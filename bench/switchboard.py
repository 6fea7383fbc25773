"""How fast the switchboard decides, however many wait: whole lives of contacts on a full floor. Prints JSON.

`python bench/switchboard.py [--lives N] [--profile]`. Every life is six events: the call arrives, says what it wants and
queues; an agent ends the wrap-up before it (and is offered the first in rank), accepts, the phone is answered, the customer
hangs up. The floor is steady: as many wait at the end as at the beginning. Times are CPU times of the one thread.
"""

import argparse
import cProfile
import json
import pstats
import random
import time
from collections import defaultdict
from dataclasses import replace

from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.commands import MakeOffer
from callcenter.model.contact import Offer
from callcenter.model.intent import Intent
from callcenter.model.site import Handling, IntentPolicy, Queue, Site, SkillNeed
from callcenter.switchboard.board import Switchboard
from callcenter.testing.sites import both, small_site

GROUPS = 50
START = 1_800_000_000.0


def site() -> Site:
    """Fifty queues, each with a skill of its own; steps do not fire during the measurement."""
    small = small_site()
    names = [f"group-{n}" for n in range(GROUPS)]
    queues = {name: Queue(name=name, title=both(name), needs=(SkillNeed(skill=name, level=3),)) for name in names}
    intents = {name: IntentPolicy(name=name, title=both(name), handling=Handling(queue=name)) for name in names}
    return replace(small, queues={**small.queues, **queues}, intents={**small.intents, **intents})


class Floor:
    def __init__(self, waiting: int, agents: int, seed: int) -> None:
        self.random, self.site = random.Random(seed), site()
        self.board = Switchboard({self.site.version: self.site})
        self.seq, self.now, self.calls = 0, START, 0
        self.spent: dict[str, list[float]] = defaultdict(list)
        self.ringing: list[Offer] = []
        self.do(e.SiteTaken(version=self.site.version))
        self.wrapping: list[tuple[str, str]] = []
        for n in range(agents):
            skills = {f"group-{(n + k * 7) % GROUPS}": self.random.randint(3, 10) for k in range(3)}
            self.do(e.AgentRostered(agent=f"a{n}", name="", skills=skills, languages=("en",), endpoint="P/1"))
            self.do(e.AgentConnected(agent=f"a{n}"))
            self.do(e.PresenceChosen(agent=f"a{n}", presence=Presence.AVAILABLE))
        while len(self.wrapping) < agents:
            self.call_comes()
            self.whoever_rings_takes_it()
        while len(self.board.lines.filed) < waiting:
            self.call_comes()
        self.spent.clear()

    def do(self, event: e.AnyEvent) -> None:
        self.seq += 1
        self.now += 0.01
        recorded = e.Recorded(seq=self.seq, at=self.now, event=event)
        began = time.thread_time()
        outcome = self.board.handle(recorded)
        self.spent[type(event).__name__].append(time.thread_time() - began)
        self.ringing += [one.offer for one in outcome.commands if isinstance(one, MakeOffer)]

    def call_comes(self) -> None:
        self.calls += 1
        call, group = f"call-{self.calls}", f"group-{self.random.randrange(GROUPS)}"
        heard = Intent(name=group, confidence=0.9, language="en")
        self.do(e.CallArrived(gateway="pbx", call=call, caller=f"+86{self.calls}", language="en"))
        self.do(e.CustomerSpoke(gateway="pbx", call=call, text=group, intent=heard))

    def whoever_rings_takes_it(self) -> None:
        """Accepted, spoken, ended; the agent begins to wrap up."""
        while self.ringing:
            offer = self.ringing.pop()
            call = self.board.state.contacts[offer.contact].leg
            self.do(e.OfferAccepted(agent=offer.agent, offer=offer.id, request="r"))
            self.do(e.AgentPhoneAnswered(gateway="pbx", call=call, agent=offer.agent))
            self.do(e.CallEnded(gateway="pbx", call=call))
            self.wrapping.append((offer.agent, offer.contact))

    def one_life(self) -> None:
        self.call_comes()
        self.whoever_rings_takes_it()
        at = self.random.randrange(len(self.wrapping))
        self.wrapping[at], self.wrapping[-1] = self.wrapping[-1], self.wrapping[at]
        agent, contact = self.wrapping.pop()
        self.do(e.WrapUpDone(agent=agent, contact=contact, disposition="resolved", request="r"))
        self.whoever_rings_takes_it()


def measured(waiting: int, agents: int, lives: int) -> dict[str, object]:
    floor = Floor(waiting, agents, seed=1)
    began = time.thread_time()
    for _ in range(lives):
        floor.one_life()
    cpu = time.thread_time() - began
    events = {name: times for name, times in sorted(floor.spent.items())}
    every = sorted(one for times in events.values() for one in times)
    return {
        "waiting": waiting,
        "agents": agents,
        "lives": lives,
        "lives_per_cpu_second": round(lives / cpu),
        "events_per_cpu_second": round(len(every) / cpu),
        "mean_us": round(sum(every) / len(every) * 1e6, 1),
        "p50_us": round(every[len(every) // 2] * 1e6, 1),
        "p99_us": round(every[int(len(every) * 0.99)] * 1e6, 1),
        "p50_us_by_event": {name: round(sorted(times)[len(times) // 2] * 1e6, 1) for name, times in events.items()},
    }


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--lives", type=int, default=1000)
    asked.add_argument("--profile", action="store_true")
    options = asked.parse_args()
    if options.profile:
        floor = Floor(1000, 100, seed=1)
        profile = cProfile.Profile()
        profile.enable()
        for _ in range(options.lives):
            floor.one_life()
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
        return
    found = [measured(waiting, agents, options.lives) for agents in (100, 1000) for waiting in (100, 1000, 10_000)]
    print(json.dumps({"skill_groups": GROUPS, "floors": found}, indent=1))


if __name__ == "__main__":
    main()
