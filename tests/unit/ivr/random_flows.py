"""Flows and what customers do in them, at random, over every kind of node."""

from hypothesis import strategies as st

from callcenter.ivr.check import check
from callcenter.ivr.graph import edges, reachable
from callcenter.ivr.turn import Answered, Heard, Keyed, Silence, Spoke, Started
from callcenter.ivr.walking import PROOFS
from callcenter.model.flow import (
    Branch,
    Check,
    Choice,
    ChooseLanguage,
    Decide,
    Dialogue,
    Flow,
    Gather,
    HangUp,
    Hours,
    LookUp,
    Menu,
    Node,
    Proof,
    Say,
    SendText,
    SetFacts,
    Survey,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from callcenter.model.intent import Intent
from tests.unit.ivr.flows import CALENDARS, EMERGENCIES, LANGUAGES, QUEUES, SOURCES, both, flow

Names = st.SearchStrategy[str]

names = st.integers(0, 9).map(lambda n: f"n{n}")
texts = st.sampled_from(
    [
        both("您好。", "Hello."),
        both("余额{balance}。", "Balance {balance}."),
        both("汇率是{rate}元。", "It is {rate} and no more."),
    ]
)
written = st.sampled_from([{}, {}, both("请看:", "Look:")])
labels = st.sampled_from([{}, both("甲", "First"), both("乙", "Second")])
words = st.sampled_from(["balance", "hours", "余额", "重听"])
facts = st.dictionaries(
    st.sampled_from(["balance", "account", "class", "rate"]), st.sampled_from(["A", "B", "120", "", "2" * 20])
)
expressions = st.sampled_from(
    ["facts.balance", "facts.class == 'A'", "double(facts.rate) > 1.0", "language", "true", "1 / 0"]
)
arguments = st.dictionaries(st.sampled_from(["currency", "card", "order"]), expressions, max_size=2)


@st.composite
def choices(draw: st.DrawFn, target: Names) -> tuple[Choice, ...]:
    keys = draw(st.lists(st.sampled_from("123456789*#"), min_size=1, max_size=4, unique=True))
    said = draw(st.lists(words, min_size=len(keys), max_size=len(keys), unique=True))
    labelled = draw(st.integers(-1, len(keys) - 1))
    return tuple(
        Choice(key=key, next=draw(target), words={"en": (word,)}, label=draw(labels) if n == labelled else {})
        for n, (key, word) in enumerate(zip(keys, said, strict=True))
    )


def checks(silent: Names, target: Names) -> st.SearchStrategy[Node]:
    return st.builds(
        Check,
        proof=st.sampled_from(Proof),
        prompt=texts,
        source=st.sampled_from(["card", "pin"]),
        next=silent,
        failed=silent,
        unavailable=target,
        arguments=arguments.map(lambda some: {"card": "facts.class", **some}),
        attempts=st.integers(1, 4),
        max_digits=st.integers(1, 6),
    )


def kinds(silent: Names, target: Names) -> dict[type, st.SearchStrategy[Node]]:
    """`silent`: where a node may lead without a word of the customer's; `target`: where an answer may lead."""
    queue, fact = st.sampled_from(sorted(QUEUES)), st.sampled_from(["balance", "class"])
    ways = st.lists(st.tuples(expressions, silent), max_size=2).map(tuple)
    sets = st.lists(st.tuples(fact, expressions), max_size=2).map(tuple)
    return {
        Say: st.builds(Say, text=texts, next=silent, written=written),
        SendText: st.builds(SendText, text=texts, next=silent),
        Menu: st.builds(Menu, prompt=texts, choices=choices(target), written=written),
        Gather: st.builds(
            Gather, prompt=texts, next=target, store=st.sampled_from(["", "balance", "rate"]), max_digits=st.integers(1, 6),
            speech=st.booleans(),
        ),
        ChooseLanguage: st.builds(ChooseLanguage, prompt=texts, next=target),
        Check: checks(silent, target),
        Survey: st.builds(Survey, prompt=texts, next=silent),
        Branch: st.builds(Branch, fact=fact, cases=st.dictionaries(st.sampled_from("AB"), silent), otherwise=silent),
        Decide: st.builds(Decide, ways=ways, otherwise=silent),
        SetFacts: st.builds(SetFacts, facts=sets, next=silent),
        LookUp: st.builds(
            LookUp, source=st.sampled_from(["rates", "orders"]), next=silent, failed=silent,
            arguments=arguments.map(lambda some: {"currency": "facts.class", **some}), text=st.one_of(st.just({}), texts),
        ),
        Hours: st.builds(Hours, calendar=st.just("office"), open=silent, closed=silent),
        ToQueue: st.builds(ToQueue, queue=queue),
        ToCallback: st.builds(ToCallback, queue=st.just("general")),
        ToVoicemail: st.builds(ToVoicemail, queue=st.just("general")),
        Transfer: st.builds(Transfer, number=st.just("+8613800000000"), queue=queue),
        HangUp: st.builds(HangUp, text=texts),
    }  # fmt: skip


BROKEN: tuple[Node, ...] = (
    Say(text={}, next="n0"),
    SendText(text={}, next="n0"),
    Say(text=both("{", "}"), next="n1"),
    Menu(prompt={}, choices=()),
    Gather(prompt=both("号码", "Number"), next="n0", max_digits=0),
    ChooseLanguage(prompt={}, next="n0"),
    Survey(prompt=both("好吗", "Well?"), next="n0"),
    Hours(calendar="unknown", open="n0", closed="n0"),
    LookUp(source="unknown", next="n0", failed="n0", arguments={"a": "(((", "b": ""}),
    Check(
        proof=Proof.VERIFY,
        prompt=both("密码", "PIN"),
        source="pin",
        next="n0",
        failed="n0",
        unavailable="n0",
        attempts=0,
    ),
    Decide(ways=(("][", "n0"),), otherwise="n1"),
    SetFacts(facts=(("verified", "'yes'"), ("", "1 +")), next="n1"),
)


@st.composite
def any_flows(draw: st.DrawFn) -> Flow:
    """Anything a pen can write, most of it refused: loops, dead ends, unknown names, missing texts."""
    wild = st.one_of(names, st.just("nowhere"))
    anything = st.one_of(*kinds(wild, wild).values(), st.sampled_from(BROKEN))
    return flow({f"n{n}": draw(anything) for n in range(draw(st.integers(1, 10)))}, "n0")


@st.composite
def likely_flows(draw: st.DrawFn) -> Flow:
    """Silent ways lead onwards only, and nodes no way leads to are left out, so that the check accepts many of them."""
    size = draw(st.integers(2, 9))
    every = st.integers(0, size).map(lambda n: f"n{n}")
    some: dict[str, Node] = {}
    for n in range(size):
        onwards = st.integers(n + 1, size).map(lambda n: f"n{n}")
        of_kind = kinds(onwards, every)
        kind = draw(st.sampled_from([*of_kind, LookUp, Check, Menu, Gather, Survey]))
        some[f"n{n}"] = draw(of_kind[kind])
    some[f"n{size}"] = ToQueue(queue="general")
    whole = flow(some, "n0")
    seen = reachable(edges(whole), ["n0"])
    return flow({name: node for name, node in some.items() if name in seen}, "n0")


def accepted(script: Flow) -> bool:
    return not check(
        script, languages=LANGUAGES, calendars=CALENDARS, queues=QUEUES, sources=SOURCES, emergency=EMERGENCIES
    )


good_flows = likely_flows().filter(accepted)

# --- what is heard -------------------------------------------------------------------------------------------------------

intents = st.builds(
    Intent,
    name=st.sampled_from(["balance_enquiry", "exchange_rate", "unclear"]),
    confidence=st.just(0.5),
    unsure=st.sampled_from([True, True, True, False]),
    language=st.sampled_from(["", "en", "zh-CN", "fr"]),
    slots=st.dictionaries(st.sampled_from(["balance", "class", "verified"]), st.sampled_from(["A", "9"]), max_size=2),
    down=st.sampled_from([False] * 9 + [True]),
)
said = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["balance", "余额", "again", "1", "9", "🙂", "one", "一二", "满意", "中文", "repeat", "返回", "First", "甲"]
    ),
)
tokens = st.sampled_from(["", "", "t1"])
keyed = st.builds(
    Keyed, digits=st.one_of(st.sampled_from("123456789*#"), st.text("0123456789*#", max_size=8)), sealed=tokens
)
spoken = st.builds(Spoke, text=said, intent=intents, sealed=tokens)
heard: st.SearchStrategy[Heard] = st.one_of(keyed, spoken, st.just(Silence()))
answers = st.builds(
    Answered,
    facts=st.dictionaries(
        st.sampled_from(["rate", "card", "balance", "verified"]), st.sampled_from(["7.1", "A", "元" * 20, ""])
    ),
    right=st.booleans(),
    failure=st.sampled_from(["", "", "", "timeout", "unknown", "expired", "broken"]),
)
earlier = st.builds(
    Dialogue,
    flow=st.just("earlier"),
    node=st.just("anywhere"),
    facts=st.dictionaries(st.sampled_from(sorted(PROOFS)), st.just("yes")),
    attempts=st.dictionaries(st.sampled_from(["card", "pin"]), st.integers(0, 5)),
)
"""Where the customer comes from: with something proved, or too many wrong answers given."""
starts = st.builds(Started, facts=facts, before=st.one_of(st.none(), earlier))
