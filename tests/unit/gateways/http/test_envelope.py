"""Our reading of one decoded event is the SDK's."""

import json

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from callcenter.gateways.http.envelope import structured

NAMES = st.from_regex(r"[a-z0-9]{1,10}", fullmatch=True).filter(lambda name: name not in ("data", "time"))


@given(
    id=st.text(min_size=1).filter(lambda text: text.isprintable()),
    extensions=st.dictionaries(NAMES, st.text(min_size=1) | st.integers(), max_size=3),
    data=st.dictionaries(st.text(), st.integers() | st.text()),
)
def test_given_any_event_then_it_reads_as_the_sdk_reads_it(
    id: str, extensions: dict[str, object], data: dict[str, object]
) -> None:
    raw = extensions | {
        "specversion": "1.0",
        "id": id,
        "source": "/p",
        "type": "t",
        "subject": "s",
        "dataschema": "d",
        "datacontenttype": "application/json",
        "time": "2026-11-21T08:00:00.25+08:00",
        "data": data,
    }
    ours, theirs = structured(raw), JSONFormat().read(CloudEvent, json.dumps(raw))
    assert ours.get_attributes() == theirs.get_attributes()
    assert ours.get_data() == theirs.get_data()
