"""A site that knows its intents, for tests of the classifier."""

from collections.abc import Iterable

from callcenter.model.site import Handling, IntentPolicy, Site

DEMO = ("balance_enquiry", "card_activation", "card_loss", "card_stolen", "fraud_report", "other", "speak_to_human")
EMERGENCIES = frozenset({"card_loss", "card_stolen", "fraud_report"})


def site_of(names: Iterable[str] = DEMO, emergencies: frozenset[str] = EMERGENCIES) -> Site:
    return Site(
        name={"en": "Bank"}, version="v1", languages=("zh-CN", "en"), zone="UTC", skills={}, queues={}, flows={},
        intents={
            name: IntentPolicy(name=name, title={}, handling=Handling(queue="q"), emergency=name in emergencies)
            for name in names
        },
        calendars={}, entry_points={}, gateways={}, channels={}, dispositions={}, causes={}, guidance={}, words={},
        default_queue="q",
    )  # fmt: skip
