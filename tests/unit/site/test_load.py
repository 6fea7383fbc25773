"""What a site becomes: frozen words of the model, and where each was written."""

from dataclasses import replace
from pathlib import Path

import pytest

from callcenter.model.flow import Branch, Choice, Gather, HangUp, Hours, Menu, Say, ToCallback, ToQueue
from callcenter.model.site import Period, Serving, Site, SkillNeed, Step
from callcenter.site import load
from tests.unit.site.tiny import FILES, good, spoil, write


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return good(tmp_path, FILES)


def test_a_farewell_may_have_no_words(tmp_path: Path) -> None:
    files = {**FILES, "flows/hello.yaml": spoil(FILES["flows/hello.yaml"], "callback: desk", "hang_up:")}
    assert good(tmp_path, files).flows["hello"].nodes["shut"] == HangUp()


def test_queues_intents_and_policies_are_read(site: Site) -> None:
    lost, desk = site.queues["lost"], site.queues["desk"]
    assert lost.emergency
    assert lost.needs == (SkillNeed(skill="card", level=5),)
    assert lost.steps == (Step(after=5.0, lower_to=1), Step(after=10.0, anyone=True))
    assert desk.calendar == "office"
    assert desk.steps[0].drop_skills == ("card",)
    assert site.intents["angry"].complaint_cause == "attitude"
    assert site.intents["balance"].handling.flow == "balance"
    assert site.emergencies() == {"lost_card"}
    assert site.entry_points["*"].intent == "lost_card"
    assert site.channels["chat"].cost == 33
    assert site.priorities.by_class == {"vip": 120.0}
    assert site.promises.complaint_warn == (0.5, 0.75)
    assert site.patience.emergency_alarms == (10.0, 30.0)
    assert site.away_reasons == {"meal": {"en": "Meal", "zh-CN": "用餐"}}


def test_sentences_may_be_written_otherwise_than_spoken(tmp_path: Path) -> None:
    text = spoil(FILES["site.yaml"], "zh-CN: 马上。 }", "zh-CN: 马上。, written: { en: Here., zh-CN: 这里。 } }")
    text = spoil(text, "zh-CN: 休息。 }", "zh-CN: 休息。, written: { en: Not now., zh-CN: 打烊。 } }")
    site = good(tmp_path, {**FILES, "site.yaml": text})
    assert site.written_words == {"emergency_wait": {"en": "Here.", "zh-CN": "这里。"}}
    assert site.says("emergency_wait", "en", written=True) == "Here."
    assert site.says("emergency_wait", "en", written=False) == "At once."
    assert site.says("goodbye", "en", written=True) == "Bye."
    assert site.says("nothing", "en", written=True) == ""
    desk = site.queues["desk"]
    assert (desk.closed["en"], desk.closed_written["en"]) == ("Closed.", "Not now.")


def test_each_kind_of_node_is_read_and_facts_of_the_site_are_filled_in(site: Site) -> None:
    nodes = site.flows["balance"].nodes
    assert nodes["look"] == Branch(fact="status", cases={"normal": "tell"}, otherwise="desk")
    assert nodes["tell"] == Say(text={"en": "You have {balance} at 7.1.", "zh-CN": "余额{balance}，7.1。"}, next="more")
    menu = nodes["more"]
    assert isinstance(menu, Menu)
    assert menu.timeout == 6.0
    assert menu.choices[0] == Choice(
        key="1",
        next="look",
        words={"en": ("again",), "zh-CN": ("再说一遍",)},
        label={"en": "Again", "zh-CN": "再来"},
    )
    assert nodes["desk"] == ToQueue(queue="desk")
    assert nodes["bye"] == HangUp(text={"en": "Bye.", "zh-CN": "再见。"})
    hello = site.flows["hello"].nodes
    assert hello["ask"] == Gather(
        prompt={"en": "What is it?", "zh-CN": "什么事？"}, next="now", store="wish", max_digits=1
    )
    assert hello["shut"] == ToCallback(queue="desk")


