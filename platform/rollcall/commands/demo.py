"""Start the demo: an invented trust on this machine, ready to sign in to.

Starts PostgreSQL and Redis of its own, makes the invented trust the first time, starts the web server and the workers,
and says where to go and who can sign in. Ctrl-C stops all of it; what was changed is still there at the next start.
Logs are in .demo/log.

    rollcall demo
    rollcall demo --port 9000      begin looking for a free port at 9000
    rollcall demo --at 10:15       put the demo's clock forward to this hour of its school day
    rollcall demo --stop           stop the demo that runs in this checkout
    rollcall demo --remove         stop it and delete all it holds, to begin anew
"""

import argparse
import datetime as dt

from foundation.refusals import Refused

WITHOUT_PROJECT = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The port to begin at, and stopping."""
    parser.add_argument("--port", type=int, default=8000, help="the first port to try (default 8000)")
    parser.add_argument(
        "--at", type=_hour, metavar="HH:MM", help="put the demo's clock forward to this hour of its day"
    )
    ending = parser.add_mutually_exclusive_group()
    ending.add_argument("--stop", action="store_true", help="stop the demo that runs in this checkout")
    ending.add_argument("--remove", action="store_true", help="stop it and delete all it holds")


def _hour(text: str) -> dt.time:
    try:
        return dt.datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - an hour of the wall clock, of no day
    except ValueError:
        message = f"{text!r} is no hour of a day. Write it as 10:15."
        raise argparse.ArgumentTypeError(message) from None


def run(args: argparse.Namespace) -> int:
    """Start or stop the demo."""
    from rollcall.demo import launcher, running
    from rollcall.servers import ports, postgres, redis

    try:
        if args.stop:
            return running.stop()
        return running.remove() if args.remove else launcher.run(first_port=args.port, at=args.at)
    except (ports.PortError, postgres.ClusterError, redis.RedisError) as problem:
        raise Refused(str(problem)) from problem
