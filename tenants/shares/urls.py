"""Addresses of what was shared: on an authority's host, and those of the index on a trust's."""

from django.urls import path

from tenants.shares.views import indexed, questions

urlpatterns = [path("questions/", questions.questions, name="questions")]

at_trusts = [path("shares/", indexed.shares, name="shares")]
