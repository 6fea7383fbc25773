"""Whatever happens to the files of a site, it becomes a list of problems or a site: never a traceback, never a hang.

Every problem names a file and a line somebody can open. `FUZZ_EXAMPLES` says how many mutated sites are read.
"""

import os
import random
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import callcenter
from callcenter.services import shelf
from callcenter.site.examples import read_examples
from callcenter.site.problem import Problem
from tests.unit.site.every import FILES
from tests.unit.site.tiny import write

DEMO = Path(callcenter.__file__).parent / "demo" / "site"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
pytestmark = pytest.mark.timeout(max(120, EXAMPLES))
SLOWEST = 8.0
"""Seconds of the processor; a mutated site takes a tenth of one, the largest file two or three."""
FUZZ = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
SEEDS = st.integers(min_value=0, max_value=2**48)

KEYS = (
    "say", "message", "menu", "gather", "language", "identify", "verify", "survey", "branch", "set", "lookup", "hours",
    "queue", "callback", "voicemail", "transfer", "hang_up", "flow", "return", "next", "failed", "unavailable", "source",
    "arguments", "choices", "cases", "otherwise", "when", "timeout", "written", "store", "gives", "path", "service", "url",
    "hints", "weight", "0", "*", "", "Größe", "a" * 300, "<<", "=", "? ", "nlu", "intent", "examples", "text", "synonym",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 7, 10**400, 1e308, float("nan"), float("inf"), "", " ", "0", "1" * 5000, "x" * 70_000,
    "银" * 3000, "{", "}", "{{}}", "{balance}", "{Balance}", "{verified}", [], {}, [[]], [{}], {"a": {}}, [None, 1, "x"],
    "2026-02-30", "25:00-26:00", "+0", "+862150590110", "http://u:p@example.com/?q#f", "http://[", "https://example.com:99999",
    "/a/{answer}", "/{x}{", "//", "/../..", "whsec_0000", "a\nb\n\nc", "\u2028\x85", "- a\n- [b](c\n- [d]{\"e\": 1}\n",
    "verified", "identified", "every", "asking", "yes-or-no", "balance", "hello", "desk", "lost", "account", "pin", "order",
    "facts.a ==", "facts.a", "fact.a > 1", "a" * 600, "(" * 400, '"' + "\\" * 40, "[1].all(x, x > 0)", "1 ? 2 : 3", "!" * 90,
    "double(facts.balance) > 1.0", "facts['a'] + 1", "timestamp(now)", "has(facts)", "\x00", "\ufeff", "\U0001f600",
)  # fmt: skip
BYTES = (
    b"\x00", b"\xff", b"\xc3(", b"\xef\xbb\xbf", b"\t", b"\r\n", b"\r", b"\n", b": ", b"- ", b"? ", b"{", b"}", b"[", b"]",
    b"&a ", b"*a", b"!!binary ", b"!x ", b"!!python/name:os.system ", b"|\n", b">\n", b"'", b'"', b"#", b"---\n", b"...\n",
    b"%YAML 9.9\n", b"<<: ", b"~", b'"\\ud800"', b'"\\U00ffffff"', b"\xe2\x80\xa8", b"\xc2\x85", b"a: " * 40, b"[" * 40,
)  # fmt: skip


# --- accidents ---


def nested(depth: int, dice: random.Random) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value] if dice.random() < 0.5 else {"a": value}
    return value


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) below."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            found.append((node, key))
            waiting.append(node[key])
    return found


def shaken(text: str, dice: random.Random) -> str:
    """The document with a few of its keys and values deleted, renamed, swapped or replaced."""
    try:
        tree = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return text
    for _ in range(dice.randint(1, 4)):
        spots = places(tree)
        if not spots:
            break
        node, key = dice.choice(spots)
        other, there = dice.choice(spots)
        match dice.randrange(7):
            case 0:
                del node[key]
            case 1 if isinstance(node, dict):
                node[dice.choice(KEYS)] = node.pop(key)
            case 2 if isinstance(node, dict):
                node[dice.choice(KEYS)] = dice.choice(VALUES)
            case 3:
                node[key] = yaml.load(yaml.dump(other[there]), Loader=yaml.BaseLoader)
            case 4:
                node[key] = nested(dice.choice((1, 3, 28, 60)), dice)
            case 5 if isinstance(node[key], str) and node[key]:
                cut = dice.randrange(len(node[key]))
                node[key] = (
                    node[key][:cut] + dice.choice(("", "x", "{", "}", "'", '"', " ", "银")) + node[key][cut + 1 :]
                )
            case _:
                node[key] = dice.choice(VALUES)
    return str(yaml.dump(tree, allow_unicode=True, sort_keys=False, width=dice.choice((80, 10_000))))


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The bytes after some accidents that know nothing of what they hold."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data) + 1)
        lines = data.split(b"\n")
        line = dice.randrange(len(lines))
        match dice.randrange(8):
            case 0:
                data = data[:at] + dice.choice(BYTES) + data[at:]
            case 1:
                data = data[:at] + dice.choice(BYTES) + data[at + dice.choice((1, 5, 60)) :]
            case 2:
                data = b"\n".join([*lines[:line], *lines[line : line + 3], *lines[line:]])
            case 3:
                data = data.replace(b"\n", b"\r\n" if dice.random() < 0.7 else b"\r")
            case 4:
                lines[line] = b"\t" + lines[line]
                data = b"\n".join(lines)
            case 5:
                data = data[:at]
            case 6:
                lines[line] = lines[line] + dice.choice((b"x", b"{", b"9", b" ")) * dice.choice((100, 70_000))
                data = b"\n".join(lines)
            case _:
                dice.shuffle(lines)
                data = b"\n".join(lines)
    return data


