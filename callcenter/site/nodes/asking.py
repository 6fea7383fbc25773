"""Nodes that ask, and wait for the customer."""

import re
from collections.abc import Mapping

from callcenter.model.flow import Check, Choice, ChooseLanguage, Gather, Menu, Proof, Survey
from callcenter.site.nodes.wording import PROOFS, Wording, arguments, fact, own_fact, timeout
from callcenter.site.part import Fields, Part

KEY = re.compile(r"[1-9*#]")


def menu(part: Part, wording: Wording) -> Menu:
    fields = part.fields(needed=("menu", "choices"), allowed=("timeout", "written"))
    choices = fields.get("choices")
    entries = choices.entries() if choices else {}
    if choices and choices.is_mapping() and not entries:
        choices.problem("choices: there is none")
    read = Menu(
        prompt=wording.read(fields.get("menu")),
        choices=tuple(_choice(key, entries[key], wording) for key in sorted(entries)),
        timeout=timeout(fields),
        written=wording.read(fields.get("written")),
    )
    _check_words(entries, read)
    return read


def _choice(key: str, part: Part, wording: Wording) -> Choice:
    if key == "0":
        part.problem("choices: 0 always leads to a human and cannot be a choice")
    elif not KEY.fullmatch(key):
        part.problem(f'choices: "{key[:40]}" is no key: 1 to 9, * or #')
    fields = part.fields(needed=("next",), allowed=("words", "label"))
    words = fields.get("words")
    spoken = words.fields(needed=wording.languages) if words else Fields()
    return Choice(
        key=key,
        next=fields.word("next"),
        words={language: spoken.words(language) for language in sorted(wording.languages)} if words else {},
        label=wording.read(fields.get("label")),
    )


def _check_words(entries: Mapping[str, Part], read: Menu) -> None:
    """A word that stands for two choices decides nothing."""
    owner: dict[tuple[str, str], str] = {}
    for choice in read.choices:
        for language, words in choice.words.items():
            for word in words:
                first = owner.setdefault((language, word.casefold()), choice.key)
                if first != choice.key:
                    entries[choice.key].problem(f'choices: "{word[:40]}" is said for {first} and for {choice.key}')


def gather(part: Part, wording: Wording) -> Gather:
    fields = part.fields(needed=("gather", "next"), allowed=("store", "max_digits", "speech", "timeout", "written"))
    return Gather(
        prompt=wording.read(fields.get("gather")),
        next=fields.word("next"),
        store=_store(fields.get("store")),
        max_digits=fields.whole("max_digits", 1, least=1, most=32),
        speech=fields.yes_no("speech", default=True),
        timeout=timeout(fields),
        written=wording.read(fields.get("written")),
    )


def _store(part: Part | None) -> str:
    name = fact(part)
    if part and name in PROOFS:
        own_fact(part, name)
    return name


def language(part: Part, wording: Wording) -> ChooseLanguage:
    fields = part.fields(needed=("language", "next"), allowed=("timeout", "written"))
    return ChooseLanguage(
        prompt=wording.read(fields.get("language")),
        next=fields.word("next"),
        timeout=timeout(fields),
        written=wording.read(fields.get("written")),
    )


def identify(part: Part, wording: Wording) -> Check:
    return _check(Proof.IDENTIFY, part, wording)


def verify(part: Part, wording: Wording) -> Check:
    return _check(Proof.VERIFY, part, wording)


def _check(proof: Proof, part: Part, wording: Wording) -> Check:
    fields = part.fields(
        needed=(proof.value, "source", "next", "failed"),
        allowed=("unavailable", "arguments", "max_digits", "attempts", "timeout", "written"),
    )
    failed = fields.word("failed")
    return Check(
        proof=proof,
        prompt=wording.read(fields.get(proof.value)),
        source=fields.word("source"),
        next=fields.word("next"),
        failed=failed,
        unavailable=fields.word("unavailable", failed),
        arguments=arguments(fields),
        max_digits=fields.whole("max_digits", 6, least=1, most=32),
        attempts=fields.whole("attempts", 3, least=1, most=10),
        timeout=timeout(fields, 12.0),
        written=wording.read(fields.get("written")),
    )


def survey(part: Part, wording: Wording) -> Survey:
    fields = part.fields(needed=("survey", "next"), allowed=("timeout", "written"))
    return Survey(
        prompt=wording.read(fields.get("survey")),
        next=fields.word("next"),
        timeout=timeout(fields, 10.0),
        written=wording.read(fields.get("written")),
    )
