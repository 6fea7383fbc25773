"""How many turns of a dialogue a second: the interpreter over a flow of every kind, beside a bare one. Prints JSON.

One customer after the other goes the same way: a menu, digits, words with and without meaning, a look-up, an expression,
"again" and "back". Times are of the processor. The bare interpreter knows the same nodes and walks the same way by the same
keys, with nothing of what makes a dialogue safe: no wishes, no emergencies, no failures, no texts in two languages. The
second yardstick is `json.dumps` of what the dialogue knows, which every turn costs once more where it is kept.
"""

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from callcenter.ivr.interpreter import advance
from callcenter.ivr.turn import Answered, Heard, Keyed, Silence, Spoke, Started, Surroundings
from callcenter.model.flow import (
    Branch,
    Choice,
    Decide,
    Dialogue,
    Flow,
    Gather,
    LookUp,
    Menu,
    Node,
    Say,
    SetFacts,
    Text,
)
from callcenter.model.intent import Intent
from callcenter.services import codec

LANGUAGES = ("zh-CN", "en")
CUSTOMERS, REPEATS = 4_000, 2_000
UNSURE = Intent(name="unclear", confidence=0.2, unsure=True)
FACTS = {"class": "a", "card_tail": "6688", "balance": "12,345.67"} | {f"fact_{n}": "something" for n in range(20)}


def both(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}


NODES: dict[str, Node] = {
    "hello": Say(text=both("您好。", "Welcome to the bank."), next="kind"),
    "kind": Branch(fact="class", cases={"vip": "menu"}, otherwise="menu"),
    "menu": Menu(
        prompt=both("余额请按1，汇率请按2。", "For your balance press 1, for rates press 2."),
        choices=(
            Choice(key="1", next="account", words={"en": ("balance",), "zh-CN": ("余额",)}),
            Choice(key="2", next="rate", words={"en": ("rates",), "zh-CN": ("汇率",)}),
        ),
    ),
    "account": Gather(
        prompt=both("请输入尾号。", "Key in the last four digits."), next="own", store="tail", max_digits=4
    ),
    "own": Decide(ways=(("facts.tail == facts.card_tail", "rate"),), otherwise="menu"),
    "rate": LookUp(source="rates", next="count", failed="menu", arguments={"currency": "facts.currency"}),
    "count": SetFacts(facts=(("asked", "'yes'"),), next="tell"),
    "tell": Say(text=both("汇率{rate}，余额{balance}。", "The rate is {rate}, your balance {balance}."), next="menu"),
}
FLOW = Flow(name="bank", title=both("银行", "Bank"), start="hello", nodes=NODES)
WAY: tuple[Heard, ...] = (
    Keyed(digits="1"),
    Keyed(digits="6688#"),
    Answered(facts={"rate": "7.1"}),
    Spoke(text="please say that again", intent=UNSURE),
    Spoke(text="I do not know really", intent=UNSURE),
    Silence(),
    Spoke(text="rates", intent=UNSURE),
    Answered(facts={"rate": "7.2"}),
    Keyed(digits="1"),
    Spoke(text="six six eight eight", intent=UNSURE),
    Answered(failure="timeout"),
    Keyed(digits="*"),
)
TURNS = 1 + len(WAY)


def main() -> None:
    calls(CUSTOMERS // 10)
    turns, bare = per_second(calls, TURNS), per_second(bare_calls, TURNS)
    open_ = dialogues()[0]
    found: dict[str, Any] = {
        "turns_per_s": turns,
        "bare turns_per_s": bare,
        "ratio to bare": round(turns / bare, 3),
        "json.dumps of its facts, per s": per_second(lambda n: repeat(n, lambda: json.dumps(open_.facts)), 1),
        "the dialogue written as the state is, per s": per_second(
            lambda n: repeat(n, lambda: codec.json_text(open_)), 1
        ),
        "us by what is heard": by_heard(),
    }
    print(json.dumps(found, indent=1, ensure_ascii=False))


AROUND = Surroundings(
    language="en",
    is_open=lambda _calendar, _at: True,
    emergencies=frozenset({"card_loss"}),
    sorry="Sorry?",
    languages=LANGUAGES,
)


def per_second(run: Callable[[int], None], each: int) -> int:
    """Of processor time; one clock reading for all, as it costs more than a turn on some machines."""
    start = time.process_time()
    run(CUSTOMERS)
    return round(CUSTOMERS * each / (time.process_time() - start))


def repeat(times: int, what: Callable[[], object]) -> None:
    for _ in range(times):
        what()


def calls(customers: int) -> None:
    for _ in range(customers):
        dialogues()


def dialogues() -> list[Dialogue]:
    """Where one customer stands after each thing heard."""
    found: list[Dialogue] = []
    for heard in (Started(facts=FACTS), *WAY):
        dialogue = advance(FLOW, found[-1] if found else None, heard, 0.0, AROUND).dialogue
        assert dialogue is not None
        found.append(dialogue)
    return found


def by_heard() -> dict[str, float]:
    """Mean microseconds of each turn of the way."""
    found = {}
    for n, (before, heard) in enumerate(zip(dialogues(), WAY, strict=False), 1):
        start = time.process_time()
        repeat(REPEATS, partial(advance, FLOW, before, heard, 0.0, AROUND))
        name = getattr(heard, "text", "") or getattr(heard, "digits", "") or getattr(heard, "failure", "")
        found[f"{n} {type(heard).__name__} {name} at {before.node}"] = round(
            (time.process_time() - start) / REPEATS * 1e6, 1
        )
    return found


# --- the bare interpreter ------------------------------------------------------------------------------------------------

BARE: dict[str, dict[str, Any]] = {
    "hello": {"say": "Welcome to the bank.", "next": "kind"},
    "kind": {"branch": "class", "cases": {"vip": "menu"}, "otherwise": "menu"},
    "menu": {"menu": "For your balance press 1, for rates press 2.", "choices": {"1": "account", "2": "rate"}},
    "account": {"gather": "Key in the last four digits.", "store": "tail", "next": "own"},
    "own": {"when": lambda facts: facts["tail"] == facts["card_tail"], "yes": "rate", "no": "menu"},
    "rate": {"lookup": "rates", "next": "count"},
    "count": {"set": ("asked", "yes"), "next": "tell"},
    "tell": {"say": "The rate is {rate}, your balance {balance}.", "next": "menu"},
}
BARE_WAY = ("1", "6688", "7.1", "9", "9", "9", "2", "7.2", "1", "6688", "7.1", "9")


def bare_calls(customers: int) -> None:
    for _ in range(customers):
        node, facts = bare_walk("hello", dict(FACTS), [])
        for heard in BARE_WAY:
            node, facts = bare_walk(bare_hear(node, facts, heard), facts, [])


def bare_hear(name: str, facts: dict[str, str], heard: str) -> str:
    node = BARE[name]
    if "menu" in node:
        return str(node["choices"].get(heard, name))
    facts[node.get("store", "rate")] = heard
    return str(node["next"])


def bare_walk(name: str, facts: dict[str, str], says: list[str]) -> tuple[str, dict[str, str]]:
    while True:
        node = BARE[name]
        if "say" in node:
            says.append(node["say"].format(**facts))
        elif "branch" in node:
            name = node["cases"].get(facts.get(node["branch"]), node["otherwise"])
            continue
        elif "when" in node:
            name = node["yes" if node["when"](facts) else "no"]
            continue
        elif "set" in node:
            facts[node["set"][0]] = node["set"][1]
        else:
            return name, facts
        name = node["next"]


if __name__ == "__main__":
    main()