def accident(data: bytes, dice: random.Random) -> bytes:
    if dice.random() < 0.65:
        data = shaken(data.decode("utf-8", "replace"), dice).encode("utf-8", "replace")
        if dice.random() < 0.8:
            return data
    return damaged(data, dice)


# --- what must hold ---


def lines_of(data: bytes) -> int:
    """As an editor counts them."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1


def assert_told(directory: Path, files: Mapping[str, bytes]) -> bool:
    """Reads the site as a server would. Whether it was good."""
    began = time.process_time()
    loaded, lines = shelf.read(directory)
    assert time.process_time() - began < SLOWEST
    assert (loaded.site is None) == bool(loaded.problems)
    told = [(problem.file, problem.line, str(problem)) for problem in loaded.problems]
    for line in lines:
        file, number, message = line.split(":", 2)
        told.append((file, int(number), message))
    for file, number, message in told:
        assert file in files, message
        assert 1 <= number <= lines_of(files[file]), message
        assert message.strip()
        assert "\n" not in message
    return not lines


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    directory = write(tmp_path_factory.mktemp("every"), FILES)
    return directory, {name: text.encode() for name, text in FILES.items()}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    directory = tmp_path_factory.mktemp("demo") / "site"
    shutil.copytree(DEMO, directory, ignore=shutil.ignore_patterns("*.npz"))
    return directory, {
        str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()
    }


def read_spoilt(site: tuple[Path, dict[str, bytes]], seed: int, most: int) -> None:
    """Spoils up to `most` files, reads the site, and puts them back."""
    directory, files = site
    dice = random.Random(seed)
    spoilt = dict(files)
    for name in dice.sample(sorted(files), k=dice.randint(1, most)):
        spoilt[name] = accident(files[name], dice)
        (directory / name).write_bytes(spoilt[name])
    try:
        assert_told(directory, spoilt)
    finally:
        for name, data in files.items():
            if spoilt[name] != data:
                (directory / name).write_bytes(data)


@FUZZ
@given(seed=SEEDS)
def test_a_site_with_every_kind_of_node_and_accidents_is_told_or_read(
    every: tuple[Path, dict[str, bytes]], seed: int
) -> None:
    read_spoilt(every, seed, most=2)


@settings(FUZZ, max_examples=max(10, EXAMPLES // 5))
@given(seed=SEEDS)
def test_the_demo_bank_with_accidents_is_told_or_read(demo: tuple[Path, dict[str, bytes]], seed: int) -> None:
    read_spoilt(demo, seed, most=3)


def flow_web(dice: random.Random, flows: int) -> dict[str, str]:
    """Flows that lead into each other anyhow: in circles, into nothing, back to where nobody came from."""
    files = {}
    names = [f"f{n}" for n in range(flows)]
    for name in names:
        nodes = ["  ask: { gather: { en: Yes., zh-CN: 好。 }, next: n0 }"]
        for n in range(dice.randint(1, 5)):
            target = dice.choice([*names, *(names[: flows // 2]), "balance"])
            nodes.append(
                dice.choice(
                    (
                        f"  n{n}: {{ flow: {target} }}",
                        f"  n{n}: {{ flow: {target}, next: {dice.choice(('ask', 'n0', f'n{n}', 'n1'))} }}",
                        f"  n{n}: {{ return: }}",
                        f"  n{n}: {{ queue: desk }}",
                        f"  n{n}: {{ branch: x, cases: {{ a: n0, b: n1 }}, otherwise: ask }}",
                    )
                )
            )
        start = dice.choice(("ask", "n0", "n0", "n1"))
        files[f"flows/{name}.yaml"] = (
            f"title: {{ en: F, zh-CN: 流 }}\nstart: {start}\nnodes:\n" + "\n".join(nodes) + "\n"
        )
    return files


@FUZZ
@given(seed=SEEDS)
def test_flows_that_lead_into_each_other_anyhow_are_told_or_read(
    every: tuple[Path, dict[str, bytes]], seed: int
) -> None:
    directory, files = every
    dice = random.Random(seed)
    web = flow_web(dice, dice.randint(1, 8))
    try:
        write(directory, web)
        assert_told(directory, {**files, **{name: text.encode() for name, text in web.items()}})
    finally:
        for name in web:
            (directory / name).unlink()


RASA = """\
version: "3.1"
nlu:
  - intent: lost_card
    examples: |
      - my [gold](kind) card is gone
      - I lost it in [Peking]{"entity": "city", "value": "Beijing", "role": "from"}
      - 我的卡丢了
  - intent: balance
    examples:
      - text: how much have I
      - text: |
          余额
        metadata: { sentiment: neutral }
  - synonym: Beijing
    examples: |
      - Peking
      - 北京
  - regex: digits
    examples: |
      - \\d{4,19}
  - lookup: city
    examples:
      - Shanghai
      - 上海
