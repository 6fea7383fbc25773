"""The switchboard's agents follow the users: who may take contacts, with which skills, on which phone."""

from collections.abc import Iterable

from callcenter.model.agent import Role
from callcenter.services.door import Door
from callcenter.services.people import rostered
from callcenter.services.ports import People, User
from callcenter.switchboard.board import Switchboard


class Roster:
    def __init__(self, *, people: People, board: Switchboard, door: Door) -> None:
        self._people, self._board, self._door = people, board, door

    async def call_all(self) -> None:
        """At the start: everybody whose row differs from what the switchboard knows."""
        await self._submit(await self._people.users())

    async def call(self, agent: str) -> None:
        """Before an agent's first socket: a user added or changed meanwhile is known by then."""
        user = await self._people.user(agent)
        await self._submit([user] if user else [])

    async def _submit(self, users: Iterable[User]) -> None:
        for user in users:
            if user.role == Role.AGENT and not user.disabled and self._differs(user):
                await self._door.submit(rostered(user))

    def _differs(self, user: User) -> bool:
        agent = self._board.state.agents.get(user.name)
        return agent is None or (agent.name, dict(agent.skills), agent.languages, agent.endpoint, agent.team) != (
            user.display_name or user.name,
            dict(user.skills),
            tuple(user.languages),
            user.endpoint,
            user.team,
        )
