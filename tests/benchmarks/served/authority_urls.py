"""An authority's addresses and the one-read page, for an authority that something was shared with."""

from rollcall.urls.authority import *  # noqa: F403 - handlers of errors among them
from rollcall.urls.authority import urlpatterns as product
from tenants.shares.models import Share
from tests.benchmarks.served.one_read import one_read_page

urlpatterns = [*product, one_read_page(Share)]
