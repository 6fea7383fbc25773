"""What simulated people say (sentences.yaml), drawn by a seeded random so that a day can be played again."""

from collections.abc import Mapping
from importlib.resources import files
from random import Random
from typing import Any

import yaml

NO_INTENT = frozenset({"chat_follow_up", "agent_chat"})


class Sentences:
    def __init__(self, random: Random) -> None:
        self._random = random
        text = files("callcenter.demo").joinpath("sentences.yaml").read_text("utf-8")
        self._by_intent: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)

    def intents(self) -> list[str]:
        return [name for name in self._by_intent if name not in NO_INTENT]

    def all(self, intent: str, language: str) -> list[str]:
        """Every sentence of this intent; English where the language has none."""
        said = self._by_intent[intent]
        return list(said.get(language) or said["en"])

    def one(self, intent: str, language: str) -> str:
        amount = self._random.choice((68, 199, 860, 1280, 3500, 8000))
        return self._random.choice(self.all(intent, language)).replace("$amount", str(amount))

    def after(self, intent: str, language: str) -> str | None:
        """What is said when self-service asks whether there is more; None: these customers just hang up."""
        later = self._by_intent[intent].get("after")
        return None if later is None else self._random.choice(later.get(language) or later["en"])

    def keyed(self, intent: str) -> tuple[str, ...]:
        """What the bank's prompts call it where a key is for it; empty: none is."""
        return tuple(self._by_intent[intent].get("key", ()))