def test_a_flow_that_goes_on_in_another_holds_both_as_one_graph(site: Site) -> None:
    hello = site.flows["hello"]
    assert hello.nodes["now"] == Hours(calendar="office", open="balance/look", closed="shut")
    assert hello.nodes["balance/look"] == Branch(
        fact="status", cases={"normal": "balance/tell"}, otherwise="balance/desk"
    )
    assert set(hello.nodes) == {"ask", "now", "shut"} | {f"balance/{name}" for name in site.flows["balance"].nodes}


def test_where_says_file_and_line_of_each_node_also_of_borrowed_ones(tmp_path: Path) -> None:
    where = load(write(tmp_path, FILES)).where
    assert where["balance", "look"] == ("flows/balance.yaml", 4)
    assert where["balance", "bye"] == ("flows/balance.yaml", 25)
    assert where["hello", "shut"] == ("flows/hello.yaml", 15)
    assert where["hello", "balance/bye"] == ("flows/balance.yaml", 25)
    assert where["hello", ""] == ("flows/hello.yaml", 2)
    assert {node for flow, node in where if flow == "hello" and node} == set(good(tmp_path, FILES).flows["hello"].nodes)


def test_chinese_holidays_and_make_up_days_are_expanded_for_the_named_years_alone(site: Site) -> None:
    office = site.calendars["office"]
    assert office.zone == "Asia/Shanghai"
    assert {day[:4] for day in (*office.closed_days, *office.open_days)} == {"2026"}
    assert {"2026-01-01", "2026-02-17", "2026-10-01", "2026-12-24"} <= set(office.closed_days)
    # 14 February is worked for Friday the 20th, 28 February for Monday the 23rd.
    assert office.open_days["2026-02-14"] == 4
    assert office.open_days["2026-02-28"] == 0
    assert office.open_days["2026-10-03"] == 0, "opened by hand, against the holiday"
    assert not set(office.closed_days) & set(office.open_days)


def test_a_date_closed_by_hand_beats_a_make_up_day(tmp_path: Path) -> None:
    calendars = spoil(FILES["calendars.yaml"], "[2026-12-24]", "[2026-02-14]")
    office = good(tmp_path, {**FILES, "calendars.yaml": calendars}).calendars["office"]
    assert "2026-02-14" in office.closed_days
    assert "2026-02-14" not in office.open_days


def test_hours_may_pass_midnight_and_fill_the_day(tmp_path: Path) -> None:
    hours = "office:\n  weekly:\n    mon: 22:00-06:00\n    wed-thu: 00:00-24:00\n    sun: [08:00-12:00, 20:00-02:00]\n"
    weekly = good(tmp_path, {**FILES, "calendars.yaml": hours}).calendars["office"].weekly
    assert [(period.weekday, period.opens, period.closes) for period in weekly] == [
        (0, 1320, 1800), (2, 0, 1440), (3, 0, 1440), (6, 480, 720), (6, 1200, 1560),
    ]  # fmt: skip
    assert isinstance(weekly[0], Period)


def test_a_sunday_that_runs_into_monday_overlaps_with_it(tmp_path: Path) -> None:
    hours = "office:\n  weekly:\n    mon: 01:00-06:00\n    sun: 20:00-02:00\n"
    problems = load(write(tmp_path, {**FILES, "calendars.yaml": hours})).problems
    assert [str(problem) for problem in problems] == ["calendars.yaml:2: weekly: hours of sun and mon overlap"]


def test_lists_that_agents_see_keep_the_order_of_the_file(site: Site) -> None:
    assert list(site.dispositions) == ["solved", "open"]
    assert not site.dispositions["open"].resolved


def test_guidance_and_examples_are_read(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, FILES))
    assert loaded.site is not None
    assert loaded.site.guidance == {"lost_card": {"en": "# Lost card\n", "zh-CN": "# 挂失\n"}}
    assert [(row.text, row.intent) for row in loaded.examples.rows] == [
        ("my card is gone", "lost_card"),
        ("我的卡丢了", "lost_card"),
    ]


