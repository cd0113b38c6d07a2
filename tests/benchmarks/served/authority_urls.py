"""An authority's addresses and the one-read page."""

from rollcall.urls.authority import *  # noqa: F403 - handlers of errors among them
from rollcall.urls.authority import urlpatterns as product
from tenants.trusts.models import LocalAuthority
from tests.benchmarks.served.one_read import one_read_page

urlpatterns = [*product, one_read_page(LocalAuthority.objects.all())]
