"""How customers found it: the grades they gave, and their mean."""

from callcenter.clock import rfc3339
from callcenter.insight.metrics import FORMULAS, GRADES, csm_counted
from callcenter.services.ports import Json, Store
from callcenter.web.forms import SurveyFilters, SurveysQuery, filters_of
from callcenter.web.op import Ask, op
from callcenter.web.shapes import PageOf, SatisfactionShape, SurveyShape

COLUMNS = ("id", "at", "grade", "contact", "channel", "customer", "agent", "queue", "intent", "flow")


class Surveys:
    def __init__(self, store: Store) -> None:
        self._store = store

    @op("GET", "/api/v1/surveys", "Grades customers gave, newest first", tag="surveys",
        query=SurveysQuery, returns=PageOf[SurveyShape], csv=COLUMNS)  # fmt: skip
    async def list(self, ask: Ask, query: SurveysQuery) -> Json:
        """An agent sees those of contacts of their own, whatever `agent` says."""
        page = await self._store.surveys(_own(ask, query), query.after, query.limit)
        return {"rows": [_row(row) for row in page.rows], "after": page.after}

    @op("GET", "/api/v1/surveys/satisfaction", "How often each grade was given, and the mean", tag="surveys",
        query=SurveyFilters, returns=SatisfactionShape)  # fmt: skip
    async def satisfaction(self, ask: Ask, query: SurveyFilters) -> Json:
        """The same filters as the list, over all its pages."""
        counts = await self._store.grade_counts(_own(ask, query))
        return {
            "grades": {str(grade): counts.get(grade, 0) for grade in GRADES},
            "given": sum(counts.values()),
            "csm": csm_counted(counts),
            "formula": FORMULAS["csm"],
        }


def _own(ask: Ask, query: SurveyFilters) -> dict[str, str]:
    filters = filters_of(query)
    return {**filters, "agent": ask.caller.name} if ask.caller.restricted else filters


def _row(row: Json) -> Json:
    """The columns in the list's order; the event it was given in is nobody's business here."""
    return {name: rfc3339(row[name]) if name == "at" else row[name] for name in COLUMNS}
