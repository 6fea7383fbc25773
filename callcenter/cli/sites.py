"""The service team's first verb: is the site as it should be."""

import sys
from pathlib import Path

from callcenter.cli.verbs import app, must_be_directory


@app.command
def check(directory: Path, *, json: bool = False) -> int:
    """Print every problem of a site as FILE:LINE: what is wrong; exit 1 if there are any. Else what it has, and how far
    away a person is in each flow."""
    from json import dumps

    from callcenter.cli.checked import lines, summary
    from callcenter.intent.taught_twice import taught_twice
    from callcenter.services.shelf import read

    must_be_directory(directory)
    loaded, problems = read(directory)
    if problems or loaded.site is None:
        told = {"site": str(directory), "problems": problems}
        print(dumps(told, ensure_ascii=False) if json else "\n".join(problems))
        print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}", file=sys.stderr)
        return 1
    report = summary(directory, loaded.site, loaded.examples)
    print(dumps(report, ensure_ascii=False) if json else "\n".join(lines(report, loaded.site.languages)))
    for one, other in taught_twice(loaded.examples):
        twice = f"{other.intent} is taught the same words as {one.intent} ({one.file}:{one.line})"
        print(f"{other.file}:{other.line}: warning: {twice}", file=sys.stderr)
    return 0
