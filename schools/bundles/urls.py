"""Addresses of bundles."""

from django.urls import path

from schools.bundles.views import bundles

BUNDLE = "bundles/<uuid:bundle_id>/"

urlpatterns = [
    path("bundles/moves/", bundles.bundle_moves, name="bundle_moves"),
    path("bundles/cases/<uuid:case_id>/new/", bundles.bundle_new, name="bundle_new"),
    path(BUNDLE, bundles.bundle, name="bundle"),
    path(f"{BUNDLE}change/", bundles.bundle_change, name="bundle_change"),
    path(f"{BUNDLE}freeze/", bundles.bundle_freeze, name="bundle_freeze"),
    path(f"{BUNDLE}send/", bundles.bundle_send, name="bundle_send"),
    path(f"{BUNDLE}answer/", bundles.bundle_answer, name="bundle_answer"),
    path(f"{BUNDLE}drop/", bundles.bundle_drop, name="bundle_drop"),
]
