"""Flows: which there are, what one looks like, and what became of the people in them."""

import asyncio

from callcenter.errors import Unknown
from callcenter.ivr.picture.drawing import drawing
from callcenter.services.flow_marks import marks_of
from callcenter.services.flow_reports import FlowReports, Period
from callcenter.services.ports import Json
from callcenter.web.callers import LEADERS
from callcenter.web.forms import FlowPath, FlowQuery, GraphQuery, PeriodQuery
from callcenter.web.op import Answer, Ask, op
from callcenter.web.shapes import FlowReportShape, FlowRowShape, FlowShape, PageOf
from callcenter.web.tongue import language_of

COLUMNS = ("flow", "version", "in_force", "started", "inside", "containment", "containment_by_choice", "came_back", "drop_out",
           "to_human", "not_understood", "silence", "checks_failed", "questions_to_human.p50", "questions_to_human.p95",
           "questions_to_human.longest", "seconds_to_human.p50", "seconds_to_human.p95", "seconds_to_human.longest", "csm",
           "graded", "first_at", "last_at")  # fmt: skip
NODE_COLUMNS = ("node", "reached", "dropped_out", "drop_out", "heard", "not_understood", "silence", "checks_failed",
                "answer_seconds.mean", "answer_seconds.p50", "answer_seconds.p95", "look_up_seconds.mean",
                "look_up_seconds.p50", "look_up_seconds.p95")  # fmt: skip
DRAWN = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
}
"""A picture has its colours in it, and nothing else."""


class Flows:
    def __init__(self, reports: FlowReports) -> None:
        self._reports = reports

    @op("GET", "/api/v1/flows", "Flows of the site in force", tag="flows", returns=PageOf[FlowShape], roles=LEADERS,
        csv=("flow", "version", "nodes"))  # fmt: skip
    async def list(self, ask: Ask) -> Json:
        flows = self._reports.plans.in_force()
        rows = [
            {"flow": name, "title": dict(flow.title), "version": flow.version, "nodes": len(flow.nodes)}
            for name, flow in sorted(flows.items())
        ]
        return {"rows": rows, "after": None}

    @op("GET", "/api/v1/flows/{flow}/graph.svg", "A flow as a picture, with what became of people in it", tag="flows",
        params=FlowPath, query=GraphQuery, media="image/svg+xml", roles=LEADERS)  # fmt: skip
    async def graph(self, ask: Ask, params: FlowPath, query: GraphQuery) -> Answer:
        """In the language of `language`, else of Accept-Language, else English."""
        language, marks = query.language or language_of(ask), None
        flow = self._reports.shown(params.flow, query.version)
        if flow is None:
            raise Unknown(f"there is no flow {params.flow}" + (f" of version {query.version}" if query.version else ""))
        if query.figures:
            counted = await self._reports.counted(self._period(query))
            marks = marks_of(flow, self._reports.tally(counted, params.flow, query.version), language)
        # A large one takes a tenth of a second.
        drawn = await asyncio.to_thread(drawing, flow, language, marks=marks, scheme=query.scheme)
        return Answer(body=drawn, headers=DRAWN)

    @op("GET", "/api/v1/reports/flows", "What became of people in flows, by flow and version", tag="reports",
        query=PeriodQuery, returns=PageOf[FlowRowShape], csv=COLUMNS, roles=LEADERS)  # fmt: skip
    async def overview(self, ask: Ask, query: PeriodQuery) -> Json:
        return {"rows": await self._reports.overview(self._period(query)), "after": None}

    @op("GET", "/api/v1/reports/flows/{flow}", "One flow: its figures, and those of each node and way", tag="reports",
        params=FlowPath, query=FlowQuery, returns=FlowReportShape, csv=NODE_COLUMNS, roles=LEADERS)  # fmt: skip
    async def one(self, ask: Ask, params: FlowPath, query: FlowQuery) -> Json:
        return await self._reports.report(self._period(query), params.flow, query.version)

    def _period(self, query: PeriodQuery) -> Period:
        first = None if query.from_ is None else query.from_.timestamp()
        last = None if query.to is None else query.to.timestamp()
        return self._reports.period(first, last)
