"""Flows and surroundings for the tests of this room, written and random."""

from hypothesis import strategies as st

from callcenter.ivr.interpreter import Surroundings
from callcenter.model.flow import Branch, Choice, Flow, Gather, HangUp, Hours, Menu, Node, Say, Text, ToQueue
from callcenter.model.intent import Intent
from callcenter.model.site import Calendar, Queue

LANGUAGES = ("zh-CN", "en")
CALENDARS = {"office": Calendar(name="office", zone="UTC", weekly=())}
QUEUES = {
    "general": Queue(name="general", title={"en": "General"}),
    "card-loss": Queue(name="card-loss", title={"en": "Lost cards"}, emergency=True),
}
EMERGENCIES = frozenset({"card_loss", "card_stolen"})
NOW = 1_800_000_000.0


def both(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}


def around(language: str = "en", *, open_now: bool = True, serving: str = "", sorry: str = "") -> Surroundings:
    return Surroundings(
        language=language,
        is_open=lambda _calendar, _at: open_now,
        calendars=CALENDARS,
        emergencies=EMERGENCIES,
        serving=frozenset({serving} if serving else ()),
        sorry=sorry,
    )


def intent(name: str, *, unsure: bool = False, emergency: bool = False) -> Intent:
    return Intent(name=name, confidence=0.4 if unsure else 0.95, unsure=unsure, emergency=emergency)


def flow(nodes: dict[str, Node], start: str = "") -> Flow:
    return Flow(name="balance", title=both("余额", "Balance"), start=start or next(iter(nodes)), nodes=nodes)


def balance() -> Flow:
    """The balance, heard as often as one likes; out of hours nobody is sent to the accounts people."""
    return flow(
        {
            "known": Branch(fact="balance", cases={"none": "no_account"}, otherwise="tell"),
            "tell": Say(text=both("余额为{balance}元。", "Your balance is {balance} yuan."), next="more"),
            "no_account": Say(text=both("您没有账户。", "You have no account."), next="more"),
            "more": Menu(
                prompt=both("重听请按1,结束请按2。", "Press 1 to hear it again, 2 to end."),
                choices=(
                    Choice(key="1", next="known", words={"zh-CN": ("重听",), "en": ("again", "repeat")}),
                    Choice(key="2", next="bye", words={"zh-CN": ("结束",), "en": ("end",)}),
                    Choice(key="3", next="hours"),
                    Choice(key="4", next="account"),
                ),
            ),
            "account": Gather(
                prompt=both("请输入账号。", "Key in the account."), next="read_back", store="account", max_digits=4
            ),
            "read_back": Say(text=both("账号{account}。", "Account {account}."), next="wish"),
            "wish": Gather(prompt=both("还有什么?", "What else?"), next="bye"),
            "hours": Hours(calendar="office", open="people", closed="bye"),
            "people": ToQueue(queue="general"),
            "bye": HangUp(text=both("再见。", "Goodbye.")),
        }
    )


names = st.integers(0, 7).map(lambda n: f"n{n}")
texts = st.sampled_from([both("您好。", "Hello."), both("余额{balance}。", "Balance {balance}.")])
words = st.sampled_from(["balance", "hours", "again", "余额", "重听"])


@st.composite
def choices(draw: st.DrawFn, target: st.SearchStrategy[str]) -> tuple[Choice, ...]:
    keys = draw(st.lists(st.sampled_from("123456789*"), min_size=1, max_size=4, unique=True))
    said = draw(st.lists(words, min_size=len(keys), max_size=len(keys), unique=True))
    return tuple(
        Choice(key=key, next=draw(target), words={"en": (word,)}) for key, word in zip(keys, said, strict=True)
    )


@st.composite
def nodes(draw: st.DrawFn, silent: st.SearchStrategy[str], target: st.SearchStrategy[str]) -> Node:
    """`silent`: where a node may lead without a question; `target`: where a question may lead."""
    kind = draw(st.sampled_from(["say", "menu", "menu", "gather", "gather", "branch", "hours", "queue", "end"]))
    match kind:
        case "say":
            return Say(text=draw(texts), next=draw(silent))
        case "menu":
            return Menu(prompt=draw(texts), choices=draw(choices(target)))
        case "gather":
            store = draw(st.sampled_from(["", "balance", "account"]))
            return Gather(prompt=draw(texts), next=draw(target), store=store, max_digits=draw(st.integers(1, 6)))
        case "branch":
            cases = {"A": draw(silent), "B": draw(silent)}
            return Branch(fact=draw(st.sampled_from(["balance", "class"])), cases=cases, otherwise=draw(silent))
        case "hours":
            return Hours(calendar="office", open=draw(silent), closed=draw(silent))
        case "queue":
            return ToQueue(queue=draw(st.sampled_from(sorted(QUEUES))))
        case _:
            return HangUp(text=draw(texts))


@st.composite
def any_flows(draw: st.DrawFn) -> Flow:
    """Anything a pen can write, most of it refused: loops, dead ends, unknown names, missing texts."""
    wild = st.one_of(names, st.just("nowhere"))
    written: dict[str, Node] = {f"n{n}": draw(nodes(wild, wild)) for n in range(draw(st.integers(1, 8)))}
    if draw(st.booleans()):
        written["n0"] = draw(
            st.sampled_from(
                [
                    Say(text={}, next="n0"),
                    Say(text=both("{", "}"), next="n1"),
                    Menu(prompt={}, choices=()),
                    Gather(prompt=both("号码", "Number"), next="n0", max_digits=0),
                    Hours(calendar="unknown", open="n0", closed="n0"),
                ]
            )
        )
    return flow(written, "n0")


@st.composite
def likely_flows(draw: st.DrawFn) -> Flow:
    """Silent ways lead onwards only and never end unasked, so that the check accepts about half of them."""
    size = draw(st.integers(2, 8))
    every = st.integers(0, size).map(lambda n: f"n{n}")
    written: dict[str, Node] = {}
    for n in range(size):
        onwards = st.integers(n + 1, size).map(lambda n: f"n{n}")
        written[f"n{n}"] = draw(nodes(onwards, every))
    written[f"n{size}"] = ToQueue(queue="general")
    whole = flow(written, "n0")
    seen, waiting = set[str](), ["n0"]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(_targets(whole.nodes[name]))
    return flow({name: node for name, node in written.items() if name in seen}, "n0")


def _targets(node: Node) -> list[str]:
    match node:
        case Say() | Gather():
            return [node.next]
        case Menu():
            return [choice.next for choice in node.choices]
        case Branch():
            return [*node.cases.values(), node.otherwise]
        case Hours():
            return [node.open, node.closed]
        case _:
            return []
