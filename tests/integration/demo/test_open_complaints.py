"""Who waits for an answer and asks for news: the demo bank's own understanding, and the switchboard behind it."""

import pytest

from callcenter.app import DEMO_SITE
from callcenter.intent.classify import Classifier
from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.customer import Known
from callcenter.model.intent import Context
from callcenter.model.site import Site
from callcenter.services.shelf import read
from callcenter.services.trained import read_model
from callcenter.testing.day import Day

WAITS = Known(customer="cus_demo01", name="王芳", open_complaints=1, case_owner="agent3")
NEWS = """
我的投诉怎么样了
上周的投诉有结果了吗
有消息了吗
any news?
any update on my complaint
I complained last week and nobody has called me back
"""
NEW = """
我要投诉，多扣了我68块钱没人管
我要投诉昨天那个客服，态度太差了
I want to make a complaint you charged me 68 twice
I want to complain about your clerk who was very rude to me
"""


@pytest.fixture(scope="module")
def bank() -> tuple[Site, Classifier]:
    loaded, problems = read(DEMO_SITE)
    assert loaded.site is not None, problems
    return loaded.site, Classifier(loaded.site, read_model(DEMO_SITE, loaded.examples).model)


def said(bank: tuple[Site, Classifier], known: Known, text: str) -> tuple[Day, str]:
    site, classifier = bank
    day = Day(site)
    call = day.call(to="+861069950000", known=known)
    heard = classifier.classify(text, context=Context(known=known, flow="welcome", now=day.clock.now()))
    assert heard.name in ("complaint", "attitude_complaint"), heard
    day.happens(e.CustomerSpoke(gateway="pbx", call=call, text=text, intent=heard))
    return day, call


@pytest.mark.parametrize("text", NEWS.strip().splitlines())
def test_given_an_open_complaint_when_news_is_asked_for_then_its_people_come_and_no_second_one_is_opened(
    bank: tuple[Site, Classifier], text: str
) -> None:
    day, call = said(bank, WAITS, text)
    assert day.contact(call).queue == "complaints"
    assert day.done(c.OpenComplaint) == []


@pytest.mark.parametrize("text", NEW.strip().splitlines())
def test_given_an_open_complaint_when_a_new_cause_is_said_then_it_has_a_case_of_its_own(
    bank: tuple[Site, Classifier], text: str
) -> None:
    day, call = said(bank, WAITS, text)
    assert day.contact(call).queue == "complaints"
    assert [one.complaint.text for one in day.done(c.OpenComplaint)] == [text]


@pytest.mark.parametrize("text", ["我的投诉怎么样了", "any update on my complaint"])
def test_given_no_open_complaint_then_whoever_speaks_of_theirs_has_one(
    bank: tuple[Site, Classifier], text: str
) -> None:
    day, _ = said(bank, Known(customer="cus_demo02"), text)
    assert len(day.done(c.OpenComplaint)) == 1
