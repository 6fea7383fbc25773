"""Gateways of a site, above all an Asterisk: what is read, and each slip with its line."""

from pathlib import Path

import pytest

from callcenter.model.gateways import AsteriskPolicy, FirstDialled, GatewayPolicy, Rings, Voice
from callcenter.services import codec
from callcenter.site import load
from tests.unit.site import every
from tests.unit.site.tiny import FILES, good, spoil, write

HTTP = "    kind: http\n    webhook: https://pbx.example/commands\n"
BASE = "    kind: asterisk\n"


def _files(written: str) -> dict[str, str]:
    """The tiny site, its gateway `pbx` (line 48) so written from line 49 on."""
    return {**FILES, "site.yaml": spoil(FILES["site.yaml"], HTTP, written)}


def test_what_is_left_out_is_as_usual(tmp_path: Path) -> None:
    assert good(tmp_path, _files(BASE)).gateways["pbx"] == GatewayPolicy(
        name="pbx", kind="asterisk", rings=Rings.OFFERED, asterisk=AsteriskPolicy()
    )


def test_everything_is_read_and_kept(tmp_path: Path) -> None:
    site = good(tmp_path, every.FILES)
    assert site.gateways["pbx1"].asterisk == AsteriskPolicy(
        address="ws://127.0.0.1:8088/ari",
        app="calls",
        user="calls",
        dial="PJSIP/{number}@carrier",
        caller_id="+861069950000",
        ring_seconds=15.0,
        first=FirstDialled.CUSTOMER,
        music="quiet",
        recordings="https://pbx.example/recordings/{name}.wav",
        voice=Voice(
            command=("speak", "--voice", "{voice}", "--out", "{file}"),
            voices={"en": "alba", "zh-CN": "xiaoyan"},
            recorded={"Bye.": "custom/bye"},
            keep="/var/lib/callcenter/voice",
            seen_as="https://voice.example/kept",
        ),
    )
    assert site.gateways["pbx1"].record
    assert not site.gateways["pbx"].record
    assert site.gateways["ears"] == GatewayPolicy(name="ears", hears_for="pbx1")
    assert site.gateways["pbx"].asterisk is None
    assert codec.site_of(codec.site_text(site)) == site


def test_who_only_hears_never_calls_out(tmp_path: Path) -> None:
    """`ears` stands before `pbx` in the alphabet, and carries nothing."""
    assert good(tmp_path, every.FILES).main_gateway == "pbx"


SLIPS: list[tuple[str, str]] = [
    ("    address: http://127.0.0.1:8088/ari\n",
     "50: address: a URL with ws or wss and a host is wanted, like ws://127.0.0.1:8088/ari"),
    ("    address: ws:///ari\n",
     "50: address: a URL with ws or wss and a host is wanted, like ws://127.0.0.1:8088/ari"),
    ("    address: ws://pbx.example:99999/ari\n",
     "50: address: a URL with ws or wss and a host is wanted, like ws://127.0.0.1:8088/ari"),
    ("    address: ws://cc:pw@pbx.example/ari\n",
     "50: address: secrets are never written into a site, nor into its URLs; `user` is a key of its own"),
    ("    address: ws://pbx.example/ari?api_key=cc:pw\n",
     "50: address: ends before ? and #: application and log-in are added to it"),
    ("    app: whsec_abc\n",
     "50: a secret: it belongs into the environment (CALLCENTER_SECRET_...), and is now to be replaced"),
    ("    password: abc\n", "50: password: secrets are never written into a site: set CALLCENTER_SECRET_PBX"),
    ("    adress: ws://pbx.example/ari\n", '50: unknown key "adress" (did you mean "address"?)'),
    ("    webhook: https://pbx.example/\n", "50: webhook: is for gateways of kind http, and this one is asterisk"),
    ("    hears_for: ears\n", """
        50: hears_for: is for gateways of kind http, and this one is asterisk"""),
    ("    app: call centre\n", '50: app: "call centre" is no name: letters, digits, -, _ and . without spaces'),
    ("    user: a:b\n", '50: user: "a:b" is no name: letters, digits, -, _ and . without spaces'),
    ("    dial: PJSIP/carrier\n",
     "50: dial: {number} must stand where the number goes: PJSIP/{number}@carrier"),
    ("    dial: '{number}'\n",
     "50: dial: a technology, / and what it dials are wanted: PJSIP/{number}@carrier"),
    ("    dial: 'PJSIP/{number}@{trunk}'\n",
     "50: dial: a technology, / and what it dials are wanted: PJSIP/{number}@carrier"),
    ("    caller_id: us\n", '50: caller_id: "us" is no number: 3 to 15 digits, + before them if you like'),
    ("    ring_seconds: 4\n", "50: ring_seconds: must be from 5 to 120, not 4"),
    ("    ring_seconds: 41\n",
     "50: ring_seconds: at most 40 is wanted: after patience.connect nobody waits for it any more"),
    ("    first: agnet\n", '50: first: "agnet" is not known (did you mean "agent"?)'),
    ("    record: perhaps\n", '50: record: true or false is wanted, not "perhaps"'),
    ("    recordings: file:///var/spool/x.wav\n",
     "50: recordings: {name} must stand where the name of a recording goes"),
    ("    recordings: 'javascript:{name}'\n",
     "50: recordings: an address with http, https, s3, gs, sftp, file is wanted"),
    ("    recordings: 'https://u:p@example.com/{name}'\n",
     "50: recordings: secrets are never written into a site, nor into its URLs"),
    ("    voice: loud\n", '50: voice: a mapping is wanted, not "loud"'),
    ("    voice: { comand: [a] }\n", '50: unknown key "comand" (did you mean "command"?)'),
    ("    voice: { command: [] }\n", "50: command: a program and its arguments are wanted"),
    ("    voice: { command: [speak] }\n",
     "50: command: {file} must stand among the arguments: the WAV file it is to write"),
    ("    voice: { command: ['{file}'] }\n",
     "50: command: {file} must stand among the arguments: the WAV file it is to write"),
    ("    voice: { command: [speak, '{file}', '{vioce}'] }\n",
     '50: command: nothing fills {vioce} here (did you mean "voice"?)'),
    ("    voice: { voices: { en: en } }\n", "50: voices: a voice for zh-CN is missing"),
    ("    voice:\n      voices: { en: en, zh-CN: cmn, de: de }\n",
     '51: voices: "de" is no language of the site (there is en, zh-CN)'),
    ("    voice:\n      recorded: { Bye.: ../../etc/passwd }\n",
     '51: recorded: "../../etc/passwd" is no sound of the switch: custom/welcome, without its ending'),
    ("    voice:\n      recorded: { Bye.: 'sound:bye' }\n",
     '51: recorded: "sound:bye" is no sound of the switch: custom/welcome, without its ending'),
    ("    voice:\n      keep: voice\n", "51: keep: a path from the root is wanted, like /var/lib/callcenter/voice"),
    ("    voice:\n      seen_as: voice\n", "51: seen_as: a path from the root, or a URL with http or https, is wanted"),
    ("    voice:\n      seen_as: 'https://u:p@example.com/'\n",
     "51: seen_as: secrets are never written into a site, nor into its URLs"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "problems"), SLIPS, ids=lambda text: text.strip()[:40])
