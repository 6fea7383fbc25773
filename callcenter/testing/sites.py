"""A small site for tests: three queues, a menu, a recording, one emergency."""

from collections.abc import Mapping
from typing import Any

from callcenter.model.flow import Choice, Flow, Gather, HangUp, Menu, Node, Say, Text, ToQueue
from callcenter.model.gateways import GatewayPolicy
from callcenter.model.site import (
    ALSO_ASKED,
    STEP_WORDS,
    WORDS,
    WRONG_ANSWER,
    ChannelPolicy,
    ComplaintCause,
    Disposition,
    EntryPoint,
    Handling,
    IntentPolicy,
    Priorities,
    Queue,
    Site,
    SkillNeed,
    Step,
)


def both(text: str) -> Text:
    """The same words in both languages, marked."""
    return {"zh-CN": f"{text}（中）", "en": text}


def small_site(version: str = "site-1", **changes: Any) -> Site:
    """`changes` replace whole fields, as `dataclasses.replace` does."""
    fields: dict[str, Any] = {
        "name": both("Test bank"),
        "version": version,
        "languages": ("zh-CN", "en"),
        "zone": "Asia/Shanghai",
        "skills": {"card": both("cards"), "general": both("general")},
        "queues": _queues(),
        "intents": _intents(),
        "flows": {"welcome": _welcome(), "rates": _rates()},
        "calendars": {},
        "entry_points": {
            "*": EntryPoint(address="*", flow="welcome"),
            "+861069950110": EntryPoint(address="+861069950110", intent="card_loss"),
        },
        "gateways": {"pbx": GatewayPolicy(name="pbx")},
        "channels": {
            "voice": ChannelPolicy(cost=100),
            "chat": ChannelPolicy(cost=33),
            "sms": ChannelPolicy(cost=33),
            "email": ChannelPolicy(cost=20),
        },
        "dispositions": {"resolved": Disposition(code="resolved", title=both("Resolved"))},
        "causes": {"attitude": ComplaintCause(code="attitude", title=both("Attitude"))},
        "guidance": {},
        "words": {
            name: both(f"{name} {{place}} {{minutes}}" if "place" in name else name)
            for name in (*WORDS, WRONG_ANSWER, *(name for names in STEP_WORDS.values() for name in names))
        }
        | {ALSO_ASKED: both("Also: {title}.")},
        "default_queue": "general",
        "priorities": Priorities(by_class={"vip": 120.0}, declared={"2": 90.0}, repeat_caller=30.0),
    }
    return Site(**{**fields, **changes})


def _queues() -> Mapping[str, Queue]:
    anyone = (Step(after=60.0, anyone=True, announce=True),)
    return {
        "card-loss": Queue(
            name="card-loss", title=both("Card loss"), needs=(SkillNeed(skill="card"),), emergency=True, steps=anyone
        ),
        "cards": Queue(name="cards", title=both("Cards"), needs=(SkillNeed(skill="card", level=5),), steps=anyone),
        "general": Queue(name="general", title=both("General"), steps=anyone),
    }


def _intents() -> Mapping[str, IntentPolicy]:
    def policy(name: str, **more: Any) -> IntentPolicy:
        return IntentPolicy(name=name, title=both(name), **more)

    return {
        "card_loss": policy("card_loss", handling=Handling(queue="card-loss"), emergency=True),
        "card_question": policy("card_question", handling=Handling(queue="cards")),
        "exchange_rate": policy("exchange_rate", handling=Handling(flow="rates")),
        "complaint": policy(
            "complaint", handling=Handling(queue="general"), head_start=60.0, complaint_cause="attitude"
        ),
        "speak_to_human": policy("speak_to_human", handling=Handling(queue="general")),
        "unclear": policy("unclear", handling=Handling(queue="general")),
    }


def _welcome() -> Flow:
    nodes: dict[str, Node] = {
        "ask": Gather(prompt=both("What can we do for you?"), next="human"),
        "human": ToQueue(queue="general"),
    }
    return Flow(name="welcome", title=both("Welcome"), start="ask", nodes=nodes)


def _rates() -> Flow:
    nodes: dict[str, Node] = {
        "rate": Say(text=both("One dollar is seven yuan."), next="more"),
        "more": Menu(
            prompt=both("Again: 1. Goodbye: 2."),
            choices=(
                Choice(key="1", next="rate", words={"en": ("again",), "zh-CN": ("重复",)}),
                Choice(key="2", next="bye", words={"en": ("goodbye",), "zh-CN": ("再见",)}),
            ),
        ),
        "bye": HangUp(text=both("Goodbye.")),
    }
    return Flow(name="rates", title=both("Rates"), start="rate", nodes=nodes)
