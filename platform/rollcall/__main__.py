"""The `rollcall` command: finds the verb, sets up the project for it and turns refusals into plain sentences."""

import os
import sys

from foundation.refusals import Refused
from rollcall.commands import parser


def main(argv: list[str] | None = None) -> int:
    """Run one verb. Returns the exit status: 0 done, 1 refused or failed, 2 not understood, 130 interrupted."""
    args = parser().parse_args(argv)
    try:
        if not getattr(args.module, "WITHOUT_PROJECT", False):
            _set_up_project(for_owner=getattr(args.module, "FOR_OWNER", False))
        return args.module.run(args) or 0
    except Refused as refusal:
        print(f"rollcall {args.verb}: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nrollcall {args.verb}: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `rollcall ... | head` closed our output; there is no one left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _set_up_project(*, for_owner: bool) -> None:
    """Choose the settings and load the apps. Without a database named, join the demo that runs in this checkout.

    Raises Refused where there is none to join, the settings refuse to start, or a verb that is not `for_owner` is given
    the owner's login in production. Of a demo it is not given that.
    """
    if "DATABASE_URL" not in os.environ and "DJANGO_SETTINGS_MODULE" not in os.environ:
        from rollcall.demo import running

        joining = running.environment()
        if joining is None:
            message = (
                "no database is named and no demo is running here. Start `rollcall demo` in another terminal, "
                "or set DATABASE_URL (and DATABASE_OWNER_URL for `migrate`)."
            )
            raise Refused(message)
        owners = () if for_owner else ("DATABASE_OWNER_URL",)
        os.environ.update({name: value for name, value in joining.items() if name not in owners})
    is_demo = os.environ.get("ROLLCALL_DEMO") == "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"rollcall.settings.{'demo' if is_demo else 'production'}")
    if not for_owner and _production() and os.environ.get("DATABASE_OWNER_URL"):
        message = "this verb has no need of the owner's login: run it without DATABASE_OWNER_URL."
        raise Refused(message)
    import django
    from django.core.exceptions import ImproperlyConfigured

    from rollcall.loading import loading

    try:
        with loading():
            django.setup()
    except ImproperlyConfigured as fault:
        raise Refused(str(fault)) from fault


def _production() -> bool:
    return os.environ["DJANGO_SETTINGS_MODULE"] == "rollcall.settings.production"


if __name__ == "__main__":
    sys.exit(main())
