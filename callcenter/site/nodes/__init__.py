"""How each kind of node is written in a flow's file, one module for each thing a node can do.

A reader takes a part of the file and answers with a node of the model, and with problems where it is wrong. What holds
between nodes is judged elsewhere (`site.rules`, `site.unfolding`, `ivr.check`).
"""

from collections.abc import Callable, Mapping

from callcenter.site.nodes.asking import gather, identify, language, menu, survey, verify
from callcenter.site.nodes.deciding import branch, hours, look_up, set_facts
from callcenter.site.nodes.leaving import callback, go_on, hang_up, queue, returning, transfer, voicemail
from callcenter.site.nodes.speaking import message, say
from callcenter.site.nodes.wording import Wording, Written
from callcenter.site.part import Part

READERS: Mapping[str, Callable[[Part, Wording], Written]] = {
    "say": say,
    "message": message,
    "menu": menu,
    "gather": gather,
    "language": language,
    "identify": identify,
    "verify": verify,
    "survey": survey,
    "branch": branch,
    "set": set_facts,
    "lookup": look_up,
    "hours": hours,
    "queue": queue,
    "callback": callback,
    "voicemail": voicemail,
    "transfer": transfer,
    "hang_up": hang_up,
    "flow": go_on,
    "return": returning,
}
"""The key that says what a node does, and who reads it."""
BESIDE: Mapping[str, str] = {"lookup": "say", "transfer": "queue"}
"""A kind of node, and the other kind's key that it has too."""
