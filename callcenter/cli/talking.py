"""`callcenter ivr try`: a dialogue in the terminal, with the real switchboard on the other end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.cli.dialogues import Stage, in_words, stage
from callcenter.cli.live_sources import LiveSources
from callcenter.clock import SystemClock
from callcenter.errors import Malformed, SiteRefused
from callcenter.ivr.graph import nexts
from callcenter.model.commands import LookUp
from callcenter.model.contact import Channel
from callcenter.model.customer import NOBODY
from callcenter.rehearsal.conversation import Conversation, Customer, Line
from callcenter.rehearsal.scripts import read_sources
from callcenter.rehearsal.sources import FAILURES, Ask, CannedSources, Reply

HELP = """Words are said, digits are pressed, an empty line is silence.
  !        hang up (and begin again, or leave with a second !)
  :facts   what is known          :graph   the flow, and where you stand in it
  :why     what was understood, and which way it went
  :wait N  N seconds go by        :reload  take the files as they are now and begin again
  :quit    leave"""
DIM, PLAIN = "\033[2m", "\033[0m"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was asked for."""

    directory: Path
    flow: str = ""
    """Empty: the entry flow."""
    language: str = ""
    caller: str = ""
    written: bool = False
    sources: str = ""
    """`live`, a file with answers, or empty: whoever sits at the terminal is asked."""


