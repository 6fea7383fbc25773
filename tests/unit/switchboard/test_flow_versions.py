"""New files in the middle of a dialogue: who is in it goes on with the old ones, who comes then has the new ones."""

from dataclasses import replace

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.flow import Say
from callcenter.model.site import Site
from callcenter.testing.day import Day
from callcenter.testing.sites import both, small_site


def priced(version: str, words: str) -> Site:
    site = small_site(version)
    rates = site.flows["rates"]
    nodes = {**rates.nodes, "rate": Say(text=both(words), next="more")}
    return replace(site, flows={**site.flows, "rates": replace(rates, nodes=nodes, version=f"rates-{version}")})


def said(day: Day, call: str) -> list[str]:
    return [command.text for command in day.done(c.Say) if command.leg == call]


def turns(day: Day, call: str) -> list[object]:
    lines = [line for line in day.done(c.Chronicle) if line.contact == day.contact(call).id and line.what == "nodes"]
    return [line.detail["version"] for line in lines if line.detail["flow"] == "rates"]


def test_given_a_live_dialogue_when_the_site_is_taken_anew_then_it_stays_on_its_version() -> None:
    old, new = priced("site-1", "Seven yuan."), priced("site-2", "Eight yuan.")
    day = Day(old)
    day.board.sites = {"site-1": old, "site-2": new}
    before = day.call()
    day.says(before, "rates", "exchange_rate")

    day.happens(e.SiteTaken(version="site-2"))
    day.keys(before, "1")
    after = day.call()
    day.says(after, "rates", "exchange_rate")

    assert said(day, before) == ["Seven yuan.", "Seven yuan."]
    assert said(day, after) == ["Eight yuan."]
    assert set(turns(day, before)) == {"rates-site-1"}
    assert set(turns(day, after)) == {"rates-site-2"}


def test_given_a_live_dialogue_when_its_flow_is_gone_from_the_new_files_then_it_goes_on_all_the_same() -> None:
    old = small_site("site-1")
    new = replace(small_site("site-2"), flows={"welcome": old.flows["welcome"]})
    day = Day(old)
    day.board.sites = {"site-1": old, "site-2": new}
    call = day.call()
    day.says(call, "rates", "exchange_rate")

    day.happens(e.SiteTaken(version="site-2"))
    day.keys(call, "1")

    assert said(day, call) == ["One dollar is seven yuan."] * 2
