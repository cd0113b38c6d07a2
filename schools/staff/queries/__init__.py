"""Questions about who works here, in which post, with which duties, and what they were told."""

from schools.staff.queries.duties import DutyPolicy, duties_of, holders_of, roles_on
from schools.staff.queries.notices import last_told, newest_emails, notices_of, unread_of
from schools.staff.queries.posts import post_of, posts_not_over, posts_on

__all__ = [
    "DutyPolicy",
    "duties_of",
    "holders_of",
    "last_told",
    "newest_emails",
    "notices_of",
    "post_of",
    "posts_not_over",
    "posts_on",
    "roles_on",
    "unread_of",
]
