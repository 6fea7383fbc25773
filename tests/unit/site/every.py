"""The tiny site with a flow that has every kind of node, sources for it, and flows inside flows."""

from collections.abc import Mapping

from tests.unit.site.tiny import FILES as TINY
from tests.unit.site.tiny import SITE, spoil

WORDS = """\
  voicemail_prompt: { en: Speak., zh-CN: 请讲。 }
  voicemail_thanks: { en: Thanks., zh-CN: 谢谢。 }
"""
"""Behind the tiny site's last line."""

SOURCES = """\
services:
  bank: { url: "http://127.0.0.1:8090/" }
sources:
  account:
    service: bank
    path: "/accounts/{customer}/{currency}"
    gives: { balance: /available, account_status: /status/0/a~1b }
    timeout: 1.5
    cache: 30
  who: { service: bank, path: /who, method: POST, gives: { card_tail: /tail } }
  pin: { service: bank, path: "/pin/{customer}", method: POST }
  order: { store: newest_order, gives: { order_status: status } }
"""

EVERY = """\
title: { en: Everything, zh-CN: 全部 }
start: tongue
nodes:
  tongue:
    language: { en: For English press 1, zh-CN: 中文请按2 }
    written: { en: "Which language?", zh-CN: 哪种语言？ }
    timeout: 5
    next: hello
  hello:
    say: { en: Hello., zh-CN: 您好。 }
    written: { en: Hi., zh-CN: 你好。 }
    next: card
  card:
    identify: { en: Your card number., zh-CN: 请输入卡号。 }
    written: { en: "Card number?", zh-CN: 卡号？ }
    source: who
    max_digits: 19
    next: pin
    failed: desk
    unavailable: later
  pin:
    verify: { en: Your PIN., zh-CN: 请输入密码。 }
    written: { en: "PIN?", zh-CN: 密码？ }
    source: pin
    arguments: { tail: facts.card_tail }
    attempts: 2
    timeout: 15
    next: fetch
    failed: desk
  fetch:
    lookup: account
    arguments: { currency: '"cny"', language: language }
    say: { en: One moment., zh-CN: 请稍候。 }
    next: sums
    failed: later
  sums:
    set:
      rich: double(facts.balance) > 1000.0
      again: 'facts.rich == "yes" ? "more" : "less"'
    next: which
  which:
    branch:
      - { when: facts.rich == "yes" && now.getHours("Asia/Shanghai") < 12, next: order }
      - when: channel == "voice"
        next: text
    otherwise: kind
  order:
    lookup: order
    next: kind
    failed: kind
  text:
    message: { en: "You have {balance}.", zh-CN: "余额{balance}元。" }
    next: kind
  kind:
    branch: account_status
    cases: { frozen: desk, "1": ask }
    otherwise: ask
  ask:
    gather: { en: How much., zh-CN: 多少？ }
    written: { en: "Amount?", zh-CN: 金额？ }
    store: amount
    max_digits: 6
    speech: false
    timeout: 10
    next: grade
  grade:
    survey: { en: "From 1 to 7?", zh-CN: 请按1到7打分。 }
    written: { en: "1 to 7?", zh-CN: 1到7？ }
    timeout: 9
    next: more
  more:
    menu: { en: More., zh-CN: 还有吗？ }
    written: { en: "Anything else?", zh-CN: 还需要什么？ }
    timeout: 7
    choices:
      "1": { next: fetch, label: { en: Again, zh-CN: 再来 }, words: { en: [again], zh-CN: [再来] } }
      "2": { next: enough }
      "3": { next: rest }
      "*": { next: outside }
      "#": { next: now }
  enough:
    flow: asking
    next: bye
  rest:
    flow: balance
  now:
    hours: office
    open: later
    closed: record
  later:
    callback: desk
  record:
    voicemail: desk
  outside:
    transfer: "+862150590110"
    queue: desk
  desk:
    queue: desk
  bye:
    hang_up: { en: Bye., zh-CN: 再见。 }
    written: { en: "Bye!", zh-CN: 拜拜。 }
"""

ASKING = """\
title: { en: Ask again, zh-CN: 再问 }
start: really
nodes:
  really:
    flow: yes-or-no
    next: decided
  decided:
    branch: sure
    cases: { "2": really }
    otherwise: back
  back:
    return:
"""

YES_OR_NO = """\
title: { en: Yes or no, zh-CN: 是或否 }
start: ask
nodes:
  ask:
    gather: { en: "Sure? 1 or 2.", zh-CN: 确定吗？1是2否。 }
    store: sure
    next: back
  back:
    return:
"""

HINTS = """\
    hints:
      - { when: facts.card_status == "sent", weight: 3 }
      - { when: 'channel == "voice"', weight: 0.5 }
"""

GATEWAYS = """\
    webhook: https://pbx.example/commands
  pbx1:
    kind: asterisk
    address: ws://127.0.0.1:8088/ari
    app: calls
    user: calls
    dial: PJSIP/{number}@carrier
    caller_id: "+861069950000"
    ring_seconds: 15
    first: customer
    music: quiet
    recordings: https://pbx.example/recordings/{name}.wav
    record: true
    voice:
      command: [speak, --voice, "{voice}", --out, "{file}"]
      voices: { en: alba, zh-CN: xiaoyan }
      recorded: { "Bye.": custom/bye }
      keep: /var/lib/callcenter/voice
      seen_as: https://voice.example/kept
  ears:
    kind: http
    hears_for: pbx1
"""

FILES: Mapping[str, str] = {
    **TINY,
    "site.yaml": spoil(
        spoil(SITE, "    flow: balance\n", "    flow: balance\n" + HINTS),
        "    webhook: https://pbx.example/commands\n",
        GATEWAYS,
    )
    + WORDS
    + SOURCES,
    "flows/every.yaml": EVERY,
    "flows/asking.yaml": ASKING,
    "flows/yes-or-no.yaml": YES_OR_NO,
    "flows/every.test.yaml": "this: is [not a flow\n",
}
