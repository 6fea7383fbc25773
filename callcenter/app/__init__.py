"""Composition root: the only room that knows every adapter. It opens the house, runs it in one TaskGroup and closes it.

    async with opened(settings) as house:
        await house.run()          # until `house.stop()`

Start: migrate, take the journal's lock, read the site, send again what no gateway acknowledged, restore the live state.
Stop: sockets are closed with a reason, the last batch and its rows are written, a snapshot is stored.
"""

from callcenter.app.building import DEMO_SITE, opened
from callcenter.app.house import House

__all__ = ["DEMO_SITE", "House", "opened"]
