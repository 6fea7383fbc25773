"""The switch looked at through its ARI: log-in, version, application, modules, telephones."""

from collections.abc import AsyncIterator, Mapping, Sequence

from callcenter.errors import Unavailable
from callcenter.gateways.asterisk.checks.ari import Ari
from callcenter.gateways.asterisk.checks.finding import Finding, missing, note, ok
from callcenter.gateways.asterisk.checks.modules import judged
from callcenter.model.gateways import AsteriskPolicy

TRIED = 22
"""Major version that the adapter is tested against."""
Endpoints = Mapping[str, Sequence[str]]
"""How a telephone is dialled, to the agents it belongs to."""


async def reached(ari: Ari, address: str, policy: AsteriskPolicy, variable: str) -> tuple[bool, list[Finding]]:
    """Whether there is any sense in asking further."""
    status, info = await ari.ask("GET", "asterisk/info")
    if status == 0:
        return False, [missing("reach.unreachable", address=address, why=info)]
    if status in (401, 403):
        return False, [missing("login.refused", user=policy.user, status=status, variable=variable)]
    if status != 200 or not isinstance(info, dict):
        return False, [missing("reach.no_ari", address=address, status=status)]
    version = str(info.get("system", {}).get("version", "?"))
    found = [ok("reach.ok", address=address, version=version), ok("login.ok", user=policy.user)]
    major = version.partition(".")[0]
    if major.isdigit() and int(major) < TRIED:
        found.append(note("version.old", version=version))
    return True, found


async def looked_at(ari: Ari, policy: AsteriskPolicy, endpoints: Endpoints) -> AsyncIterator[Finding]:
    status, _ = await ari.ask("GET", f"applications/{policy.app}")
    yield ok("app.ok", app=policy.app) if status == 200 else missing("app.unknown", app=policy.app)
    _, modules = await ari.ask("GET", "asterisk/modules")
    running = (
        {each["name"] for each in modules if each.get("status") == "Running"} if isinstance(modules, list) else set()
    )
    for finding in judged(running, policy, list(endpoints)):
        yield finding
    if not endpoints:
        yield note("agents.none")
    for endpoint, agents in {policy.dial: ["dial"], **endpoints}.items():
        yield await _endpoint(ari, endpoint, ", ".join(agents))


async def _endpoint(ari: Ari, endpoint: str, who: str) -> Finding:
    """`PJSIP/2001`, `PJSIP/{number}@carrier`, `Local/2001@inside`. A number alone is dialled by `dial`."""
    technology, _, rest = endpoint.partition("/")
    name = rest.rpartition("@")[2].partition("/")[0]
    if technology == "Local":
        extension, _, context = rest.partition("@")
        status, answer = await ari.ask(
            "GET", "asterisk/variable", variable=f"DIALPLAN_EXISTS({context.partition('/')[0]},{extension})"
        )
        value = answer.get("value") if status == 200 and isinstance(answer, dict) else None
        if value == "0" and "{" not in extension:
            return missing("endpoint.unknown", endpoint=endpoint, who=who)
        known = value == "1"
        return ok("endpoint.ok", endpoint=endpoint, who=who, state="known") if known else _unasked(endpoint, who)
    if not rest:
        return _unasked(endpoint, who)
    status, answer = await ari.ask("GET", f"endpoints/{technology}/{name}")
    if status == 404:
        return missing("endpoint.unknown", endpoint=endpoint, who=who)
    if status != 200 or not isinstance(answer, dict):
        return _unasked(endpoint, who)
    state = answer.get("state", "unknown")
    told = {"endpoint": endpoint, "who": who, "state": state}
    return ok("endpoint.ok", **told) if state == "online" else note("endpoint.offline", **told)


def _unasked(endpoint: str, who: str) -> Finding:
    return note("endpoint.unasked", endpoint=endpoint, who=who)


async def played(ari: Ari, policy: AsteriskPolicy, sounds: Sequence[str]) -> AsyncIterator[Finding]:
    """Each sound, really played on the switch where nobody hears it."""
    try:
        done = await ari.plays(f"{policy.app}-check", sounds)
    except Unavailable as trouble:
        if trouble.detail.startswith("403"):
            yield missing("login.read_only", user=policy.user)
        else:
            yield missing("play.failed", media=f"{', '.join(sounds)} ({trouble.detail})")
        return
    for media, fine in done.items():
        yield ok("play.ok", media=media) if fine else missing("play.failed", media=media)
