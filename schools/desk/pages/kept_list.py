"""What a device is given to keep: name and form alone, where they assemble, and whether the register says nothing."""

import datetime as dt
import uuid
from typing import Any

from schools.desk.pages.evacuation import EvacuationPage
from schools.desk.rules.keeping import kept_until
from schools.desk.rules.on_site import Whereabouts


def kept_list(page: EvacuationPage, day: dt.date, person: uuid.UUID) -> dict[str, Any]:
    """The list as plain values, for a device of `person`.

    How long it may be kept is a stretch of time as well as an hour: a device's clock may be wrong.
    """
    row = page.evacuation
    return {
        "person": str(person),
        "as_at": page.now.isoformat(),
        "until": kept_until(day).isoformat(),
        "seconds_left": max(int((kept_until(day) - page.now).total_seconds()), 0),
        "evacuation": {"id": str(row.pk), "began_at": row.began_at.isoformat(), "drill": row.drill} if row else None,
        "points": [
            {
                "name": point.name,
                "parts": [
                    {
                        "heading": part.heading,
                        "people": [
                            {
                                "line": line.who.line,
                                "name": line.who.name,
                                "form": line.who.form,
                                "known": line.who.whereabouts is not Whereabouts.NOT_KNOWN,
                            }
                            for line in part.lines
                        ],
                    }
                    for part in point.parts
                ],
            }
            for point in page.points
        ],
    }
