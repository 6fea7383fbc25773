"""A site as small as a site can be, as text, and ways to spoil it."""

from collections.abc import Mapping
from pathlib import Path

from callcenter.model.site import Site
from callcenter.site import load

SITE = """\
name: { en: Tiny, zh-CN: 小 }
languages: [en, zh-CN]
zone: Asia/Shanghai
skills:
  card: { en: Cards, zh-CN: 卡 }
queues:
  lost:
    title: { en: Lost, zh-CN: 挂失 }
    emergency: true
    needs: { card: 5 }
    steps:
      - { after: 5, lower_to: 1 }
      - { after: 10, anyone: true }
  desk:
    title: { en: Desk, zh-CN: 柜台 }
    calendar: office
    closed: { en: Closed., zh-CN: 休息。 }
    service_level: { seconds: 20, share: 0.8 }
    steps:
      - after: 30
        drop_skills: [card]
      - after: 60
        anyone: true
intents:
  lost_card:
    title: { en: Lost card, zh-CN: 挂失 }
    emergency: true
    queue: lost
  balance:
    title: { en: Balance, zh-CN: 余额 }
    flow: balance
  angry:
    title: { en: Angry, zh-CN: 生气 }
    queue: desk
    needs: { card: 2 }
    head_start: 60
    complaint_cause: attitude
  speak_to_human:
    title: { en: Human, zh-CN: 人工 }
    queue: desk
  unclear:
    title: { en: Unclear, zh-CN: 不明 }
    queue: desk
entry_points:
  "+861069950000": { flow: hello }
  "*": { intent: lost_card }
gateways:
  pbx:
    kind: http
    webhook: https://pbx.example/commands
channels:
  voice: { cost: 100 }
  chat: { cost: 33 }
  sms: { cost: 33 }
  email: { cost: 20 }
default_queue: desk
priorities:
  by_class: { vip: 120 }
  repeat_caller: 30
  declared: { "2": 90 }
promises:
  complaint_warn: [0.5, 0.75]
patience:
  grace: 30
  emergency_alarms: [10, 30]
away_reasons:
  meal: { en: Meal, zh-CN: 用餐 }
phone_region: CN
facts:
  rate: "7.1"
words:
  clarify: { en: "Pardon?", zh-CN: 什么？ }
  please_wait: { en: Wait., zh-CN: 稍候。 }
  place_and_wait: { en: "{place}, {minutes} min", zh-CN: "第{place}位，{minutes}分钟" }
  place_unknown_wait: { en: "Number {place}", zh-CN: "第{place}位" }
  emergency_wait: { en: At once., zh-CN: 马上。 }
  goodbye: { en: Bye., zh-CN: 再见。 }
  sorry_again: { en: "Sorry?", zh-CN: 没听清。 }
  wrong_answer: { en: Not right., zh-CN: 不对。 }
  callback_confirmed: { en: We call., zh-CN: 会回电。 }
  callback_later: { en: We call later., zh-CN: 稍后回电。 }
"""

CALENDARS = """\
office:
  weekly:
    mon-fri: 09:00-17:00
    sat: [09:00-12:00, 13:00-16:00]
  holidays: { country: CN, years: [2026] }
  closed: [2026-12-24]
  open: { 2026-10-03: mon }
"""

BALANCE = """\
title: { en: Balance, zh-CN: 余额 }
start: look
nodes:
  look:
    branch: status
    cases:
      normal: tell
    otherwise: desk
  tell:
    say: { en: "You have {balance} at {rate}.", zh-CN: "余额{balance}，{rate}。" }
    next: more
  more:
    menu: { en: "More?", zh-CN: 还有吗？ }
    timeout: 6
    choices:
      "1":
        next: look
        words: { en: [again], zh-CN: [再说一遍] }
        label: { en: Again, zh-CN: 再来 }
      "2":
        next: bye
        words: { en: [bye], zh-CN: [再见] }
  desk:
    queue: desk
  bye:
    hang_up: { en: Bye., zh-CN: 再见。 }
"""

HELLO = """\
title: { en: Hello, zh-CN: 你好 }
start: ask
nodes:
  ask:
    gather: { en: "What is it?", zh-CN: 什么事？ }
    store: wish
    max_digits: 1
    next: now
  now:
    hours: office
    open: balance
    closed: shut
  balance:
    flow: balance
  shut:
    callback: desk
"""

DISPOSITIONS = """\
solved:
  title: { en: Solved, zh-CN: 解决 }
open:
  title: { en: Open, zh-CN: 未决 }
  resolved: false
"""

CAUSES = """\
attitude:
  title: { en: Attitude, zh-CN: 态度 }
  queue: desk
"""

EXAMPLES = """\
nlu:
  - intent: lost_card
    examples: |
      - my card is gone
      - 我的卡丢了
"""

FILES: Mapping[str, str] = {
    "site.yaml": SITE,
    "calendars.yaml": CALENDARS,
    "flows/balance.yaml": BALANCE,
    "flows/hello.yaml": HELLO,
    "dispositions.yaml": DISPOSITIONS,
    "complaint-causes.yaml": CAUSES,
    "guidance/lost_card.en.md": "# Lost card\n",
    "guidance/lost_card.zh-CN.md": "# 挂失\n",
    "intents/cards.yml": EXAMPLES,
}


def write(directory: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Puts the files under the directory; None means that a file is not there."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_bytes(text.encode() if isinstance(text, str) else text)
    return directory


def good(directory: Path, files: Mapping[str, str | bytes | None]) -> Site:
    """The site those files make; fails when there is a problem."""
    loaded = load(write(directory, files))
    assert loaded.problems == ()
    assert loaded.site is not None
    return loaded.site


def spoil(text: str, old: str, new: str, nth: int = 1) -> str:
    """The text with the nth occurrence of `old` replaced; fails when it is not there."""
    parts = text.split(old)
    assert len(parts) > nth, f"{old!r} is not there"
    return old.join(parts[:nth]) + new + old.join(parts[nth:])
