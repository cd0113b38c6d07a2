"""A trust's addresses and the one-read page."""

from rollcall.urls.trust import *  # noqa: F403 - handlers of errors among them
from rollcall.urls.trust import urlpatterns as product
from tenants.trusts.models import School
from tests.benchmarks.served.one_read import one_read_page

urlpatterns = [*product, one_read_page(School)]
