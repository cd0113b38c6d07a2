"""The worker of `tests.benchmarks.publishing` as a program: `go` and `stop` in its input, counts in its output."""

import select
import sys
from typing import Final

import django

django.setup()

from schools.journal.queries import waiting  # isort: skip - what follows needs the project set up
from schools.journal.tasks import drain
from tenants.trusts.models import School
from tenants.trusts.scopes import identity_work, school_work

#: Seconds between two looks at an empty outbox.
PAUSE: Final = 0.005


def main(key: str) -> None:
    with identity_work():
        school = School.objects.get(pk=key)

    def drained() -> bool:
        """Whether something was waiting, which has then been carried out."""
        with school_work(school):
            owed = waiting().exists()
        if owed:
            drain(key)
        return owed

    published, going = 0, False
    while True:
        if going and drained():
            published += 1
        elif select.select([sys.stdin], [], [], PAUSE if going else None)[0]:
            word = sys.stdin.readline().strip()
            if not word:
                return
            going = word == "go"
            if not going:
                while drained():
                    published += 1
                print(published, flush=True)
                published = 0


main(sys.argv[1])
