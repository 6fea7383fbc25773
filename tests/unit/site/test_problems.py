"""Each way to get a site wrong is told with the very file and line."""

from pathlib import Path

import pytest

from callcenter.site import load
from callcenter.site.nodes import READERS
from tests.unit.site.tiny import FILES, good, spoil, write

BLUE = "teams:\n  blue:\n    title: { en: B, zh-CN: 蓝 }\n    queues:\n"
LADDER = "default_queue: desk\nemergency_ladder:\n"
# (file, what stands there, what is written instead, the problems, one per line)
SLIPS: list[tuple[str, str, str, str]] = [
    # --- shape ---
    ("site.yaml", "default_queue: desk", "defualt_queue: desk", """
        site.yaml:1: "default_queue" is missing
        site.yaml:56: unknown key "defualt_queue" (did you mean "default_queue"?)"""),
    ("site.yaml", "zone: Asia/Shanghai\n", "zone: Asia/Shanghai\nzone: UTC\n",
     'site.yaml:4: "zone" is there twice (first on line 3)'),
    ("site.yaml", "zone: Asia/Shanghai", "zone: Asia/Shangai",
     'site.yaml:3: zone: no time zone is named "Asia/Shangai" (did you mean "Asia/Shanghai"?)'),
    ("site.yaml", "zone: Asia/Shanghai", "zone: Asia",
     'site.yaml:3: zone: no time zone is named "Asia" (did you mean "Asia/Oral"?)'),
    ("site.yaml", "languages: [en, zh-CN]", "languages: []", "site.yaml:2: languages: at least one is wanted"),
    ("site.yaml", "languages: [en, zh-CN]", "languages: [en, zh-CN, en]",
     'site.yaml:2: languages: "en" is there twice'),
    ("site.yaml", "languages: [en, zh-CN]", "languages: [en, chinese]",
     'site.yaml:2: languages: "chinese" is no tag like en or zh-CN'),
    ("site.yaml", "name: { en: Tiny, zh-CN: 小 }", "name: { en: Tiny }", 'site.yaml:1: name: "zh-CN" is missing'),
    ("site.yaml", "name: { en: Tiny, zh-CN: 小 }", "name: Tiny", 'site.yaml:1: name: a mapping is wanted, not "Tiny"'),
    ("site.yaml", "zh-CN: 小 }", "zh-CN: }", "site.yaml:1: zh-CN: a word is wanted, not nothing"),
    ("site.yaml", "zh-CN: 小 }", "zh-CN: 小, fr: Petit }",
     'site.yaml:1: unknown key "fr" (there is en, zh-CN)'),
    ("site.yaml", "en: Tiny", "en: [Tiny]", "site.yaml:1: en: a word is wanted, not a list"),
    ("site.yaml", "phone_region: CN", "phone_region: CHINA", 'site.yaml:68: phone_region: "CHINA" is not known'),
    ("site.yaml", '  rate: "7.1"', '  Rate: "7.1"',
     """site.yaml:70: facts: "Rate" is no fact's name: small letters, digits and _"""),
    ("site.yaml", "  meal: {", "  Meal: {",
     'site.yaml:67: "Meal" is no name: small letters, digits, - and _, beginning with a letter'),
    # --- words ---
    ("site.yaml", "  clarify:", "  clarfy:", """
        site.yaml:71: words: "clarify" is missing
        site.yaml:72: unknown key "clarfy" (did you mean "clarify"?)"""),
    ("site.yaml", '"{place}, {minutes} min"', '"{place}"',
     "site.yaml:74: place_and_wait: {minutes} is not in every language"),
    ("site.yaml", '"Number {place}"', '"Number {plaec}"', """
        site.yaml:75: en: nothing fills {plaec} here (did you mean "place"?)
        site.yaml:75: place_unknown_wait: {place}, {plaec} is not in every language"""),
    ("site.yaml", '"Number {place}"', '"Number {place}}"', "site.yaml:75: en: a brace without its counterpart"),
    ("site.yaml", "zh-CN: 马上。 }", "zh-CN: 马上。, written: { en: Here. } }",
     'site.yaml:76: written: "zh-CN" is missing'),
    ("site.yaml", "zh-CN: 马上。 }", "zh-CN: 马上。, writen: Here. }",
     'site.yaml:76: unknown key "writen" (did you mean "written"?)'),
    ("site.yaml", "zh-CN: 马上。 }", 'zh-CN: 马上。, written: { en: "{plase}", zh-CN: "{plase}" } }', """
        site.yaml:76: en: nothing fills {plase} here
        site.yaml:76: zh-CN: nothing fills {plase} here"""),
    ("site.yaml", "zh-CN: 再见。 }", "zh-CN: 再见。, written: { en: Bye, zh-CN: 再见 } }",
     'site.yaml:77: unknown key "written" (there is en, zh-CN)'),
    ("site.yaml", "closed: { en: Closed., zh-CN: 休息。 }", "closed: { en: Closed., zh-CN: 休息。, written: Closed }",
     'site.yaml:17: written: a mapping is wanted, not "Closed"'),
    # --- teams and preferred agents ---
    ("site.yaml", "default_queue: desk", "default_queue: desk\nteams:\n  blue:\n    queues:\n      desk:",
     'site.yaml:58: blue: "title" is missing'),
    ("site.yaml", "default_queue: desk", f"default_queue: desk\n{BLUE}      dexk:",
     'site.yaml:61: there is no queue "dexk" (did you mean "desk"?)'),
    ("site.yaml", "default_queue: desk", f"default_queue: desk\n{BLUE}      lost: {{ delay: 5 }}\n      desk: {{ order: 0 }}", """
        site.yaml:61: delay: an emergency waits for nobody's delay
        site.yaml:62: order: must be from 1 to 20, not 0"""),
    ("site.yaml", "default_queue: desk", f"default_queue: desk\n{BLUE.rstrip()} {{}}",
     "site.yaml:58: blue: a team serves one queue at least"),
    ("site.yaml", "    calendar: office\n", "    calendar: office\n    prefer: [last_agent, lastagent, last_agent]\n", """
        site.yaml:17: prefer: "last_agent" is there twice
        site.yaml:17: prefer: "lastagent" is not known (did you mean "last_agent"?)"""),
    ("site.yaml", "    calendar: office\n", "    calendar: office\n    prefer_seconds: 10\n",
     'site.yaml:17: prefer_seconds: nobody is preferred: "prefer" is missing'),
    ("site.yaml", "    needs: { card: 5 }", "    prefer: [owner]\n    prefer_seconds: 10",
     "site.yaml:11: prefer_seconds: an emergency is never kept waiting for one agent"),
    # --- the emergency ladder ---
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: 9, ask: away }}\n  - {{ after: 3, ask: supervisors }}",
     "site.yaml:59: emergency_ladder: after 3 s must not come before after 9 s"),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: 0, ask: writing }}\n  - {{ after: 5, ask: writing }}",
     "site.yaml:59: emergency_ladder: writing is there twice"),
    ("site.yaml", "default_queue: desk", f'{LADDER}  - {{ after: 0, number: "+8621555012" }}\n'
     '  - { after: 5, number: "+8621555012" }', "site.yaml:59: emergency_ladder: +8621555012 is there twice"),
    ("site.yaml", "default_queue: desk", f"{LADDER.rstrip()} []",
     "site.yaml:57: emergency_ladder: at least one rung is wanted; leave the key out for the usual ones"),
    ("site.yaml", "default_queue: desk", f"{LADDER.rstrip()} everybody",
     'site.yaml:57: emergency_ladder: a list is wanted, not "everybody"'),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: 5 }}",
     'site.yaml:58: emergency_ladder: either "ask" or "number" is wanted in each rung'),
    ("site.yaml", "default_queue: desk", f'{LADDER}  - {{ after: 5, ask: away, number: "+8621555012" }}',
     'site.yaml:58: emergency_ladder: either "ask" or "number" is wanted in each rung'),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ ask: away }}",
     'site.yaml:58: emergency_ladder: "after" is missing'),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: 5, ask: supervisor }}",
     'site.yaml:58: ask: "supervisor" is not known (did you mean "supervisors"?)'),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: 5, asks: away }}", """
        site.yaml:58: emergency_ladder: either "ask" or "number" is wanted in each rung
        site.yaml:58: unknown key "asks" (did you mean "ask"?)"""),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: 5, ask: wrap_up, except: [meal] }}",
     'site.yaml:58: except: only "ask: away" has exceptions'),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: 5, ask: away, except: [mael] }}",
     'site.yaml:58: there is no away reason "mael" (did you mean "meal"?)'),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: 3601, ask: away }}",
     "site.yaml:58: after: must be from 0 to 3600, not 3601"),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: -1, ask: away }}",
     "site.yaml:58: after: must be from 0 to 3600, not -1"),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - {{ after: soon, ask: away }}",
     'site.yaml:58: after: a number from 0 to 3600 is wanted, not "soon"'),
    ("site.yaml", "default_queue: desk", f'{LADDER}  - {{ after: 5, number: "110" }}',
     'site.yaml:58: number: "110" is no number in E.164 (+, country code, 7 to 15 digits in all)'),
    ("site.yaml", "default_queue: desk", f"{LADDER}  - supervisors",
     'site.yaml:58: emergency_ladder: a mapping is wanted, not "supervisors"'),
    # --- queues ---
    ("site.yaml", "    needs: { card: 5 }", "    needs: { crad: 5 }",
     'site.yaml:10: there is no skill "crad" (did you mean "card"?)'),
    ("site.yaml", "    needs: { card: 5 }", "    needs: { card: 11 }",
     "site.yaml:10: card: must be from 1 to 10, not 11"),
    ("site.yaml", "    needs: { card: 5 }", "    needs: { card: 2.5 }",
     "site.yaml:10: card: a whole number is wanted, not 2.5"),
    ("site.yaml", "    needs: { card: 5 }", "    needs: { card: high }",
     'site.yaml:10: card: a number from 1 to 10 is wanted, not "high"'),
    ("site.yaml", "    emergency: true\n    needs", "    emergency: maybe\n    needs",
     'site.yaml:9: emergency: true or false is wanted, not "maybe"'),
    ("site.yaml", "    needs: { card: 5 }", "    calendar: office",
     "site.yaml:10: an emergency queue is never closed: it has no calendar"),
    ("site.yaml", "    needs: { card: 5 }", "    closed: { en: No., zh-CN: 否。 }",
     "site.yaml:10: an emergency queue is never closed: it has no closed"),
    ("site.yaml", "    closed: { en: Closed., zh-CN: 休息。 }\n", "",
     'site.yaml:14: desk: "closed" is missing: what is said when the calendar is closed'),
    ("site.yaml", "    calendar: office\n", "", "site.yaml:16: closed: is never said without a calendar"),
    ("site.yaml", "    calendar: office\n", "    calendar: offices\n",
     'site.yaml:16: there is no calendar "offices" (did you mean "office"?)'),
    ("site.yaml", "{ after: 10, anyone: true }", "{ after: 5, anyone: true }",
     "site.yaml:13: steps: after 5 s must come later than after 5 s"),
    ("site.yaml", "{ after: 10, anyone: true }", "{ after: 10, announce: true }",
     "site.yaml:13: steps: the last one must be `anyone: true`, so that each wait ends"),
    ("site.yaml", "{ after: 5, lower_to: 1 }", "{ after: 5 }",
     "site.yaml:12: steps: this one does nothing: drop_skills, lower_to, agents_of, anyone, "
     "announce, head_start, callback, voicemail or message is wanted"),
    ("site.yaml", "{ after: 5, lower_to: 1 }", "{ lower_to: 1 }",
     'site.yaml:12: steps: "after" is missing, or another condition: longer_than, wait_over, nobody, closed'),
    ("site.yaml", "{ after: 10, anyone: true }", "{ longer_than: 3, anyone: true }",
     "site.yaml:13: steps: the last one must be `anyone: true`, so that each wait ends: after some seconds, and on no other "
     "condition"),
    ("site.yaml", "{ after: 5, lower_to: 1 }", "{ longer_than: few, lower_to: 1 }",
     'site.yaml:12: longer_than: a number from 0 to 10000 is wanted, not "few"'),
    ("site.yaml", "{ after: 5, lower_to: 1 }", "{ closed: true, lower_to: 1 }",
     "site.yaml:12: steps: an emergency is never closed, and nothing is proposed to it: a person answers it"),
    ("site.yaml", "{ after: 5, lower_to: 1 }", "{ after: 5, callback: true }",
     "site.yaml:12: steps: an emergency is never closed, and nothing is proposed to it: a person answers it"),
    ("site.yaml", "{ after: 5, lower_to: 1 }", "{ after: 5, agents_of: [dsk] }",
     'site.yaml:12: there is no queue "dsk" (did you mean "desk"?)'),
    ("site.yaml", "{ after: 5, lower_to: 1 }", "{ after: 5, agents_of: [lost] }",
     "site.yaml:12: agents_of: lost is this queue itself"),
    ("site.yaml", "        drop_skills: [card]", "        voicemail: true",
     "site.yaml:21: voicemail: words must have offer_voicemail, voicemail_prompt, voicemail_thanks"),
    ("site.yaml", "{ after: 5, lower_to: 1 }", "{ after: -5, lower_to: 1 }",
     "site.yaml:12: after: must be from 0 to 86400, not -5"),
    ("site.yaml", "        drop_skills: [card]", "        drop_skills: [cards]",
     'site.yaml:21: there is no skill "cards" (did you mean "card"?)'),
    ("site.yaml", "        drop_skills: [card]", "        drop_skills: card",
     'site.yaml:21: drop_skills: a list is wanted, not "card"'),
    ("site.yaml", "share: 0.8", "share: 80", "site.yaml:18: share: must be from 0.01 to 1, not 80"),
    ("site.yaml", "seconds: 20, share: 0.8", "seconds: .inf, share: 0.8",
     'site.yaml:18: seconds: a number from 1 to 86400 is wanted, not ".inf"'),
    ("site.yaml", "seconds: 20, share: 0.8", 'seconds: "20", share: 0.8',
     'site.yaml:18: seconds: a number from 1 to 86400 is wanted, not "20"'),
    ("site.yaml", "default_queue: desk", "default_queue: desks",
     'site.yaml:56: there is no queue "desks" (did you mean "desk"?)'),
    # --- intents ---
    ("site.yaml", "    emergency: true\n    queue: lost", "    emergency: true\n    queue: desk",
     'site.yaml:28: lost_card is an emergency, so its queue "desk" must be marked `emergency: true`'),
    ("site.yaml", "    emergency: true\n    queue: lost", "    emergency: true\n    flow: balance",
     "site.yaml:28: lost_card: an emergency goes to a human, never into a flow"),
    ("site.yaml", "    flow: balance", "    flow: balanse",
     'site.yaml:31: there is no flow "balanse" (did you mean "balance"?)'),
    ("site.yaml", "    flow: balance", "    emergency: false", 'site.yaml:29: balance: "queue" or "flow" is missing'),
    ("site.yaml", "    flow: balance", "    flow: balance\n    queue: desk",
     'site.yaml:31: balance: "queue" or "flow", not both'),
    ("site.yaml", "    queue: desk\n    needs", "    queue: desc\n    needs",
     'site.yaml:34: there is no queue "desc" (did you mean "desk"?)'),
    ("site.yaml", "needs: { card: 2 }", "needs: { cart: 2 }",
     'site.yaml:35: there is no skill "cart" (did you mean "card"?)'),
    ("site.yaml", "complaint_cause: attitude", "complaint_cause: atitude",
     'site.yaml:37: there is no complaint cause "atitude" (did you mean "attitude"?)'),
    ("site.yaml", "  speak_to_human:", "  speak_to_people:", 'site.yaml:24: intents: "speak_to_human" is missing'),
    ("site.yaml", "  unclear:", "  unclearer:", 'site.yaml:24: intents: "unclear" is missing'),
    ("site.yaml", "zh-CN: 不明 }\n    queue: desk", "zh-CN: 不明 }\n    flow: balance",
     "site.yaml:43: unclear is for people: it has a queue, not a flow"),
    # --- entry points, gateways, channels, policies ---
    ("site.yaml", "{ flow: hello }", "{ flow: hallo }",
     'site.yaml:45: there is no flow "hallo" (did you mean "hello"?)'),
    ("site.yaml", "{ intent: lost_card }", "{ intent: lost }",
     'site.yaml:46: there is no intent "lost" (did you mean "lost_card"?)'),
    ("site.yaml", "{ intent: lost_card }", "{ queue: lost }", """
        site.yaml:46: *: "flow" or "intent" is missing
        site.yaml:46: unknown key "queue" (there is flow, intent)"""),
    ("site.yaml", '"+861069950000"', '"+86 10 6995 0000"',
     'site.yaml:45: "+86 10 6995 0000" is no number in E.164 (+, country code, 7 to 15 digits in all)'),
    ("site.yaml", "    kind: http\n", "    kind: htpp\n",
     'site.yaml:49: kind: "htpp" is not known (did you mean "http"?)'),
    ("site.yaml", "    kind: http\n", "    kind: http\n    secret: abc\n",
     "site.yaml:50: secret: secrets are never written into a site: set CALLCENTER_SECRET_PBX"),
    ("site.yaml", "https://pbx.example/commands", "https://me:pw@pbx.example/commands",
     "site.yaml:50: webhook: secrets are never written into a site, nor into its URLs"),
    ("site.yaml", "https://pbx.example/commands", "ftp://pbx.example/",
     "site.yaml:50: webhook: a URL with http or https is wanted"),
    ("site.yaml", "https://pbx.example/commands", "https://pbx.example:99999/",
     "site.yaml:50: webhook: a URL with http or https is wanted"),
    ("site.yaml", '  rate: "7.1"', "  rate: whsec_abcdef",
     "site.yaml:70: a secret: it belongs into the environment (CALLCENTER_SECRET_...), and is now to be replaced"),
    ("site.yaml", "voice: { cost: 100 }", "voice: { cost: 0 }", "site.yaml:52: cost: must be from 1 to 100, not 0"),
    ("site.yaml", "voice: { cost: 100 }", "voice: { cost: 101 }",
     "site.yaml:52: cost: must be from 1 to 100, not 101"),
    ("site.yaml", "  email: { cost: 20 }\n", "", 'site.yaml:51: channels: "email" is missing'),
    ("site.yaml", "by_class: { vip: 120 }", "by_class: { vpi: 120 }",
     'site.yaml:58: unknown key "vpi" (did you mean "vip"?)'),
    ("site.yaml", "by_class: { vip: 120 }", "by_class: { vip: -1 }",
     "site.yaml:58: vip: must be from 0 to 86400, not -1"),
    ("site.yaml", "complaint_warn: [0.5, 0.75]", "complaint_warn: [0.75, 0.5]",
     "site.yaml:62: complaint_warn: 0.5 must be larger than 0.75"),
    ("site.yaml", "complaint_warn: [0.5, 0.75]", "complaint_warn: [0.5, 1.5]",
     "site.yaml:62: complaint_warn: must be from 0.01 to 0.99, not 1.5"),
    ("site.yaml", "  grace: 30", "  grace: soon",
     'site.yaml:64: grace: a number from 5 to 600 is wanted, not "soon"'),
    ("site.yaml", "  grace: 30", "  grace: 4", "site.yaml:64: grace: must be from 5 to 600, not 4"),
    ("site.yaml", "  grace: 30", "  connect: 9", "site.yaml:64: connect: must be from 10 to 600, not 9"),
    ("site.yaml", "  grace: 30", "  longest_contact: 599",
     "site.yaml:64: longest_contact: must be from 600 to 86400, not 599"),
    # --- calendars ---
    ("calendars.yaml", "  weekly:\n", "  zone: Mars/Base\n  weekly:\n",
     'calendars.yaml:2: zone: no time zone is named "Mars/Base"'),
    ("calendars.yaml", "mon-fri: 09:00-17:00", "mon-fri: 9-17",
     'calendars.yaml:3: weekly: "9-17" is no time of opening: 08:30-17:00 is one, 22:00-06:00 too'),
    ("calendars.yaml", "mon-fri: 09:00-17:00", "mon-fri: 09:00-25:00",
     'calendars.yaml:3: weekly: "09:00-25:00" is no time of opening: 08:30-17:00 is one, 22:00-06:00 too'),
    ("calendars.yaml", "mon-fri: 09:00-17:00", "fri-mon: 09:00-17:00",
     'calendars.yaml:3: weekly: "fri-mon" is no day (mon) nor days in a row (mon-fri)'),
    ("calendars.yaml", "mon-fri:", "mon-sat:", "calendars.yaml:2: weekly: hours of sat and sat overlap"),
    ("calendars.yaml", "mon-fri: 09:00-17:00", "mon-fri: 20:00-10:00",
     "calendars.yaml:2: weekly: hours of fri and sat overlap"),
    ("calendars.yaml", "country: CN", "country: XX", 'calendars.yaml:5: country: "XX" is not known'),
    ("calendars.yaml", "years: [2026]", "years: [26]", "calendars.yaml:5: years: must be from 2000 to 2099, not 26"),
    ("calendars.yaml", "country: CN", "country: DE, subdivision: XY",
     'calendars.yaml:5: subdivision: "XY" is not known'),
    ("calendars.yaml", "[2026-12-24]", "[2026-02-30]", 'calendars.yaml:6: "2026-02-30" is no date like 2026-10-01'),
    ("calendars.yaml", "[2026-12-24]", "[20261224]", 'calendars.yaml:6: "20261224" is no date like 2026-10-01'),
    ("calendars.yaml", "[2026-12-24]", "[2026-10-03]", "calendars.yaml:7: 2026-10-03 is closed and open"),
    ("calendars.yaml", "2026-10-03: mon", "2026-10-03: monday",
     'calendars.yaml:7: 2026-10-03: "monday" is not known (did you mean "mon"?)'),
    ("calendars.yaml", "  weekly:\n", "  weekly: {}\n  wekly:\n",
     'calendars.yaml:3: unknown key "wekly" (did you mean "weekly"?)'),
    # --- flows ---
    ("flows/balance.yaml", "start: look", "start: lok",
     'flows/balance.yaml:2: there is no node "lok" (did you mean "look"?)'),
    ("flows/balance.yaml", "      normal: tell", "      normal: tel",
     'flows/balance.yaml:7: there is no node "tel" (did you mean "tell"?)'),
    ("flows/balance.yaml", "    otherwise: desk", "    otherwise: desks",
     'flows/balance.yaml:8: there is no node "desks" (did you mean "desk"?)'),
    ("flows/balance.yaml", "    otherwise: desk\n", "", 'flows/balance.yaml:4: look: "otherwise" is missing'),
    ("flows/balance.yaml", "    next: more", "    next: moer",
     'flows/balance.yaml:11: there is no node "moer" (did you mean "more"?)'),
    ("flows/balance.yaml", "        next: look\n", "        next: loook\n",
     'flows/balance.yaml:17: there is no node "loook" (did you mean "look"?)'),
    ("flows/balance.yaml", '      "2":', '      "0":',
     "flows/balance.yaml:20: choices: 0 always leads to a human and cannot be a choice"),
    ("flows/balance.yaml", '      "2":', "      1:", 'flows/balance.yaml:20: "1" is there twice (first on line 16)'),
    ("flows/balance.yaml", '      "2":', '      "12":',
     'flows/balance.yaml:20: choices: "12" is no key: 1 to 9, * or #'),
    ("flows/balance.yaml", "en: [bye]", "en: [Again]",
     'flows/balance.yaml:20: choices: "Again" is said for 1 and for 2'),
    ("flows/balance.yaml", "words: { en: [bye], zh-CN: [再见] }", "words: { en: [bye] }",
     'flows/balance.yaml:22: words: "zh-CN" is missing'),
    ("flows/balance.yaml", "    say:", "    sya:",
     "flows/balance.yaml:9: tell: does nothing; one of " + ", ".join(READERS)
     + ' is wanted (did you mean "say"?)'),
    ("flows/balance.yaml", "    queue: desk", "    queue: desk\n    say: { en: Hi, zh-CN: 喂 }",
     'flows/balance.yaml:25: desk: one node does one thing, "queue" or "say"'),
    ("flows/balance.yaml", "    queue: desk", "    queue: deks",
     'flows/balance.yaml:24: there is no queue "deks" (did you mean "desk"?)'),
    ("flows/balance.yaml", "余额{balance}", "余额", "flows/balance.yaml:10: say: {balance} is not in every language"),
    ("flows/balance.yaml", "{balance} at", "{my balance} at", """
        flows/balance.yaml:10: en: {my balance} is no fact's name
        flows/balance.yaml:10: say: {balance}, {my balance} is not in every language"""),
    ("flows/balance.yaml", "timeout: 6", "timeout: 0", "flows/balance.yaml:14: timeout: must be from 1 to 60, not 0"),
    ("flows/hello.yaml", "store: wish", "store: My wish",
     """flows/hello.yaml:6: store: "My wish" is no fact's name: small letters, digits and _"""),
    ("flows/hello.yaml", "hours: office", "hours: offices",
     'flows/hello.yaml:10: there is no calendar "offices" (did you mean "office"?)'),
    ("flows/hello.yaml", "flow: balance", "flow: balanc",
     'flows/hello.yaml:14: there is no flow "balanc" (did you mean "balance"?)'),
    ("flows/hello.yaml", "flow: balance", "flow: hello",
     'flows/hello.yaml:14: flow: a flow cannot lead into itself again: hello -> hello'),
    ("flows/hello.yaml", "  ask:\n", "  Ask:\n",
     'flows/hello.yaml:4: "Ask" is no name: small letters, digits, - and _, beginning with a letter'),
    # --- lists, guidance, examples ---
    ("dispositions.yaml", "  resolved: false", "  resolved: no",
     'dispositions.yaml:5: resolved: true or false is wanted, not "no"'),
    ("dispositions.yaml", "open:\n", "solved:\n", 'dispositions.yaml:3: "solved" is there twice (first on line 1)'),
    ("complaint-causes.yaml", "queue: desk", "queue: dusk",
     'complaint-causes.yaml:3: there is no queue "dusk" (did you mean "desk"?)'),
    ("guidance/lost_card.en.md", "# Lost card", "", "guidance/lost_card.en.md:1: is empty"),
    ("guidance/lost_card.en.md", "# Lost card", "#\n\x00", "guidance/lost_card.en.md:2: has a null byte"),
    ("intents/cards.yml", "intent: lost_card", "intent: lost_cart",
     'intents/cards.yml:4: there is no intent "lost_cart" (did you mean "lost_card"?)'),
    # --- YAML itself ---
    ("site.yaml", "languages: [en, zh-CN]", "languages: [en, zh-CN",
     "site.yaml:3: while parsing a flow sequence, expected ',' or ']', but got ':'"),
    ("dispositions.yaml", "{ en: Solved,", "{ en: Solved?,",
     "dispositions.yaml:2: while parsing a flow mapping, expected ',' or '}', but got '?',"
     " inside { } a text with , ? or braces is quoted"),
    ("dispositions.yaml", "  resolved: false", "\tresolved: false",
     "dispositions.yaml:5: while scanning for the next token, found character '\\t' that cannot start any token"),
    ("complaint-causes.yaml", "attitude:", "attitude: &a",
     "complaint-causes.yaml:1: anchors (&) and aliases (*) are not read: write it out"),
    ("complaint-causes.yaml", "queue: desk", "queue: *a",
     "complaint-causes.yaml:3: anchors (&) and aliases (*) are not read: write it out"),
    ("complaint-causes.yaml", "queue: desk", "queue: !!python/name:os.system desk",
     "complaint-causes.yaml:3: tags are not read: tag:yaml.org,2002:python/name:os.system"),
    ("complaint-causes.yaml", "queue: desk", "queue: " + "[" * 40, "complaint-causes.yaml:3: nested too deeply"),
    ("complaint-causes.yaml", "queue: desk", 'queue: "\\U00FFFFFF"',
     "complaint-causes.yaml:3: is not YAML: chr() arg not in range(0x110000)"),
    ("complaint-causes.yaml", "queue: desk", 'queue: "\\ud800"', "complaint-causes.yaml:3: half of a surrogate pair"),
    ("complaint-causes.yaml", "en: Attitude", 'en: "a\u2028b\x85c"', ""),
    ("complaint-causes.yaml", "en: Attitude, zh-CN: 态度 }\n  queue: desk", 'en: "a\u2028b\x85c", zh-CN: 态 }\n  queue: dusk',
     'complaint-causes.yaml:3: there is no queue "dusk" (did you mean "desk"?)'),
    ("complaint-causes.yaml", "queue: desk", "queue: \x07",
     "complaint-causes.yaml:3: has a character that text cannot hold (code 7)"),
    ("complaint-causes.yaml", "  queue: desk", "  queue: desk\n---\nmore: 1",
     "complaint-causes.yaml:4: expected a single document in the stream, but found another document"),
    ("complaint-causes.yaml", "  queue: desk", "  queue: desk\n  ? [a]\n  : b",
     "complaint-causes.yaml:4: a key must be a word"),
    ("complaint-causes.yaml", CAUSES_WHOLE := FILES["complaint-causes.yaml"], "- a\n- b\n",
     "complaint-causes.yaml:1: a mapping is wanted, not a list"),
    ("complaint-causes.yaml", CAUSES_WHOLE, "# nothing\n", "complaint-causes.yaml:1: is empty"),
]  # fmt: skip


