"""Verbs for who may come in: people and programs. They work beside a running server."""

import sys
from pathlib import Path
from typing import Annotated, Any

import cyclopts
from cyclopts import Parameter

from callcenter.cli.verbs import app, named_site, with_store
from callcenter.errors import Malformed, SiteRefused

user = cyclopts.App(name="user", help="People who may log in.")
key = cyclopts.App(name="key", help="Keys of programs.")
app.command(user)
app.command(key)


@user.command(name="add")
def user_add(
    name: str,
    *,
    role: str,
    skill: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    language: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    endpoint: str = "",
    team: str = "",
    password_stdin: bool = False,
    site: Path | None = None,
    database: str | None = None,
) -> int:
    """Add somebody who may log in.

    Args:
        role: agent, supervisor or admin.
        skill: What an agent can do and how well (1 to 10): card=8.
        language: zh-CN, en, ...
        endpoint: The agent's phone: PJSIP/2001.
        team: One of the site's teams: the queues they serve. Without one, every queue the skills fit.
        password_stdin: Read the password from standard input instead of asking for it.
        site: The site whose skills are meant: one it does not know is told, and the user is added all the same.
    """
    from callcenter.model.agent import Role
    from callcenter.services.passwords import Passwords
    from callcenter.services.people import Staff

    if role not in tuple(Role):
        print(f"callcenter: a role is agent, supervisor or admin, not {role!r}", file=sys.stderr)
        return 2
    skills = {}
    for one in skill or []:
        word, _, level = one.partition("=")
        if not word or not level.isdigit() or not 1 <= int(level) <= 10:
            print(f"callcenter: a skill is NAME=LEVEL with a level from 1 to 10, not {one!r}", file=sys.stderr)
            return 2
        skills[word] = int(level)
    _warn(role, endpoint, skills, site)
    password = _password(name, password_stdin)

    async def work(store: Any) -> None:
        staff = Staff(store, Passwords())
        await staff.add(
            name=name,
            role=Role(role),
            password=password,
            skills=skills,
            languages=tuple(language or ()),
            endpoint=endpoint,
            team=team,
        )

    with_store(database, work, new=True)
    print(f"{name} may log in as {role}.")
    return 0


def _warn(role: str, endpoint: str, skills: dict[str, int], site: Path | None) -> None:
    """What is allowed but most likely not meant."""
    if role == "agent" and not endpoint:
        print("callcenter: without --endpoint no call can be put through to this agent", file=sys.stderr)
    try:
        named = named_site(site) if skills else None
    except SiteRefused:
        print("callcenter: the site has problems, so the skills were not looked up in it", file=sys.stderr)
        return
    known = named.skills if named else skills
    for skill in skills.keys() - known.keys():
        print(f"callcenter: the site knows no skill {skill}, only {', '.join(known)}", file=sys.stderr)


def _password(name: str, from_stdin: bool) -> str:
    """Raises `Malformed` when there is none, or nobody who could be asked for it."""
    from getpass import getpass

    if not from_stdin and not sys.stdin.isatty():
        raise Malformed("there is no terminal to ask for the password: give it on standard input with --password-stdin")
    try:
        password = sys.stdin.readline().rstrip("\r\n") if from_stdin else getpass(f"Password of {name}: ")
    except EOFError:
        password = ""
    if not password:
        raise Malformed("a password has at least one character")
    return password


@key.command(name="add")
def key_add(
    name: str,
    *,
    scope: Annotated[list[str], Parameter(consume_multiple=True)],
    database: str | None = None,
) -> None:
    """Make a key for a program and print it, this once.

    Args:
        scope: gateway:NAME, read or write; several may be given.
    """
    from callcenter.clock import SystemClock
    from callcenter.services.people import KeyRing

    async def work(store: Any) -> str:
        secret, _ = await KeyRing(store, SystemClock()).cut(name, scope)
        return secret

    print(with_store(database, work, new=True))
