"""The floor as it is now, what the site says, and what gateways sent that nobody could read."""

from collections.abc import Mapping
from typing import Any

from callcenter.errors import Forbidden
from callcenter.services.ports import Json, Store
from callcenter.services.views import site_view
from callcenter.web.callers import ADMINS, LEADERS
from callcenter.web.forms import Paging, UserPath
from callcenter.web.op import Ask, op
from callcenter.web.parts import Floor, LoadedSite
from callcenter.web.shapes import AgentReasonsShape, AgentShape, DeadLetterShape, PageOf, QueueShape, SiteShape, moment

QUEUE_COLUMNS = ("name", "waiting", "oldest_wait", "ewt", "ewt_low", "ewt_high", "ewt_predictor", "ewt_coverage", "ewt_error",
    "offered", "answered", "abandoned", "service_level", "asa")  # fmt: skip
AGENT_COLUMNS = ("id", "name", "presence", "reachability", "state", "since", "skills", "contacts", "handled")
COLLEAGUE = ("id", "name", "state", "skills")
"""What an agent sees of others: enough to hand a contact over."""


class FloorNow:
    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    @op("GET", "/api/v1/queues", "Queues with their figures", tag="queues", returns=PageOf[QueueShape],
        csv=QUEUE_COLUMNS)  # fmt: skip
    async def queues(self, ask: Ask) -> Json:
        queues = self._floor.snapshot()["queues"]
        return {"rows": [{"name": name, **row} for name, row in queues.items()], "after": None}

    @op("GET", "/api/v1/agents", "Agents with their state", tag="agents", returns=PageOf[AgentShape],
        csv=AGENT_COLUMNS)  # fmt: skip
    async def agents(self, ask: Ask) -> Json:
        """An agent sees of others what handing a contact over takes."""
        rows = [{"id": agent, **row} for agent, row in self._floor.snapshot()["agents"].items()]
        if ask.caller.restricted:
            rows = [row if row["id"] == ask.caller.name else _colleague(row) for row in rows]
        return {"rows": rows, "after": None}

    @op("GET", "/api/v1/agents/{name}/explain", "Why this agent gets no contact just now", tag="agents",
        params=UserPath, returns=AgentReasonsShape)  # fmt: skip
    async def explain(self, ask: Ask, params: UserPath) -> Json:
        """Agents may ask it of themselves."""
        if ask.caller.restricted and params.name != ask.caller.name:
            raise Forbidden("ask why you get nothing yourself; of others supervisors may", code="not_yours")
        return self._floor.why_nothing(params.name)


def _colleague(row: Mapping[str, Any]) -> Json:
    return {name: row[name] for name in COLLEAGUE if name in row}


class SiteNow:
    def __init__(self, site: LoadedSite) -> None:
        self._site = site

    @op("GET", "/api/v1/site", "The site in force, and what is wrong with a newer one", tag="site", returns=SiteShape)
    async def site(self, ask: Ask) -> Json:
        return self._shown()

    @op("POST", "/api/v1/site/reload", "Take the files as they are now; refused whole if one has a problem",
        tag="site", returns=SiteShape, roles=ADMINS)  # fmt: skip
    async def reload(self, ask: Ask) -> Json:
        await self._site.reload()
        return self._shown()

    def _shown(self) -> Json:
        site = self._site.current()
        skills = {name: dict(title) for name, title in site.skills.items()}
        return {
            **site_view(site),
            "zone": site.zone,
            "skills": skills,
            "problems": self._site.problems(),
            "model": self._site.model(),
        }


class Letters:
    def __init__(self, store: Store) -> None:
        self._store = store

    @op("GET", "/api/v1/dead-letters", "What gateways sent and nobody could read", tag="dead-letters",
        query=Paging, returns=PageOf[DeadLetterShape], roles=LEADERS,
        csv=("id", "gateway", "at", "code", "detail", "body"))  # fmt: skip
    async def list(self, ask: Ask, query: Paging) -> Json:
        page = await self._store.dead_letters(query.after, query.limit)
        return {"rows": [moment(row) for row in page.rows], "after": page.after}