def names(problems: str) -> list[str]:
    return [line.strip() for line in problems.strip().splitlines()]


@pytest.mark.parametrize(
    ("file", "old", "new", "problems"), SLIPS, ids=[f"{slip[0]}:{slip[2][:30]!r}" for slip in SLIPS]
)
def test_each_slip_is_told_with_its_file_and_line(tmp_path: Path, file: str, old: str, new: str, problems: str) -> None:
    loaded = load(write(tmp_path, {**FILES, file: spoil(FILES[file], old, new)}))

    assert [str(problem) for problem in loaded.problems] == names(problems)
    assert (loaded.site is None) == bool(problems)


WRONG_FILES: list[tuple[dict[str, str | bytes | None], str]] = [
    ({"site.yaml": None}, "site.yaml:1: cannot be read: No such file or directory"),
    ({"calendars.yaml": None}, "calendars.yaml:1: cannot be read: No such file or directory"),
    ({"flows/balance.yaml/inside": "x", "flows/balance.yaml": None}, "flows/balance.yaml:1: cannot be read: Is a directory"),
    ({"dispositions.yaml": b"solved:\n  title: \xff\n"}, "dispositions.yaml:2: is not UTF-8"),
    ({"dispositions.yaml": b"#" * (1024 * 1024 + 1)}, "dispositions.yaml:1: is larger than 1 MiB"),
    ({"flows/Bad Name.yaml": "x"}, "flows/Bad Name.yaml:1: a flow is named NAME.yaml, in small letters"),
    ({"flows/hi.yml": "x"}, "flows/hi.yml:1: a flow is named NAME.yaml, in small letters"),
    ({"calender.yaml": "x"}, 'calender.yaml:1: is not read by anybody (did you mean "calendars.yaml"?)'),
    ({"guidance/lost_card.zh-CN.md": None}, "guidance/lost_card.en.md:1: lost_card.zh-CN.md is missing beside it"),
    ({"guidance/lost_card.fr.md": "x"}, 'guidance/lost_card.fr.md:1: "fr" is no language of the site (there is en, zh-CN)'),
    ({"guidance/readme.md": "x"}, "guidance/readme.md:1: guidance is named INTENT.LANGUAGE.md"),
    (
        {"guidance/lots.en.md": "x", "guidance/lots.zh-CN.md": "x"},
        """guidance/lots.en.md:1: there is no intent "lots" (there is angry, balance, lost_card, speak_to_human, unclear)
           guidance/lots.zh-CN.md:1: there is no intent "lots" (there is angry, balance, lost_card, speak_to_human, unclear)
        """,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "problems"), WRONG_FILES, ids=[next(iter(files)) for files, _ in WRONG_FILES])
