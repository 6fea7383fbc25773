"""Every kind of node, source and hint is read into the model, and survives being kept."""

from pathlib import Path
from typing import get_args

import pytest

from callcenter.model import flow as words
from callcenter.model.flow import Check, Decide, LookUp, Node, Proof, SetFacts
from callcenter.model.site import Hint, Service, Site, Source
from callcenter.services import codec
from callcenter.site import load
from tests.unit.site.every import FILES
from tests.unit.site.tiny import good, write


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return good(tmp_path, FILES)


def test_a_flow_with_every_kind_of_node_is_read(site: Site) -> None:
    assert {type(node) for node in site.flows["every"].nodes.values()} == set(get_args(Node))


def test_checks_keep_their_source_and_fall_back_to_failed(site: Site) -> None:
    nodes = site.flows["every"].nodes
    assert nodes["card"] == Check(
        proof=Proof.IDENTIFY,
        prompt={"en": "Your card number.", "zh-CN": "请输入卡号。"},
        source="who",
        next="pin",
        failed="desk",
        unavailable="later",
        max_digits=19,
        written={"en": "Card number?", "zh-CN": "卡号？"},
    )
    assert nodes["pin"] == Check(
        proof=Proof.VERIFY,
        prompt={"en": "Your PIN.", "zh-CN": "请输入密码。"},
        source="pin",
        next="fetch",
        failed="desk",
        unavailable="desk",
        arguments={"tail": "facts.card_tail"},
        attempts=2,
        timeout=15.0,
        written={"en": "PIN?", "zh-CN": "密码？"},
    )


def test_decisions_and_look_ups_keep_their_expressions_in_the_order_of_the_file(site: Site) -> None:
    nodes = site.flows["every"].nodes
    assert nodes["sums"] == SetFacts(
        facts=(("rich", "double(facts.balance) > 1000.0"), ("again", 'facts.rich == "yes" ? "more" : "less"')),
        next="which",
    )
    assert nodes["which"] == Decide(
        ways=(('facts.rich == "yes" && now.getHours("Asia/Shanghai") < 12', "order"), ('channel == "voice"', "text")),
        otherwise="kind",
    )
    fetch = nodes["fetch"]
    assert isinstance(fetch, LookUp)
    assert (fetch.source, fetch.next, fetch.failed) == ("account", "sums", "later")
    assert fetch.arguments == {"currency": '"cny"', "language": "language"}
    assert fetch.text == {"en": "One moment.", "zh-CN": "请稍候。"}


def test_sources_services_and_hints_are_read(site: Site) -> None:
    assert site.services == {"bank": Service(name="bank", url="http://127.0.0.1:8090")}
    assert site.sources["account"] == Source(
        name="account",
        gives={"balance": "/available", "account_status": "/status/0/a~1b"},
        service="bank",
        path="/accounts/{customer}/{currency}",
        timeout=1.5,
        cache=30.0,
    )
    assert site.sources["order"] == Source(name="order", gives={"order_status": "status"}, store="newest_order")
    assert site.sources["who"].method == "POST"
    assert site.intents["balance"].hints == (
        Hint(when='facts.card_status == "sent"', weight=3.0),
        Hint(when='channel == "voice"', weight=0.5),
    )


def test_written_wording_is_read_wherever_a_node_has_it(site: Site) -> None:
    written = {
        name: node.written["en"] for name, node in site.flows["every"].nodes.items() if getattr(node, "written", {})
    }
    assert written == {
        "tongue": "Which language?", "hello": "Hi.", "card": "Card number?", "pin": "PIN?", "ask": "Amount?",
        "grade": "1 to 7?", "more": "Anything else?", "bye": "Bye!",
    }  # fmt: skip


# --- flows inside flows ---


def test_a_sub_flow_comes_back_to_who_called_it(site: Site) -> None:
    nodes = site.flows["every"].nodes
    more, really, decided = nodes["more"], nodes["enough/really/ask"], nodes["enough/decided"]
    assert isinstance(more, words.Menu)
    assert isinstance(really, words.Gather)
    assert isinstance(decided, words.Branch)
    assert {choice.key: choice.next for choice in more.choices}["2"] == "enough/really/ask"
    assert really.next == "enough/decided"
    assert (decided.cases, decided.otherwise) == ({"2": "enough/really/ask"}, "bye")


