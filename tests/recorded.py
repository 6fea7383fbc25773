"""A day of `testing.day`, written into a store as the runner would have written it."""

from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.services.perform import Perform
from callcenter.services.ports import Entry, Store
from callcenter.testing.day import Day


async def write(day: Day, store: Store, *, sites: dict[str, Site] | None = None) -> None:
    """Journal, rows, watermark and site; one projection for each event."""
    known = sites or {day.site.version: day.site}
    for version, site in known.items():
        await store.save_site(version, 0.0, codec.site_text(site))
    perform = Perform(sites=known)
    for recorded, outcome in zip(day.journal, day.outcomes, strict=True):
        kind, body = codec.event_text(recorded.event)
        perform.perform(recorded, outcome)
        await store.append([Entry(key="", at=recorded.at, type=kind, body=body)], perform.take())
