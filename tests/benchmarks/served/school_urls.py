"""A school's addresses and the one-read page."""

from rollcall.urls.school import *  # noqa: F403 - handlers of errors among them
from rollcall.urls.school import urlpatterns as product
from schools.roll.models import RegistrationGroup
from tests.benchmarks.served.one_read import one_read_page

urlpatterns = [*product, one_read_page(RegistrationGroup)]
