"""Who is expected elsewhere, for every query that asks: the first of what is wanted in a session waits for another place."""

from typing import Final

#: SQL: whether a plan (`plan`) comes first in its session, and that place has not confirmed it. Whoever asks looks for the
#: mark too: with one, nobody is expected. The order is that of `rules.plans.first_of`.
AWAITED: Final = """(NOT plan.confirmed AND NOT EXISTS (
        SELECT FROM registers_plan AS other
         WHERE other.pupil_key = plan.pupil_key AND other.date = plan.date AND other.session = plan.session
           AND (other.rank, other.source, other.source_id::text) < (plan.rank, plan.source, plan.source_id::text)))"""
