"""The browser's and the programs' door: REST, the agents' and supervisors' sockets, OpenAPI, the console.

Everything is handed in as `Parts`; the answer is an application to run. No SQL here, no decision about a contact.
"""

from callcenter.web.build import PARTS, build
from callcenter.web.parts import AgentDesk, Floor, LoadedSite, Parts

__all__ = ["PARTS", "AgentDesk", "Floor", "LoadedSite", "Parts", "build"]
