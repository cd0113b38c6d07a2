"""Serve the product to browsers: the one way to start it in production.

Waits for slow clients itself and shares its threads out between schools and people (docs/decisions/0029-the-front.md),
so nothing but what ends TLS need stand before it. First it builds what pages fetch, where its sources have changed,
and collects it where production looks for it (`staticfiles/`). A process that dies is started anew. SIGTERM ends it
once what is under way is answered, or after 40 seconds.

    rollcall serve
    rollcall serve --host 0.0.0.0 --port 8080 --workers 4
"""

import argparse
import os
import socket

from foundation.refusals import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and with how many processes."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default 8000)")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one for each core)"
    )


def run(args: argparse.Namespace) -> None:
    """Become the web server. Refused when pages would lack styles and scripts, or the port is another's.

    granian would share a port without a word.
    """
    from django.core.exceptions import ImproperlyConfigured

    from foundation.database.startup import refuse_owner_login, refuse_unsafe_login
    from rollcall.front.command import command

    try:
        refuse_owner_login()
        refuse_unsafe_login()
    except ImproperlyConfigured as problem:
        raise Refused(str(problem)) from problem
    _make_assets()
    try:
        with socket.create_server((args.host, args.port)):
            pass
    except OSError as problem:
        message = f"cannot listen on {args.host}:{args.port} ({problem.strerror}). Name another with --port."
        raise Refused(message) from problem
    program = command(args.host, args.port, workers=args.workers)
    os.execv(program[0], program)  # noqa: S606 - to become the web server is what this verb is for


def _make_assets() -> None:
    """Build styles and scripts, and collect all static files. What was there stays: pages that are open still ask for it."""
    from django.conf import settings
    from django.core.management import call_command

    from foundation.ui.frontend.build import BuildError, build

    try:
        build()
        if settings.STATIC_ROOT:  # elsewhere they are sent from where they lie
            call_command("collectstatic", interactive=False, verbosity=0)
    except BuildError as problem:
        raise Refused(str(problem)) from problem
    except OSError as problem:
        message = f"cannot write what pages fetch ({problem.strerror}: {problem.filename}). Let this login write there."
        raise Refused(message) from problem
