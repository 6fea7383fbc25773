"""How long it takes to understand a sentence: the demo bank's classifier over its own examples. Prints JSON.

Every sentence once, in shuffled order after a warm-up, so that nothing is remembered from one to the next but what a
server would remember too. Times are of the processor: what else the machine does does not count.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.figures import milliseconds
from callcenter.app import DEMO_SITE
from callcenter.intent.classify import Classifier
from callcenter.intent.lexicon import listen
from callcenter.intent.text import normalise
from callcenter.intent.tools import MODEL
from callcenter.services.shelf import read, read_model
from callcenter.site.examples import read_examples

WARM = 300


def main() -> None:
    examples = read_examples(DEMO_SITE / "intents")
    site = read(DEMO_SITE)[0].site
    started = time.process_time()
    model = read_model(DEMO_SITE, examples).model
    loaded = time.process_time() - started
    assert site is not None
    texts = sorted({row.text for row in examples.rows})
    random.Random(1).shuffle(texts)
    classifier = Classifier(site, model)
    found: dict[str, Any] = {
        "sentences": len(texts),
        "classify": timed(classifier.classify, texts),
        "rules alone": timed(lambda text: listen(normalise(text)), texts),
    }
    if model is not None:
        found["model alone"] = timed(model.scores, texts)
        found["a JSON round trip of the same text"] = timed(lambda text: json.loads(json.dumps({"text": text})), texts)
        found["model"] = {
            "file_bytes": (DEMO_SITE / MODEL).stat().st_size, "weights_bytes": model.weights.nbytes,
            "features": len(model.vocabulary), "load_ms": round(loaded * 1000, 1),
        }  # fmt: skip
    print(json.dumps(found, indent=1))


def timed(understand: Callable[[str], object], texts: Sequence[str]) -> dict[str, float | None]:
    for text in texts[:WARM]:
        understand(text)
    times = []
    for text in texts[WARM:]:
        start = time.process_time()
        understand(text)
        times.append(time.process_time() - start)
    return {"p50_ms": milliseconds(times, 0.5), "p99_ms": milliseconds(times, 0.99)}


if __name__ == "__main__":
    main()
