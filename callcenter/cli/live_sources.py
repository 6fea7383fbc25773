"""The site's declared services, asked from the terminal as a running server asks them. Our own records are not: there is no
store at hand, so their questions find nothing."""

import asyncio
import os

from callcenter.errors import SourceFailed
from callcenter.model.commands import LookUp
from callcenter.model.customer import NOBODY, Known
from callcenter.model.site import Site, Source
from callcenter.rehearsal.sources import Ask, Reply
from callcenter.services import questions
from callcenter.sources.http import opened_services


def live(site: Site) -> Ask:
    """Addresses and keys as in docs/operations.md: CALLCENTER_SERVICE_NAME and CALLCENTER_SERVICE_NAME_KEY."""

    def ask(command: LookUp, secret: str) -> Reply:
        try:
            return asyncio.run(_asked(site, site.sources[command.source], command, secret))
        except SourceFailed as failed:
            return Reply(failure=failed.failure)

    return ask


async def _asked(site: Site, source: Source, command: LookUp, secret: str) -> Reply:
    if source.store:
        return Reply(failure="unknown")
    told = {**command.arguments, "customer": command.customer or "", "caller": command.caller}
    judged = bool(command.sealed)
    request = questions.request(source, site.services[source.service], told, secret if judged else None)
    async with opened_services(os.environ) as services:
        said = questions.read(await services.ask(request))
    facts = questions.facts(source, said)
    if judged:
        named = said.get("customer")
        known = Known(customer=named) if isinstance(named, str) and named else NOBODY
        return Reply(facts=facts, known=known) if questions.judged(said) else Reply(right=False)
    if source.gives and not facts:
        return Reply(failure="unknown")
    return Reply(facts=facts)
