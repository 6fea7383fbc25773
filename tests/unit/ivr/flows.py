"""Flows and surroundings for the tests of this room."""

from callcenter.ivr.interpreter import Surroundings
from callcenter.model.flow import (
    Branch,
    Check,
    Choice,
    ChooseLanguage,
    Decide,
    Flow,
    Gather,
    HangUp,
    Hours,
    LookUp,
    Menu,
    Node,
    Proof,
    Say,
    SendText,
    SetFacts,
    Survey,
    Text,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from callcenter.model.intent import Intent
from callcenter.model.site import Calendar, Queue, Source

LANGUAGES = ("zh-CN", "en")
CALENDARS = {"office": Calendar(name="office", zone="UTC", weekly=())}
QUEUES = {
    "general": Queue(name="general", title={"en": "General"}),
    "card-loss": Queue(name="card-loss", title={"en": "Lost cards"}, emergency=True),
}
SOURCES = {
    "rates": Source(name="rates", service="bank", path="/rates/{currency}", gives={"rate": "/rate"}),
    "orders": Source(name="orders", store="newest_order", gives={"order": "status"}, timeout=1.0),
    "card": Source(name="card", service="bank", path="/card", method="POST", gives={"card": "/card"}, timeout=3.0),
    "pin": Source(name="pin", service="bank", path="/pin/{card}", method="POST"),
    "leaky": Source(name="leaky", service="bank", path="/pin/{answer}", method="POST"),
    "liar": Source(name="liar", service="bank", path="/liar", gives={"verified": "/yes"}),
}
EMERGENCIES = frozenset({"card_loss", "card_stolen"})
NOW = 1_800_000_000.0


def both(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}


def around(language: str = "en", *, open_now: bool = True, serving: str = "", sorry: str = "") -> Surroundings:
    return Surroundings(
        language=language,
        is_open=lambda _calendar, _at: open_now,
        calendars=CALENDARS,
        emergencies=EMERGENCIES,
        serving=frozenset({serving} if serving else ()),
        sorry=sorry,
    )


def intent(name: str, *, unsure: bool = False, emergency: bool = False, floor: bool = False) -> Intent:
    return Intent(name=name, confidence=0.4 if unsure else 0.95, unsure=unsure, emergency=emergency, floor=floor)


def flow(nodes: dict[str, Node], start: str = "") -> Flow:
    return Flow(name="balance", title=both("余额", "Balance"), start=start or next(iter(nodes)), nodes=nodes)


def balance() -> Flow:
    """The balance, heard as often as one likes; out of hours nobody is sent to the accounts people."""
    return flow(
        {
            "known": Branch(fact="balance", cases={"none": "no_account"}, otherwise="tell"),
            "tell": Say(text=both("余额为{balance}元。", "Your balance is {balance} yuan."), next="more"),
            "no_account": Say(text=both("您没有账户。", "You have no account."), next="more"),
            "more": Menu(
                prompt=both("重听请按1,结束请按2。", "Press 1 to hear it again, 2 to end."),
                choices=(
                    Choice(key="1", next="known", words={"zh-CN": ("重听",), "en": ("again", "repeat")}),
                    Choice(key="2", next="bye", words={"zh-CN": ("结束",), "en": ("end",)}),
                    Choice(key="3", next="hours"),
                    Choice(key="4", next="account"),
                ),
            ),
            "account": Gather(
                prompt=both("请输入账号。", "Key in the account."), next="read_back", store="account", max_digits=4
            ),
            "read_back": Say(text=both("账号{account}。", "Account {account}."), next="wish"),
            "wish": Gather(prompt=both("还有什么?", "What else?"), next="bye"),
            "hours": Hours(calendar="office", open="people", closed="later"),
            "people": ToQueue(queue="general"),
            "later": ToVoicemail(queue="general"),
            "bye": HangUp(text=both("再见。", "Goodbye.")),
        }
    )


def bank() -> Flow:
    """One node at least of every kind."""
    return flow(
        {
            "language": ChooseLanguage(prompt=both("中文请按1。", "For English press 2."), next="hello"),
            "hello": Say(text=both("您好。", "Hello."), written=both("您好", "Hi"), next="known"),
            "known": Branch(fact="class", cases={"vip": "people"}, otherwise="card"),
            "card": Check(
                proof=Proof.IDENTIFY, prompt=both("请输入卡号。", "Key in your card number."), source="card",
                next="pin", failed="failed", unavailable="failed", max_digits=19,
            ),
            "pin": Check(
                proof=Proof.VERIFY, prompt=both("请输入密码。", "Key in your PIN."), source="pin",
                next="account", failed="failed", unavailable="menu", arguments={"card": "facts.card"}, attempts=2,
            ),
            "failed": Say(text=both("不对。", "That was wrong."), next="people"),
            "menu": Menu(
                prompt=both("汇率请按1,结束请按2。", "Rates: press 1, to end press 2."),
                written=both("请选择", "Please choose"),
                choices=(
                    Choice(key="1", next="rate", words={"en": ("rates",)}, label=both("汇率", "Exchange")),
                    Choice(key="2", next="how", label=both("结束", "End")),
                    Choice(key="3", next="outside"),
                ),
            ),
            "account": Gather(prompt=both("账号?", "Account?"), next="set", store="account", max_digits=4),
            "set": SetFacts(facts=(("short", "facts.account.size() < 3"), ("n", "1 + 1")), next="decide"),
            "decide": Decide(ways=(("facts.short == 'yes'", "rate"),), otherwise="hours"),
            "rate": LookUp(
                source="rates", next="tell", failed="menu", arguments={"currency": "facts.currency"},
                text=both("请稍候。", "One moment."),
            ),
            "tell": Say(text=both("汇率{rate}。", "The rate is {rate}."), next="link"),
            "link": SendText(text=both("汇率{rate}", "Rate {rate}"), next="more"),
            "more": Menu(prompt=both("再听请按1。", "Press 1 to hear it again."), choices=(Choice(key="1", next="rate"),)),
            "hours": Hours(calendar="office", open="menu", closed="later"),
            "later": Menu(
                prompt=both("回电请按1,留言请按2。", "To be called back press 1, to leave a message 2."),
                choices=(Choice(key="1", next="callback"), Choice(key="2", next="voicemail")),
            ),
            "how": Survey(prompt=both("满意吗?", "How was it?"), next="bye"),
            "callback": ToCallback(queue="general"),
            "voicemail": ToVoicemail(queue="general"),
            "outside": Transfer(number="+8621505900", queue="general"),
            "people": ToQueue(queue="general"),
            "bye": HangUp(text=both("再见。", "Goodbye.")),
        }
    )  # fmt: skip
