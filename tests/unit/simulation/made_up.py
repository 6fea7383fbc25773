"""Made-up lines of a call log's shape."""

from datetime import datetime, timedelta

HEAD = "call,line,customer,priority,type,arrived,vru_left,queued,queue_left,outcome,served,finished,server\n"
MORNING = datetime.fromisoformat("1999-01-05T08:00:00")


def morning(calls: int = 40, servers: int = 2) -> str:
    """A CSV: one call every forty seconds, every tenth stays in the voice unit, every seventh hangs up waiting."""
    return HEAD + "".join(_line(number, servers) for number in range(calls))


def _line(number: int, servers: int) -> str:
    arrived = MORNING + timedelta(seconds=40 * number)
    left = arrived + timedelta(seconds=6)
    kind, priority = ("PS", "NW", "IN", "NE")[number % 4], 2 if number % 5 == 0 else 1
    start = f"{number},AA01,{500 + number},{priority},{kind},{arrived.isoformat()},{left.isoformat()}"
    if number % 10 == 9:
        return f"{start},,,HANG,,,\n"
    out = left + timedelta(seconds=30 + number % 17)
    if number % 7 == 6:
        return f"{start},{left.isoformat()},{out.isoformat()},HANG,,,\n"
    ends = out + timedelta(seconds=70 + number % 23)
    served = f"AGENT,{out.isoformat()},{ends.isoformat()},SERVER{number % servers}"
    return f"{start},{left.isoformat()},{out.isoformat()},{served}\n"
