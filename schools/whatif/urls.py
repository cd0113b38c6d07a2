"""Addresses of trials of a policy, on a school's host."""

from django.urls import path

from schools.whatif.views import policy_trial, policy_try

urlpatterns = [
    path("policy/try/", policy_try, name="policy_try"),
    path("policy/try/<uuid:trial_id>/", policy_trial, name="policy_trial"),
]
