"""The switchboard's agents follow the users: who may take contacts, with which skills, on which phone.

Supervisors are among them: the emergency ladder asks them, and they may take a desk.
"""

from collections.abc import Iterable

from callcenter.services.door import Door
from callcenter.services.people import WITH_A_DESK, on_the_floor, rostered
from callcenter.services.ports import People, User
from callcenter.switchboard.board import Switchboard


class Roster:
    def __init__(self, *, people: People, board: Switchboard, door: Door) -> None:
        self._people, self._board, self._door = people, board, door

    async def call_all(self) -> None:
        """At the start: everybody whose row differs from what the switchboard knows."""
        await self._submit(user for user in await self._people.users() if on_the_floor(user))

    async def call(self, agent: str) -> None:
        """Before an agent's first socket: a user added or changed meanwhile is known by then."""
        user = await self._people.user(agent)
        await self._submit([user] if user and user.role in WITH_A_DESK else [])

    async def _submit(self, users: Iterable[User]) -> None:
        for user in users:
            if not user.disabled and self._differs(user):
                await self._door.submit(rostered(user))

    def _differs(self, user: User) -> bool:
        agent = self._board.state.agents.get(user.name)
        return agent is None or (
            agent.name,
            dict(agent.skills),
            agent.languages,
            agent.endpoint,
            agent.team,
            agent.role.value,
        ) != (
            user.display_name or user.name,
            dict(user.skills),
            tuple(user.languages),
            user.endpoint,
            user.team,
            user.role,
        )
