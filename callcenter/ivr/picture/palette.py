"""Colours of a drawn flow, on light and on dark ground."""

from collections.abc import Mapping
from typing import Literal

from callcenter.ivr.picture.cards import Kind

Scheme = Literal["auto", "light", "dark"]
"""`auto`: as the reader's system has it."""

_LIGHT = {
    "ground": "#ffffff", "ink": "#1c2330", "soft": "#5b6472", "way": "#8a94a3", "used": "#3f6fb5", "lost": "#c4302b",
    "group": "#eef1f6", "rim": "#c3cad6", "speaks": "#f4f6f9", "asks": "#e3edfb", "proves": "#efe6fa", "decides": "#fbf3dc",
    "fetches": "#dff3f1", "human": "#dff2e1", "ends": "#e9e9ec", "speaks-rim": "#8a94a3", "asks-rim": "#3f6fb5",
    "proves-rim": "#8250c4", "decides-rim": "#b58a1b", "fetches-rim": "#1f8f86", "human-rim": "#2f8a3e", "ends-rim": "#62666e",
}  # fmt: skip
_DARK = {
    "ground": "#1a2128", "ink": "#e6e9ee", "soft": "#a5adba", "way": "#6d7786", "used": "#7fa9e6", "lost": "#ff7b74",
    "group": "#212930", "rim": "#444b57", "speaks": "#2a2e35", "asks": "#1f3150", "proves": "#35264d", "decides": "#403617",
    "fetches": "#15403c", "human": "#1b4023", "ends": "#35363b", "speaks-rim": "#7d8796", "asks-rim": "#7fa9e6",
    "proves-rim": "#b794ec", "decides-rim": "#dcb54a", "fetches-rim": "#4cc4b9", "human-rim": "#6cc77b", "ends-rim": "#9a9ea7",
}  # fmt: skip


def style(scheme: Scheme) -> str:
    """The rules of the classes that everything drawn has."""
    if scheme == "auto":
        return f"{_rules(_LIGHT)}@media (prefers-color-scheme: dark){{{_rules(_DARK)}}}"
    return _rules(_DARK if scheme == "dark" else _LIGHT)


def _rules(colours: Mapping[str, str]) -> str:
    kinds = (f".{kind}{{fill:{colours[kind]};stroke:{colours[f'{kind}-rim']}}}" for kind in Kind)
    return (
        f".ground{{fill:{colours['ground']}}}.ink{{fill:{colours['ink']}}}.soft{{fill:{colours['soft']}}}"
        f".lost{{fill:{colours['lost']}}}.way{{fill:none;stroke:{colours['way']}}}.used{{fill:none;stroke:{colours['used']}}}"
        f".tip{{fill:{colours['way']}}}.group{{fill:{colours['group']};stroke:{colours['rim']}}}{''.join(kinds)}"
    )