# --- version ---


def test_the_version_is_the_same_for_the_same_content_in_other_order_and_white_space(
    tmp_path: Path, site: Site
) -> None:
    text = FILES["site.yaml"]
    lost, desk = text.index("  lost:"), text.index("  desk:")
    intents = text.index("intents:")
    shuffled = text[:lost] + text[desk:intents] + text[lost:desk] + text[intents:]
    shuffled = shuffled.replace("{ en: Tiny, zh-CN: 小 }", "\n    zh-CN:   小\n    en: 'Tiny' # the same")
    other = good(tmp_path / "other", {**FILES, "site.yaml": shuffled.replace("\n", "\r\n")})
    assert other == site
    assert other.version == site.version
    assert len(site.version) == 16


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("site.yaml", "en: Tiny", "en: Tinier"),
        ("site.yaml", "languages: [en, zh-CN]", "languages: [zh-CN, en]"),
        ("site.yaml", "after: 30", "after: 31"),
        ("site.yaml", '  rate: "7.1"', '  rate: "7.2"'),
        ("calendars.yaml", "2026-12-24", "2026-12-25"),
        ("flows/balance.yaml", "timeout: 6", "timeout: 7"),
        ("flows/hello.yaml", "open: balance", "open: shut"),
        ("dispositions.yaml", "en: Solved", "en: Done"),
        ("complaint-causes.yaml", "en: Attitude", "en: Rude"),
        ("guidance/lost_card.en.md", "Lost", "Gone"),
    ],
)
def test_the_version_changes_with_the_content(tmp_path: Path, site: Site, file: str, old: str, new: str) -> None:
    other = good(tmp_path / "other", {**FILES, file: spoil(FILES[file], old, new)})
    assert other.version != site.version
    assert replace(other, version="") != replace(site, version="")


def test_the_version_does_not_change_with_the_sentences_that_train_the_classifier(tmp_path: Path, site: Site) -> None:
    examples = spoil(FILES["intents/cards.yml"], "gone", "lost")
    assert good(tmp_path / "other", {**FILES, "intents/cards.yml": examples}).version == site.version


def test_a_team_serves_its_queues_in_its_order(tmp_path: Path) -> None:
    text = FILES["site.yaml"].replace(
        "default_queue: desk\n",
        "default_queue: desk\nteams:\n  blue:\n    title: { en: B, zh-CN: 蓝 }\n"
        "    queues:\n      lost:\n      desk: { order: 3, delay: 20 }\n",
    )
    text = text.replace("priorities:\n", "priorities:\n  order_seconds: 40\n")
    text = text.replace(
        "    calendar: office\n", "    calendar: office\n    prefer: [named, owner]\n    prefer_seconds: 9\n"
    )
    site = good(tmp_path, {**FILES, "site.yaml": text})
    assert site.teams["blue"].queues == {"lost": Serving(), "desk": Serving(order=3, delay=20.0, behind=80.0)}
    assert site.delays("desk") == (20.0,)
    assert (site.queues["desk"].prefer, site.queues["desk"].prefer_seconds) == (("named", "owner"), 9.0)


def test_a_queue_gives_who_hands_a_contact_on_time_to_write_it_down(tmp_path: Path, site: Site) -> None:
    assert site.queues["desk"].transfer_wrap_up_seconds == 0.0
    text = FILES["site.yaml"].replace(
        "    calendar: office\n", "    calendar: office\n    transfer_wrap_up_seconds: 20\n"
    )
    assert good(tmp_path / "new", {**FILES, "site.yaml": text}).queues["desk"].transfer_wrap_up_seconds == 20.0
    folder = write(tmp_path / "bad", {**FILES, "site.yaml": text.replace("seconds: 20", "seconds: -1")})
    assert "transfer_wrap_up_seconds" in str(load(folder).problems[0])