def test_flows_that_return_are_parts_of_others_and_no_answer_by_themselves(site: Site) -> None:
    assert set(site.flows) == {"balance", "hello", "every"}


# --- kept and read again ---


def test_a_site_with_every_kind_of_node_survives_being_kept(site: Site) -> None:
    assert codec.site_of(codec.site_text(site)) == site
    assert codec.site_text(codec.site_of(codec.site_text(site))) == codec.site_text(site)


OLD = """{"name":{"en":"Old"},"version":"0123","languages":["en"],"zone":"UTC","skills":{},"queues":{},"intents":{"balance":{
"name":"balance","title":{"en":"Balance"},"handling":{"queue":null,"flow":"f","needs":[]},"emergency":false,"head_start":0.0,
"complaint_cause":null}},"flows":{"f":{"name":"f","title":{"en":"F"},"start":"s","nodes":{"s":{"text":{"en":"Hi"},"next":"m"},
"m":{"prompt":{"en":"?"},"choices":[{"key":"1","next":"g","words":{},"label":{}}],"timeout":8.0},"g":{"prompt":{"en":"?"},
"next":"b","store":"","max_digits":1,"speech":true,"timeout":8.0},"b":{"fact":"x","cases":{},"otherwise":"h"},
"h":{"calendar":"c","open":"q","closed":"e"},"q":{"queue":"desk"},"e":{"text":{}}}}},"calendars":{},"entry_points":{},
"gateways":{},"channels":{},"dispositions":{},"causes":{},"guidance":{},"words":{},"default_queue":"desk"}"""


def test_a_site_kept_before_nodes_said_their_kind_is_read_as_it_was_meant() -> None:
    site = codec.site_of(OLD)
    kinds = {name: type(node).__name__ for name, node in site.flows["f"].nodes.items()}
    assert kinds == {"s": "Say", "m": "Menu", "g": "Gather", "b": "Branch", "h": "Hours", "q": "ToQueue", "e": "HangUp"}
    assert site.flows["f"].version == ""
    assert site.intents["balance"].hints == ()
    assert site.sources == {}
    assert site.services == {}


# --- example dialogues and versions ---


def test_example_dialogues_beside_the_flows_are_neither_flows_nor_part_of_the_version(
    tmp_path: Path, site: Site
) -> None:
    without = {name: text for name, text in FILES.items() if name != "flows/every.test.yaml"}
    assert good(tmp_path / "without", without).version == site.version
    changed = {**FILES, "flows/every.test.yaml": b"\xff", "flows/Nothing of the kind.test.yaml": "x"}
    assert good(tmp_path / "changed", changed).version == site.version


def test_a_flow_has_a_new_version_when_what_it_says_or_a_flow_it_uses_changes(tmp_path: Path, site: Site) -> None:
    asking = {**FILES, "flows/yes-or-no.yaml": FILES["flows/yes-or-no.yaml"].replace("Sure?", "Really?")}
    title = {**FILES, "flows/every.yaml": FILES["flows/every.yaml"].replace("Everything", "All")}
    changed, renamed = good(tmp_path / "a", asking), good(tmp_path / "b", title)
    assert changed.flows["every"].version != site.flows["every"].version
    assert changed.flows["balance"].version == site.flows["balance"].version
    assert renamed.flows["every"].version == site.flows["every"].version
    assert len({flow.version for flow in site.flows.values()}) == len(site.flows)


def test_each_node_of_a_sub_flow_is_known_to_the_line_where_it_was_written(tmp_path: Path) -> None:
    where = load(write(tmp_path, FILES)).where
    assert where["every", "enough/really/ask"] == ("flows/yes-or-no.yaml", 4)
    assert where["every", "rest/look"] == ("flows/balance.yaml", 4)