@dataclass
class Terminal:
    """`read` gives a line for a prompt and raises `EOFError` when there is no more; `write` shows one."""

    wish: Wish
    read: Callable[[str], str] = input
    write: Callable[[str], None] = print
    colours: bool = False
    _shown: int = field(default=0, init=False)
    _talk: Conversation | None = field(default=None, init=False)

    def run(self) -> int:
        """Dialogue after dialogue, until the person leaves; the exit code."""
        self.write(HELP)
        here = self._stage()
        while True:
            try:
                wants_more = self._one(here)
            except EOFError:
                return 0
            if not wants_more:
                return 0
            here = self._again(here)

    def _stage(self) -> Stage:
        here = stage(self.wish.directory)
        if self.wish.flow and self.wish.flow not in here.site.flows:
            raise Malformed(f"there is no flow {self.wish.flow}; there are {', '.join(sorted(here.site.flows))}")
        if self.wish.language and self.wish.language not in here.site.languages:
            raise Malformed(f"the site speaks {', '.join(here.site.languages)}, not {self.wish.language}")
        return here

    def _again(self, old: Stage) -> Stage:
        """The files as they are now; as they were while they cannot be read."""
        try:
            here = self._stage()
        except SiteRefused as refused:
            self.write(f"{refused}\nThe old files are kept: mend them and :reload.")
            return old
        if here.site.version != old.site.version:
            self._note(f"the site is now version {here.site.version}")
        return here

    def _one(self, here: Stage) -> bool:
        """One dialogue; True: another one is wanted."""
        talk = self._begun(here)
        while True:
            self._show(talk)
            line = self.read("> ")
            if line == ":quit" or (line == "!" and self._gone(talk)):
                return False
            if line == ":reload":
                return True
            if line == "!":
                talk.hangs_up()
                self._show(talk)
                self._note("! leaves, any other line begins again")
                return self.read("> ") not in ("!", ":quit")
            self._take(talk, line)

    def _begun(self, here: Stage) -> Conversation:
        wish, self._shown = self.wish, 0
        self._note(f"{wish.flow or 'the entry point'}, version {here.site.version}")
        channel = Channel.CHAT if wish.written else Channel.VOICE
        ask, known = self._ask(here), NOBODY
        if isinstance(ask, LiveSources):
            known = ask.known(wish.caller)
            for note in ask.notes(wish.caller):
                self._note(note)
        customer = Customer(caller=wish.caller, language=wish.language, channel=channel, known=known)
        talk = Conversation(here.site, here.understand, customer, ask, SystemClock().now(), flow=wish.flow)
        self._talk = talk
        talk.begins()
        return talk

    def _ask(self, here: Stage) -> Ask:
        if self.wish.sources == "live":
            return LiveSources(here.site)
        if self.wish.sources:
            answers, problems = read_sources(
                Path(self.wish.sources), here.site, self.wish.language or here.site.language
            )
            if problems:
                raise SiteRefused([str(problem) for problem in problems])
            return CannedSources(answers)
        return lambda command, secret: self._asked(here, command, secret)

    def _asked(self, here: Stage, command: LookUp, secret: str) -> Reply | None:
        """The person plays the source."""
        self._show_lines()
        source = here.site.sources.get(command.source)
        gives = ", ".join(source.gives) if source else ""
        told = ", ".join(f"{name}={value}" for name, value in sorted(command.arguments.items()))
        self.write(
            f"  ? {command.source}({told}) gives {gives or 'nothing'}. name=value, ... or wrong, {', '.join(FAILURES)}"
        )
        line = self.read("  ? ").strip()
        if line in FAILURES:
            return Reply(failure=line)
        if line == "wrong":
            return Reply(right=False)
        pairs = [pair.partition("=") for pair in line.split(",") if "=" in pair]
        return Reply(facts={name.strip(): value.strip() for name, _, value in pairs})

    # --- one line -------------------------------------------------------------------------------------------------------

    def _take(self, talk: Conversation, line: str) -> None:
        if line.startswith(":"):
            for told in self._told(talk, line[1:].split()):
                self.write(told)
        elif not line.strip():
            talk.silence()
        elif set(line.strip()) <= set("0123456789*#"):
            talk.keys(line.strip())
        else:
            talk.says(line)

    def _told(self, talk: Conversation, words: list[str]) -> Iterator[str]:
        match words:
            case ["facts"]:
                yield from (f"  {name} = {value}" for name, value in sorted(talk.facts().items()))
            case ["graph"]:
                yield from _graph(talk)
            case ["why"]:
                yield from _why(talk)
            case ["wait", seconds] if seconds.isdecimal():
                talk.passes(float(seconds))
            case _:
                yield HELP

    def _show(self, talk: Conversation) -> None:
        self._show_lines()
        kind, what = talk.ending()
        if talk.over:
            why = talk.visits[-1].why if talk.visits else ""
            self._note(f"{kind} {what}".strip() + (f", because: {why}" if why else ""))

    def _show_lines(self) -> None:
        lines = self._talk.lines if self._talk else []
        for line in lines[self._shown :]:
            if line.who not in ("customer", "keys", "silence"):
                self.write(self._told_line(line))
        self._shown = len(lines)

    def _told_line(self, line: Line) -> str:
        told = in_words(line)
        text, _, at = told.rpartition("   [")
        return f"{text}   {DIM}[{at}{PLAIN}" if self.colours and line.at else told

    def _gone(self, talk: Conversation) -> bool:
        return talk.ending()[0] in ("served", "hung_up")

    def _note(self, text: str) -> None:
        self.write(f"{DIM}  [{text}]{PLAIN}" if self.colours else f"  [{text}]")


def _graph(talk: Conversation) -> Iterator[str]:
    dialogue = talk.dialogue
    if dialogue is None:
        yield "  in no flow"
        return
    flow = talk.site.flows[dialogue.flow]
    yield f"  {flow.name}, version {flow.version}"
    for name, node in flow.nodes.items():
        mark = "►" if name == dialogue.node else " "
        yield f"  {mark} {name} ({type(node).__name__}) -> {', '.join(dict.fromkeys(nexts(node))) or 'leaves'}"


def _why(talk: Conversation) -> Iterator[str]:
    if talk.intents:
        intent = talk.intents[-1]
        yield f"  {intent.name} {intent.confidence:.2f}{' (unsure)' if intent.unsure else ''}: {'; '.join(intent.reasons)}"
    for visit in talk.ways():
        way = " -> ".join(visit.visited) or "stays"
        left = f"; left to {visit.left} ({visit.why})" if visit.left else ""
        yield f"  {visit.flow}: {visit.at or 'begins'}, {visit.heard or 'heard'}: {way}{left}"
