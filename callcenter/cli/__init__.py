"""The command line: every verb of the contract. Exit codes: 0 done, 1 found problems, 2 wrong use.

One file per kind of verb. Heavy rooms are imported by the verb that needs them, so that `--help` answers at once.
"""

import sys

import cyclopts

from callcenter.cli import people, records, running, sites
from callcenter.cli.verbs import app
from callcenter.errors import CallcenterError, Fault, SiteRefused, Unavailable

__all__ = ["people", "records", "run", "running", "sites"]


def run(words: list[str] | None = None) -> None:
    """Reads the words after `callcenter`, does what they say and leaves with the exit code."""
    try:
        done = app(words, exit_on_error=False, print_error=True, result_action="return_value")
    except cyclopts.CycloptsError:
        sys.exit(2)
    except SiteRefused as refused:
        print(refused, file=sys.stderr)
        sys.exit(1)
    except (Fault, Unavailable) as fault:
        print(f"callcenter: {fault.detail}", file=sys.stderr)
        sys.exit(2 if isinstance(fault, Fault) else 1)
    except CallcenterError as error:
        print(f"callcenter: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(done if isinstance(done, int) else 0)
