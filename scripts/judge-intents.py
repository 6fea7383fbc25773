#!/usr/bin/env python3
"""Cross-validates what training would make of a labelled CSV, e.g. a public data set: columns text and intent (or category).

    scripts/judge-intents.py FILE.csv --emergencies lost_or_stolen_card,compromised_card [--target 0.995]

Every text is judged by a model that has not seen it (five folds), together with the rules, which have seen none. Prints
JSON: accuracy, and recall and false alarms of the emergencies at the threshold that reaches the target. With
`--site DIR` that site's trained model judges the texts instead, untrained on them: what carries over.
"""

import argparse
import csv
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from callcenter.intent.thresholds import lower_bound
from callcenter.intent.tools import open_site
from callcenter.intent.train import judge


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--emergencies", default="", help="intents, separated by commas")
    arguments.add_argument("--target", type=float, default=0.995)
    arguments.add_argument("--site", type=Path)
    asked = arguments.parse_args()
    rows = _rows(asked.file)
    urgent = frozenset(name.strip() for name in asked.emergencies.split(",") if name.strip())
    strange = urgent - {intent for intent, _ in rows}
    if strange:
        sys.exit(f"{asked.file} has no intent called {', '.join(sorted(strange))}")
    began = time.process_time()
    found = _carried(asked.site, rows, urgent) if asked.site else judge(rows, urgent, asked.target)
    sys.stdout.write(
        json.dumps(found | {"cpu_seconds": round(time.process_time() - began, 1)}, indent=1, ensure_ascii=False) + "\n"
    )


def _rows(file: Path) -> list[tuple[str, str]]:
    """(intent, text) of every line."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        column = next((name for name in ("intent", "category", "label") if name in (table.fieldnames or ())), "")
        if not column or "text" not in (table.fieldnames or ()):
            sys.exit(f"{file}: needs a column text, and one called intent, category or label")
        return [(row[column], row["text"]) for row in table]


def _carried(site: Path, rows: list[tuple[str, str]], urgent: frozenset[str]) -> dict[str, Any]:
    classifier = open_site(site).classifier
    alarm = np.array([classifier.classify(text).emergency for _, text in rows])
    truth = np.array([intent in urgent for intent, _ in rows])
    return {
        "n": len(rows),
        "recall": round(float(alarm[truth].mean()), 4),
        "proven_recall": round(lower_bound(int(alarm[truth].sum()), int(truth.sum())), 4),
        "false_alarm": round(float(alarm[~truth].mean()), 4),
    }


if __name__ == "__main__":
    main()
