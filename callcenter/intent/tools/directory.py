"""What the tools open: a site's directory, also one that is not a whole site yet."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from callcenter.intent.classify import Classifier
from callcenter.intent.model import Model
from callcenter.intent.slots import Slots, slots_of
from callcenter.model.site import Handling, IntentPolicy, Site
from callcenter.site.documents import read_yaml
from callcenter.site.examples import Examples
from callcenter.site.load import load
from callcenter.site.problem import Problem

MODEL = "model.npz"
"""The model's file in the site's directory."""
YES = frozenset({"1", "true", "yes", "y"})


@dataclass(frozen=True, kw_only=True)
class Opened:
    site: Site
    model: Model | None
    examples: Examples
    slots: Slots

    @property
    def classifier(self) -> Classifier:
        return Classifier(self.site, self.model, self.slots)


def read_emergencies(directory: Path) -> frozenset[str]:
    """The intents that site.yaml marks as emergencies, also when the rest of the site has problems."""
    root = read_yaml(directory / "site.yaml", "site.yaml")
    if isinstance(root, Problem):
        return frozenset()
    intents = _fields(_fields(root).get("intents"))
    return frozenset(name for name, policy in intents.items() if _is_yes(_fields(policy).get("emergency")))


def _fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _is_yes(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.ScalarNode) and str(node.value).lower() in YES


def open_site(directory: Path) -> Opened:
    """The site (or what of it can be understood), its model if there is one, its examples. Raises `ModelRefused`."""
    loaded = load(directory)
    path = directory / MODEL
    model = Model.load(path) if path.exists() else None
    labels = {row.intent for row in loaded.examples.rows} | set(model.labels if model else ())
    return Opened(
        site=loaded.site or _bare_site(labels, read_emergencies(directory)),
        model=model,
        examples=loaded.examples,
        slots=slots_of(loaded.examples),
    )


def _bare_site(labels: set[str], emergencies: frozenset[str]) -> Site:
    """A site that knows its intents and nothing else: enough to classify with."""
    return Site(
        name={}, version="", languages=("zh-CN", "en"), zone="UTC", skills={}, queues={}, flows={}, calendars={},
        intents={
            name: IntentPolicy(name=name, title={}, handling=Handling(queue="any"), emergency=name in emergencies)
            for name in sorted(labels | emergencies)
        },
        entry_points={}, gateways={}, channels={}, dispositions={}, causes={}, guidance={}, words={}, default_queue="any",
    )  # fmt: skip