"""


@FUZZ
@given(seed=SEEDS)
def test_examples_with_accidents_are_told_or_read(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.getbasetemp() / "rasa" / "intents"
    data = accident(RASA.encode(), random.Random(seed))
    write(folder, {"nlu.yml": data})
    began = time.process_time()
    examples = read_examples(folder)
    assert time.process_time() - began < SLOWEST
    assert examples.fingerprint
    for told in (*examples.problems, *examples.rows):
        assert told.file == "intents/nlu.yml"
        assert 1 <= told.line <= lines_of(data), told
    for row in examples.rows:
        assert row.text
        assert row.intent
        assert all(0 <= slot.start < slot.end <= len(row.text) for slot in row.slots)


# --- too much of a thing ---


def a_flow(*nodes: str) -> str:
    return "title: { en: F, zh-CN: 流 }\nstart: ask\nnodes:\n" + "\n".join(nodes) + "\n"


def powers() -> dict[str, str]:
    """Each flow uses the next twice: a thousand million nodes."""
    last = {"flows/p30.yaml": a_flow("  ask: { gather: { en: A, zh-CN: 好 }, next: b }", "  b: { return: }")}
    more = (
        (
            f"flows/p{n}.yaml",
            f"  ask: {{ flow: p{n + 1}, next: b }}",
            f"  b: {{ flow: p{n + 1}, next: c }}",
            "  c: { return: }",
        )
        for n in range(30)
    )
    return last | {name: a_flow(*nodes) for name, *nodes in more}


def ring() -> dict[str, str]:
    """Sixty flows, each leading into every other."""
    names = [f"r{n}" for n in range(60)]
    ways = (*(f"  to-{to}: {{ flow: {to} }}" for to in names), "  ask: { flow: r0 }")
    return {f"flows/{name}.yaml": a_flow(*ways) for name in names}


def chain() -> dict[str, str]:
    """Three hundred flows, each inside the one before."""
    end = {"flows/c300.yaml": a_flow("  ask: { gather: { en: A, zh-CN: 好 }, next: ask }")}
    return end | {f"flows/c{n}.yaml": a_flow(f"  ask: {{ flow: c{n + 1} }}") for n in range(300)}


def crowd() -> dict[str, str]:
    lost = (f"  n{n}: {{ branch: x, cases: {{ a: m{n} }}, otherwise: o{n} }}" for n in range(900))
    return {"flows/crowd.yaml": a_flow(*lost, "  ask: { queue: desk }")}


def host() -> dict[str, str]:
    return {"flows/host.yaml": a_flow(*(f"  n{n}: {{ queue: desk }}" for n in range(5000)))}


def heap() -> dict[str, str]:
    return {"flows/heap.yaml": "".join(f"k{n}: v\n" for n in range(90_000))}


def line() -> dict[str, str]:
    return {"flows/line.yaml": a_flow("  ask: { gather: { en: " + "a" * 1_000_000 + ", zh-CN: 好 }, next: ask }")}


def laughter() -> dict[str, str]:
    endless = '"' + "\\" * 8 + "a" * 300
    ways = (f"  n{n}: {{ branch: [{{ when: '{endless}', next: ask }}], otherwise: ask }}" for n in range(40))
    return {"flows/laughter.yaml": a_flow(*ways)}


@pytest.mark.parametrize("much", [powers, ring, chain, crowd, host, heap, line, laughter])
def test_too_much_of_a_thing_is_told_in_time(tmp_path: Path, much: Callable[[], dict[str, str]]) -> None:
    files = {**FILES, **much()}
    assert not assert_told(write(tmp_path, files), {name: text.encode() for name, text in files.items()})


def test_a_problem_prints_on_one_line() -> None:
    assert str(Problem(file="a", line=1, message="b\nc\u2028d")) == "a:1: b\\nc\\u2028d"
