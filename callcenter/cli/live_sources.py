"""The site's declared services, asked from the terminal as a running server asks them; our own records out of its database."""

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from callcenter.cli.verbs import with_store
from callcenter.errors import SourceFailed, Unavailable
from callcenter.model.commands import LookUp
from callcenter.model.customer import NOBODY, IdentityKind, Known
from callcenter.model.site import Site, Source
from callcenter.rehearsal.sources import Reply
from callcenter.services import questions
from callcenter.services.own_records import QUESTIONS
from callcenter.services.ports import Json
from callcenter.sources.http import opened_services

DATABASE = "CALLCENTER_DATABASE"


class LiveSources:
    """Addresses, keys and the database as in docs/operations.md: CALLCENTER_SERVICE_NAME, CALLCENTER_SERVICE_NAME_KEY and
    CALLCENTER_DATABASE. Without the last one our own records are not asked, and `notes` says so."""

    def __init__(self, site: Site, environment: Mapping[str, str] = os.environ) -> None:
        self._site, self._environment = site, environment
        self._database = environment.get(DATABASE, "")

    def notes(self, caller: str) -> list[str]:
        """What cannot be answered, and why: said before the dialogue begins."""
        own = sorted(source.name for source in self._site.sources.values() if source.store)
        if not own:
            return []
        names = ", ".join(own)
        if not self._database:
            return [f"our own records are not asked ({names} find nothing): set {DATABASE} to the site's database"]
        if not caller:
            return [
                f"our own records are asked about a customer, and nobody calls ({names} find nothing): give --caller"
            ]
        if self.known(caller).customer is None:
            return [f"our own records know nobody by {caller}: {names} find nothing until somebody proves who they are"]
        return []

    def known(self, caller: str) -> Known:
        """Who calls, as a server would find them; nobody without a database. Raises `Malformed` when it is not there."""
        if not self._database or not caller:
            return NOBODY

        async def work(store: Any) -> Known:
            found: dict[str, Known] = await store.known(IdentityKind.PHONE, [caller])
            return found.get(caller, NOBODY)

        return with_store(self._database, work)

    def __call__(self, command: LookUp, secret: str) -> Reply:
        source = self._site.sources[command.source]
        try:
            if source.store:
                return _reply(source, self._own(source, command))
            return asyncio.run(self._asked(source, command, secret))
        except SourceFailed as failed:
            return Reply(failure=failed.failure)
        except Unavailable:
            return Reply(failure="unavailable")

    def _own(self, source: Source, command: LookUp) -> Json:
        customer = command.customer
        if not self._database or not customer:
            raise SourceFailed("unknown")

        async def work(store: Any) -> Json | None:
            facts = (await store.panel_facts([customer])).get(customer)
            return QUESTIONS[source.store](facts, command.contact) if facts else None

        said = with_store(self._database, work)
        if said is None:
            raise SourceFailed("unknown")
        return said

    async def _asked(self, source: Source, command: LookUp, secret: str) -> Reply:
        told = {**command.arguments, "customer": command.customer or "", "caller": command.caller}
        judged = bool(command.sealed)
        request = questions.request(source, self._site.services[source.service], told, secret if judged else None)
        async with opened_services(self._environment) as services:
            said = questions.read(await services.ask(request))
        if not judged:
            return _reply(source, said)
        named = said.get("customer")
        known = Known(customer=named) if isinstance(named, str) and named else NOBODY
        facts = questions.facts(source, said)
        return Reply(facts=facts, known=known) if questions.judged(said) else Reply(right=False)


def _reply(source: Source, said: Json) -> Reply:
    facts = questions.facts(source, said)
    return Reply(failure="unknown") if source.gives and not facts else Reply(facts=facts)
