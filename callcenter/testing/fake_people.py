"""Users, log-ins, keys, answers and dead letters in memory."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from callcenter.errors import Conflict, Unknown
from callcenter.services.ports import ApiKey, DeadLetter, LogIn, Page, User
from callcenter.testing.fake_promises import FakePromises
from callcenter.testing.fake_rows import page

ANSWERS_KEPT = 24 * 3600.0
MOST_BYTES = 16 * 1024


class FakePeople(FakePromises):
    """`services.ports.People` and `services.ports.Letters`."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, User] = {}
        self.log_ins: dict[str, LogIn] = {}
        self.api_keys: dict[str, ApiKey] = {}
        self.answers: dict[str, tuple[float, int, str]] = {}
        self.letters: dict[str, DeadLetter] = {}

    async def user(self, name: str) -> User | None:
        self._begin("user")
        return next((user for user in self.people.values() if user.name == name), None)

    async def users(self) -> list[User]:
        self._begin("users")
        return sorted(self.people.values(), key=lambda user: user.name)

    async def save_user(self, user: User) -> None:
        self._begin("save_user")
        if any(other.name == user.name and other.id != user.id for other in self.people.values()):
            raise Conflict(f"There is a user {user.name} already.")
        self.people[user.id] = user

    async def add_log_in(self, log_in: LogIn) -> None:
        self._begin("add_log_in")
        if log_in.user not in self.people:
            raise Unknown(f"There is no user {log_in.user}.")
        self.log_ins[log_in.token_hash] = log_in

    async def log_in(self, token_hash: str) -> tuple[LogIn, User] | None:
        self._begin("log_in")
        found = self.log_ins.get(token_hash)
        return None if found is None else (found, self.people[found.user])

    async def end_log_in(self, token_hash: str) -> None:
        self._begin("end_log_in")
        self.log_ins.pop(token_hash, None)

    async def end_expired_log_ins(self, now: float) -> int:
        self._begin("end_expired_log_ins")
        expired = [token for token, log_in in self.log_ins.items() if log_in.expires_at <= now]
        for token in expired:
            del self.log_ins[token]
        return len(expired)

    async def add_key(self, key: ApiKey) -> None:
        self._begin("add_key")
        self.api_keys[key.id] = key

    async def key(self, secret_hash: str) -> ApiKey | None:
        self._begin("key")
        return next((key for key in self.api_keys.values() if key.secret_hash == secret_hash), None)

    async def keys(self) -> list[ApiKey]:
        self._begin("keys")
        return sorted(self.api_keys.values(), key=lambda key: (key.created_at, key.id))

    async def revoke_key(self, key: str, at: float) -> bool:
        self._begin("revoke_key")
        found = self.api_keys.get(key)
        if found is None or found.revoked_at is not None:
            return False
        self.api_keys[key] = replace(found, revoked_at=at)
        return True

    async def answered(self, key: str) -> tuple[int, str] | None:
        self._begin("answered")
        found = self.answers.get(key)
        return None if found is None else found[1:]

    async def remember_answer(self, key: str, at: float, status: int, body: str) -> None:
        self._begin("remember_answer")
        self.answers = {old: answer for old, answer in self.answers.items() if answer[0] >= at - ANSWERS_KEPT}
        self.answers.setdefault(key, (at, status, body))

    async def bury(self, letters: Sequence[DeadLetter]) -> None:
        self._begin("bury")
        for letter in letters:
            cut = letter.body.encode()[:MOST_BYTES].decode(errors="ignore")
            self.letters.setdefault(letter.id, replace(letter, body=cut))

    async def dead_letters(self, after: str | None, limit: int) -> Page:
        self._begin("dead_letters")
        rows = self.letters.values()
        return page(rows, by=lambda row: (row.at, row.id), after=after, limit=limit, read=asdict)
