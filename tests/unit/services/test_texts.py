"""A contact's text is its view, whatever of it was remembered."""

import json
from dataclasses import replace

from callcenter.model.contact import Channel, Contact, ContactState, Message
from callcenter.services.texts import contact_text
from callcenter.services.views import contact_view
from callcenter.testing.sites import small_site

NOW = 1_800_000_000.0
SITE = small_site()
LINE = Message(id="m1", sender="customer", text='我的卡 "丢" 了', at=NOW)
CONTACT = Contact(
    id="c1",
    seq=1,
    channel=Channel.CHAT,
    gateway="pbx",
    leg="w1",
    site="site-1",
    arrived_at=NOW - 20,
    waiting_since=NOW - 10,
    state=ContactState.QUEUED,
    messages=(LINE,),
)


def test_a_contact_reads_as_its_view_with_the_thread() -> None:
    assert json.loads(contact_text(CONTACT, SITE, NOW)) == contact_view(CONTACT, SITE, NOW)


def test_given_time_passes_then_the_wait_grows_in_the_text() -> None:
    contact_text(CONTACT, SITE, NOW)
    assert json.loads(contact_text(CONTACT, SITE, NOW + 5))["waited"] == 15.0


def test_given_another_line_then_it_is_there_beside_the_remembered_one() -> None:
    contact_text(CONTACT, SITE, NOW)
    longer = replace(CONTACT, messages=(LINE, replace(LINE, id="m2", text="half \ud83d of a smile")))
    thread = json.loads(contact_text(longer, SITE, NOW))["messages"]
    assert [line["id"] for line in thread] == ["m1", "m2"]


def test_given_a_line_was_delivered_then_the_text_says_so() -> None:
    contact_text(CONTACT, SITE, NOW)
    delivered = replace(CONTACT, messages=(replace(LINE, delivered=True),))
    assert json.loads(contact_text(delivered, SITE, NOW))["messages"][0]["delivered"] is True
