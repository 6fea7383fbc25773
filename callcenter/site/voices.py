"""How a site's texts become sound: the program, its voices, what the switch has recorded already."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from callcenter.model.gateways import Voice
from callcenter.site.part import Fields, Part
from callcenter.site.problem import meant

KEYS = ("command", "voices", "recorded", "keep", "seen_as")
FILLED = ("file", "voice", "language", "text")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SOUND = re.compile(r"/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
"""As `sound:` takes it: a path without its ending."""


def read_voice(part: Part | None, gateway: Part, languages: Collection[str]) -> Voice:
    """`gateway` is told of what is missing when nothing was written of a voice."""
    usual = Voice()
    fields = part.fields(allowed=KEYS) if part else Fields()
    command = fields.get("command")
    spoken = _read_command(command) if command else usual.command
    return Voice(
        command=spoken,
        voices=_read_voices(fields.get("voices"), part or gateway, languages, spoken),
        recorded=_read_recorded(fields.get("recorded")),
        keep=_read_directory(fields.get("keep")),
        seen_as=_read_seen_as(fields.get("seen_as")),
    )


def _read_command(part: Part) -> tuple[str, ...]:
    words = part.words()
    if part.is_list() and not words:
        part.problem("command: a program and its arguments are wanted")
    for name in sorted({name for word in words for name in PLACEHOLDER.findall(word)} - set(FILLED)):
        part.problem(f"command: nothing fills {{{name[:80]}}} here{meant(name, FILLED)}")
    if words and not any("{file}" in word for word in words[1:]):
        part.problem("command: {file} must stand among the arguments: the WAV file it is to write")
    if any("\x00" in word for word in words):
        part.problem("command: no program takes a null byte")
    return words


def _read_voices(
    part: Part | None, above: Part, languages: Collection[str], command: Collection[str]
) -> dict[str, str]:
    usual = dict(Voice().voices)
    entries = part.entries() if part else {}
    for language, entry in entries.items():
        if language not in languages:
            entry.problem(f'voices: "{language[:80]}" is no language of the site{meant(language, languages)}')
    voices = {language: entry.word() for language, entry in sorted(entries.items())} if part else usual
    needed = any("{voice}" in word for word in command)
    for language in sorted(set(languages) - voices.keys()) if needed else ():
        (part or above).problem(f"voices: a voice for {language} is missing")
    return voices


def _read_recorded(part: Part | None) -> dict[str, str]:
    entries = part.entries() if part else {}
    recorded = {}
    for text, entry in sorted(entries.items()):
        recorded[text] = sound = entry.word()
        if sound and (not SOUND.fullmatch(sound) or ".." in sound):
            entry.problem(f'recorded: "{sound[:80]}" is no sound of the switch: custom/welcome, without its ending')
    return recorded


def _read_directory(part: Part | None) -> str:
    path = part.word() if part else ""
    if part and path and not _is_path(path):
        part.problem("keep: a path from the root is wanted, like /var/lib/callcenter/voice")
    return path.rstrip("/") if path != "/" else path


def _read_seen_as(part: Part | None) -> str:
    seen = part.word() if part else ""
    if part and seen and not _is_path(seen):
        try:
            split = urlsplit(seen)
            right = split.scheme in ("http", "https") and bool(split.hostname) and (split.port or 1) > 0
        except ValueError:
            split, right = urlsplit(""), False
        if not right or not seen.isprintable() or set(" ?#") & set(seen):
            part.problem("seen_as: a path from the root, or a URL with http or https, is wanted")
        elif split.username is not None or split.password is not None:
            part.problem("seen_as: secrets are never written into a site, nor into its URLs")
    return seen.rstrip("/") if seen != "/" else seen


def _is_path(word: str) -> bool:
    """As Asterisk can be told of it: `&` and `,` part several sounds."""
    return word.startswith("/") and word.isprintable() and not set(" &,") & set(word)
