"""The command line: every verb of the contract. Exit codes: 0 done, 1 found problems, 2 wrong use.

One file per kind of verb. Heavy rooms are imported by the verb that needs them, so that `--help` answers at once.
"""

import os
import signal
import sys

import cyclopts

from callcenter.cli import flows, gateways, intents, ivr, people, receipts, records, running, simulating, sites
from callcenter.cli.verbs import app
from callcenter.errors import CallcenterError, Fault, SiteRefused

__all__ = [
    "flows",
    "gateways",
    "intents",
    "ivr",
    "people",
    "receipts",
    "records",
    "run",
    "running",
    "simulating",
    "sites",
]


def run(words: list[str] | None = None) -> None:
    """Reads the words after `callcenter`, does what they say and leaves with the exit code."""
    try:
        done = app(words, exit_on_error=False, print_error=True, result_action="return_value")
        sys.stdout.flush()
    except cyclopts.CycloptsError:
        sys.exit(2)
    except (CallcenterError, ExceptionGroup) as error:
        sys.exit(_told(_alone(error)))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        _hush()
        sys.exit(128 + signal.SIGPIPE)  # what a shell says of a program that ended so
    sys.exit(done if isinstance(done, int) else 0)


def _hush() -> None:
    """Whoever read standard output has left (`| head`): the rest goes nowhere, or Python would complain once more when it
    ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _alone(error: Exception) -> CallcenterError:
    """What a task of the house could not do, out of the group that tasks raise in. Anything else is a defect."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    if not isinstance(error, CallcenterError):
        raise error
    return error


def _told(error: CallcenterError) -> int:
    """Says what is wrong; the exit code."""
    if isinstance(error, SiteRefused):
        print(error, file=sys.stderr)
    else:
        print(f"callcenter: {error}", file=sys.stderr)
    return 2 if isinstance(error, Fault) else 1
