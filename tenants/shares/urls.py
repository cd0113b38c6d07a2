"""Addresses of what was shared, on an authority's host."""

from django.urls import path

from tenants.shares.views import questions

urlpatterns = [path("questions/", questions.questions, name="questions")]
