"""Addresses of the policy on a school's host."""

from django.urls import path

from schools.policy.views import examples, files, overriding, reading

LINE = "policy/draft/lines/<str:path>/"

urlpatterns = [
    path("policy/", reading.policy, name="school_policy"),
    path("policy/<int:version>/<int:override>/", reading.pair, name="school_policy_pair"),
    path("policy/authorities/", reading.authorities, name="school_authorities"),
    path("policy/examples/", examples.examples, name="policy_examples"),
    path("policy/examples/new/", examples.example_new, name="policy_example_new"),
    path("policy/examples/import/", examples.example_import, name="policy_example_import"),
    path("policy/examples/<uuid:example_id>/example.toml", examples.example_file, name="policy_example_file"),
    path("policy/examples/<uuid:example_id>/remove/", examples.example_remove, name="policy_example_remove"),
    path("policy/draft/", overriding.draft, name="override_draft"),
    path("policy/draft/import/", files.lines_import, name="override_import"),
    path("policy/draft/lines.toml", files.lines_file, name="override_lines_file"),
    path(LINE, overriding.line, name="override_line"),
    path(f"{LINE}leave/", overriding.line_leave, name="override_line_leave"),
    path("policy/draft/approve/", overriding.approve, name="override_approve"),
    path("policy/draft/withdraw/", overriding.withdraw, name="override_withdraw"),
]
