"""Questions about who works here, in which post, with which duties."""

from schools.staff.queries.duties import DutyPolicy, duties_of, holders_of
from schools.staff.queries.posts import post_of, posts_not_over, posts_on

__all__ = ["DutyPolicy", "duties_of", "holders_of", "post_of", "posts_not_over", "posts_on"]