def test_files_that_are_missing_or_misnamed_are_told(
    tmp_path: Path, files: dict[str, str | bytes | None], problems: str
) -> None:
    kept = {name: text for name, text in FILES.items() if name not in files}
    loaded = load(write(tmp_path, {**kept, **files}))

    assert [str(problem) for problem in loaded.problems] == names(problems)


def test_a_directory_that_is_not_there_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    loaded = load(tmp_path / "nowhere")

    assert [str(problem) for problem in loaded.problems] == ["site.yaml:1: cannot be read: No such file or directory"]


def test_all_problems_of_all_files_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    files = {
        **FILES,
        "site.yaml": spoil(spoil(FILES["site.yaml"], "cost: 33", "cost: 0", 2), "grace: 30", "grace: x"),
        "dispositions.yaml": "solved: 1\n",
    }
    places = [(problem.file, problem.line) for problem in load(write(tmp_path, files)).problems]

    assert places == [("dispositions.yaml", 1), ("site.yaml", 54), ("site.yaml", 64)]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("languages: []", 1),
        ("languages: [en, chinese]", 1),
        ("languages: [en, zh-CN, en]", 1),
        ("languages: en", 1),
        ("langauges: [en, zh-CN]", 2),
        ("", 1),
    ],
)
def test_languages_that_are_wrong_hide_no_other_problem(tmp_path: Path, written: str, told: int) -> None:
    spoilt = spoil(FILES["site.yaml"], "languages: [en, zh-CN]", written)
    files = {
        **FILES,
        "site.yaml": spoil(spoilt, "default_queue: desk", "default_queue: dsek"),
        "flows/hello.yaml": spoil(FILES["flows/hello.yaml"], "closed: shut", "closed: shot"),
    }
    loaded = load(write(tmp_path, files))
    problems = [str(problem) for problem in loaded.problems]
    of_languages = [one for one in problems if "languages" in one]

    assert loaded.site is None
    assert len(of_languages) == told
    assert [one for one in problems if one not in of_languages] == [
        'flows/hello.yaml:12: there is no node "shot" (did you mean "shut"?)',
        'site.yaml:56: there is no queue "dsek" (did you mean "desk"?)',
    ]


def test_languages_are_guessed_from_the_sentences_when_the_name_is_broken_too(tmp_path: Path) -> None:
    spoilt = spoil(
        FILES["site.yaml"], "name: { en: Tiny, zh-CN: 小 }\nlanguages: [en, zh-CN]", "name: Tiny\nlanguages: []"
    )
    problems = load(write(tmp_path, {**FILES, "site.yaml": spoil(spoilt, "cost: 33", "cost: 0", 2)})).problems

    assert [problem.line for problem in problems] == [1, 2, 54]


def test_the_tiny_site_itself_has_no_problem(tmp_path: Path) -> None:
    assert good(tmp_path, FILES).default_queue == "desk"
