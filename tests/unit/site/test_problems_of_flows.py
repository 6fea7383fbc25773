"""One slip in a flow, a source or a hint: what is told of it, and where."""

from pathlib import Path

import pytest

from callcenter.site import load
from tests.unit.site.every import FILES
from tests.unit.site.tiny import spoil, write

EVERY, SITE = "flows/every.yaml", "site.yaml"


def line(file: str, text: str) -> int:
    """Where the text stands for the first time."""
    return FILES[file][: FILES[file].index(text)].count("\n") + 1


def told(directory: Path, files: dict[str, str]) -> list[str]:
    return [str(problem) for problem in load(write(directory, {**FILES, **files})).problems]


SLIPS: list[tuple[str, str, str, str]] = [
    # --- nodes ---
    (EVERY, "next: hello", "next: helo", 'there is no node "helo" (did you mean "hello"?)'),
    (EVERY, "source: who", "source: whom", 'there is no source "whom" (did you mean "who"?)'),
    (EVERY, "lookup: order", "lookup: odrer", 'there is no source "odrer" (did you mean "order"?)'),
    (EVERY, "callback: desk", "callback: dusk", 'there is no queue "dusk" (did you mean "desk"?)'),
    (EVERY, "voicemail: desk", "voicemail: dusk", 'there is no queue "dusk" (did you mean "desk"?)'),
    (EVERY, "    unavailable: later", "    unavailable: latter", 'there is no node "latter" (did you mean "later"?)'),
    (EVERY, "max_digits: 19", "max_digits: 99", "max_digits: must be from 1 to 32, not 99"),
    (EVERY, "attempts: 2", "attempts: 0", "attempts: must be from 1 to 10, not 0"),
    (EVERY, "timeout: 9", "timeout: 0.5", "timeout: must be from 1 to 60, not 0.5"),
    (EVERY, '"+862150590110"', "2150590110",
     'transfer: "2150590110" is no number in E.164 (+, country code, 7 to 15 digits in all)'),
    (EVERY, "store: amount", "store: verified", '"verified" is set by identify and verify alone'),
    (EVERY, "      rich:", "      verified:", '"verified" is set by identify and verify alone'),
    (EVERY, "      rich:", "      Rich:", '"Rich" is no fact\'s name: small letters, digits and _'),
    (EVERY, "arguments: { tail", "arguments: { answer",
     'arguments: every source that may know it is told "answer" anyway'),
    (EVERY, "    flow: asking", "    flow: askign", 'there is no flow "askign" (did you mean "asking"?)'),
    # --- expressions ---
    (EVERY, "facts.card_tail }", "fact.card_tail }", 'tail: there is no "fact" here (did you mean "facts"?)'),
    (EVERY, "double(facts.balance)", "dubble(facts.balance)",
     'rich: there is no function "dubble" (did you mean "double"?)'),
    (EVERY, "> 1000.0", "> > 1000.0", "rich: is no CEL expression at character 25"),
    (EVERY, "- when: channel == \"voice\"", "- when: channel",
     'when: is no condition: "channel" is neither true nor false. Compare it, as in facts.state == "done"'),
    (SITE, "when: 'channel == \"voice\"'", "when: facts.balance",
     'when: is no condition: the fact "balance", a text, is neither true nor false. Compare it, as in facts.state == "done"'),
    # --- sources ---
    (SITE, "{ url: \"http://127.0.0.1:8090/\" }", "{ url: \"http://me:pw@example.com\" }",
     "url: keys are never written into a site, nor into its URLs"),
    (SITE, "{ url: \"http://127.0.0.1:8090/\" }", "{ url: \"ftp://example.com\" }",
     "url: one with http or https is wanted"),
    (SITE, "{ url: \"http://127.0.0.1:8090/\" }", "{ url: \"https://example.com/?key=1\" }",
     "url: ends before ? and #: what a source is told goes into its path or its arguments"),
    (SITE, "{ url: \"http://127.0.0.1:8090/\" }", "{ url: \"https://example.com\", key: abc }",
     "key: keys are never written into a site: set CALLCENTER_SERVICE_BANK_KEY"),
    (SITE, "    service: bank\n", "    service: bnak\n", 'there is no service "bnak" (did you mean "bank"?)'),
    (SITE, "service: bank, path: /who,", "path: /who,", 'who: "service" or "store" is missing'),
    (SITE, "{ store: newest_order,", "{ store: newest_oder,",
     'store: "newest_oder" is not known (did you mean "newest_order"?)'),
    (SITE, "{ store: newest_order,", "{ store: newest_order, path: /x,",
     "path: is for services; our own records know what they are asked"),
    (SITE, "path: /who,", "path: who,", "path: begins with /"),
    (SITE, "path: /who,", "path: '/who?x=1',",
     "path: ends before ? and #: arguments that it does not name are sent beside it"),
    (SITE, '"/pin/{customer}"', '"/pin/{answer}"',
     "path: {answer}: what only the customer knows never stands in an address"),
    (SITE, "balance: /available", "balance: available",
     'balance: "available" is no place in a JSON answer, like /account/balance'),
    (SITE, "balance: /available", "identified: /available",
     'gives: "identified" is set by identify and verify alone'),
    (SITE, "timeout: 1.5", "timeout: 60", "timeout: must be from 0.1 to 10, not 60"),
    (SITE, "cache: 30", "cache: 90000", "cache: must be from 0 to 86400, not 90000"),
    (SITE, "method: POST }\n  order", "method: PUT }\n  order",
     'method: "PUT" is not known (there is GET, POST)'),
    # --- hints ---
    (SITE, "weight: 3", "weight: 30", "weight: must be from 0.1 to 20, not 30"),
    (SITE, "{ when: facts.card_status ==", "{ when: card_status ==",
     'when: there is no "card_status" here (there is channel, facts, language, now); a fact is facts.card_status'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "message"), [slip for slip in SLIPS if slip[3]], ids=lambda text: text[:30]
)
def test_each_slip_is_told_at_its_line(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    at = line(file, old.lstrip()) if "\n  order" not in old else line(file, "  pin: {")
    assert told(tmp_path, {file: spoil(FILES[file], old, new)}) == [f"{file}:{at}: {message}"]


def test_a_source_that_judges_is_told_by_post_and_by_a_service(tmp_path: Path) -> None:
    get = spoil(FILES[SITE], ", method: POST, gives: { card_tail", ", gives: { card_tail")
    assert told(tmp_path / "get", {SITE: get}) == [
        f'{EVERY}:{line(EVERY, "source: who")}: "who" must have `method: POST`: what only the customer knows never stands in'
        " an address"
    ]
    ours = spoil(FILES[EVERY], "source: who", "source: order")
    assert told(tmp_path / "ours", {EVERY: ours}) == [
        f'{EVERY}:{line(EVERY, "source: who")}: "order" asks our own records, which know no secrets: a service judges that'
    ]


def test_an_argument_that_the_path_names_must_be_given(tmp_path: Path) -> None:
    without = spoil(FILES[EVERY], """{ currency: '"cny"', language: language }""", "{ language: language }")
    assert told(tmp_path, {EVERY: without}) == [
        f'{EVERY}:{line(EVERY, "lookup: account")}: "account" needs the argument currency: its path names it'
    ]


# --- flows inside flows ---


def test_a_flow_that_leads_into_itself_is_told_once_with_its_way(tmp_path: Path) -> None:
    again = spoil(FILES["flows/yes-or-no.yaml"], "    return:", "    flow: asking\n    next: ask")
    (problem,) = told(tmp_path, {"flows/yes-or-no.yaml": again})
    file, number, message = problem.split(":", 2)
    assert (file, number) in {("flows/yes-or-no.yaml", "9"), ("flows/asking.yaml", "5")}
    assert message.startswith(" flow: a flow cannot lead into itself again: ")


def test_a_flow_that_returns_is_no_answer_to_an_intent(tmp_path: Path) -> None:
    site = spoil(FILES[SITE], "    flow: balance\n", "    flow: asking\n")
    assert told(tmp_path, {SITE: site}) == [
        'flows/asking.yaml:11: return: there is nothing to come back to in "asking": it begins with an intent or a number'
    ]


def test_going_on_for_good_in_a_flow_that_returns_needs_somebody_who_called(tmp_path: Path) -> None:
    hello = spoil(FILES["flows/hello.yaml"], "flow: balance", "flow: yes-or-no")
    assert told(tmp_path, {"flows/hello.yaml": hello}) == [
        'flows/hello.yaml:14: flow: "yes-or-no" returns, so it needs a `next` to come back to here:'
        " it begins with an intent or a number"
    ]
    passed_on = spoil(FILES["flows/asking.yaml"], "    return:", "    flow: yes-or-no")
    assert told(tmp_path / "passed on", {"flows/asking.yaml": passed_on}) == []


def test_a_part_that_nobody_uses_is_told(tmp_path: Path) -> None:
    spare = FILES["flows/yes-or-no.yaml"]
    assert told(tmp_path, {"flows/spare.yaml": spare}) == [
        'flows/spare.yaml:8: return: there is nothing to come back to in "spare":'
        " no node with `flow` and `next` leads here"
    ]


def test_a_flow_that_never_comes_back_has_no_next(tmp_path: Path) -> None:
    every = spoil(FILES[EVERY], "    flow: balance\n", "    flow: balance\n    next: desk\n")
    assert told(tmp_path, {EVERY: every}) == [
        f'{EVERY}:{line(EVERY, "flow: balance") + 1}: next: "balance" never comes back: it has no `return` node'
    ]


def test_flows_that_only_return_into_each_other_are_an_endless_loop(tmp_path: Path) -> None:
    nothing = "title: { en: N, zh-CN: 无 }\nstart: back\nnodes:\n  back: { return: }\n"
    every = spoil(FILES[EVERY], "    flow: asking\n    next: bye", "    flow: nothing\n    next: enough")
    unused = ("flows/asking.yaml", "flows/yes-or-no.yaml")
    files = {name: text for name, text in FILES.items() if name not in unused}
    loaded = load(write(tmp_path, {**files, "flows/nothing.yaml": nothing, EVERY: every}))
    assert [str(problem) for problem in loaded.problems] == [
        f"{EVERY}:{line(EVERY, '  enough:')}: an endless loop of flows without a node between them"
    ]


def test_a_flow_may_begin_in_another_and_come_straight_back(tmp_path: Path) -> None:
    nothing = "title: { en: N, zh-CN: 无 }\nstart: back\nnodes:\n  back: { return: }\n"
    hello = spoil(
        FILES["flows/hello.yaml"],
        "start: ask\nnodes:\n",
        "start: first\nnodes:\n  first: { flow: nothing, next: ask }\n",
    )
    loaded = load(write(tmp_path, {**FILES, "flows/nothing.yaml": nothing, "flows/hello.yaml": hello}))
    assert loaded.problems == ()
    assert loaded.site is not None
    assert loaded.site.flows["hello"].start == "ask"


def test_too_many_nodes_and_too_deep_are_told_of_the_smallest_flow(tmp_path: Path) -> None:
    ask = "  ask: { gather: { en: A, zh-CN: 好 }, next: b }\n"
    head = "title: { en: N, zh-CN: 无 }\nstart: ask\nnodes:\n"
    big = head + ask + "".join(f"  b{n}: {{ queue: desk }}\n" for n in range(398)) + "  b: { return: }\n"
    uses = (
        head
        + "  ask: { flow: big, next: b }\n  b: { flow: big, next: c }\n  c: { flow: big, next: d }\n  d: { return: }\n"
    )
    user = head + "  ask: { flow: uses, next: b }\n  b: { queue: desk }\n"
    assert told(tmp_path, {"flows/big.yaml": big, "flows/uses.yaml": uses, "flows/user.yaml": user}) == [
        "flows/uses.yaml:3: nodes: 1201 with those of the flows it uses; at most 1000 are read"
    ]


@pytest.mark.parametrize(
    ("node", "words"),
    [("callback", ("callback_confirmed", "callback_later")), ("voicemail", ("voicemail_prompt", "voicemail_thanks"))],
)
def test_given_a_node_that_needs_sentences_the_site_lacks_then_it_is_named(
    tmp_path: Path, node: str, words: tuple[str, ...]
) -> None:
    without = "".join(one for one in FILES[SITE].splitlines(keepends=True) if not one.strip().startswith(words))
    where = f"{EVERY}:{line(EVERY, f'{node}: desk')}"
    assert f"{where}: {node}: words must have {', '.join(words)}" in told(tmp_path, {SITE: without})
