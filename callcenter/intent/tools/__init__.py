"""What `callcenter intents ...` does, a file for each verb: functions that return data. Files and a stopwatch are used here
only.

A directory that is not a whole site yet will do: training needs its examples and the list of its emergencies.
"""

from callcenter.intent.tools.directory import MODEL, open_site, read_emergencies
from callcenter.intent.tools.explaining import explain
from callcenter.intent.tools.fighting import fights
from callcenter.intent.tools.judging import FLOOR, read_cases, test
from callcenter.intent.tools.suggesting import suggest
from callcenter.intent.tools.training import train_site

__all__ = [
    "FLOOR",
    "MODEL",
    "explain",
    "fights",
    "open_site",
    "read_cases",
    "read_emergencies",
    "suggest",
    "test",
    "train_site",
]
