"""Addresses of trials of a draft and of examples, on a trust's host."""

from django.urls import path

from trust_reporting.trials.views import examples, past

ONE = "policy/examples/<uuid:example_id>/"

urlpatterns = [
    path("policy/try/", past.trust_try, name="trust_try"),
    path("policy/try/<uuid:trial_id>/", past.trust_trial, name="trust_trial"),
    path("policy/examples/", examples.examples, name="trust_examples"),
    path("policy/examples/new/", examples.example_new, name="trust_example_new"),
    path("policy/examples/import/", examples.example_import, name="trust_example_import"),
    path(f"{ONE}example.toml", examples.example_file, name="trust_example_file"),
    path(f"{ONE}remove/", examples.example_remove, name="trust_example_remove"),
]