def test_a_slip_in_an_asterisk_is_told(tmp_path: Path, written: str, problems: str) -> None:
    _told(tmp_path, BASE + written, problems)


HEARING: list[tuple[str, str]] = [
    ("    kind: http\n    address: ws://127.0.0.1/ari\n",
     "50: address: is for gateways of kind asterisk, and this one is http"),
    ("    kind: http\n    hears_for: pbx2\n", '50: there is no gateway "pbx2"'),
    ("    kind: http\n    hears_for: pbx\n",
     "50: hears_for: another gateway is wanted, the one whose callers it hears"),
    ("    kind: http\n  ears:\n    kind: http\n    hears_for: pxb\n",
     '52: there is no gateway "pxb" (did you mean "pbx"?)'),
    ("    kind: http\n  ears:\n    kind: http\n    hears_for: pbx\n  more:\n    kind: http\n    hears_for: ears\n",
     "55: hears_for: ears only hears itself, and carries no calls"),
    ("    kind: http\n  ears:\n    kind: http\n    hears_for: pbx\n    webhook: https://ears.example/\n",
     "53: webhook: who hears for another gateway gets no commands"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "problems"), HEARING, ids=lambda text: text.strip()[:60])
def test_a_slip_in_who_hears_for_whom_is_told(tmp_path: Path, written: str, problems: str) -> None:
    _told(tmp_path, written, problems)


def test_a_language_nobody_has_a_voice_for_is_told_of_the_gateway(tmp_path: Path) -> None:
    files = {name: text.replace("zh-CN", "fr") for name, text in _files(BASE).items()}
    files["guidance/lost_card.fr.md"] = files.pop("guidance/lost_card.zh-CN.md")
    assert "site.yaml:48: voices: a voice for fr is missing" in map(str, load(write(tmp_path, files)).problems)


def test_a_program_that_needs_no_voice_is_asked_for_none(tmp_path: Path) -> None:
    files = {name: text.replace("zh-CN", "fr") for name, text in _files(BASE).items()}
    files["guidance/lost_card.fr.md"] = files.pop("guidance/lost_card.zh-CN.md")
    files["site.yaml"] = spoil(files["site.yaml"], BASE, BASE + "    voice: { command: [speak, '{file}'] }\n")
    assert not [line for line in map(str, load(write(tmp_path, files)).problems) if "voice" in line]


def _told(directory: Path, written: str, problems: str) -> None:
    expected = [f"site.yaml:{line.strip()}" for line in problems.strip().splitlines()]
    assert [str(problem) for problem in load(write(directory, _files(written))).problems] == expected
