"""Addresses of a trust's policy, on its host. Only the closed names of a stage's parts are addresses."""

from django.urls import path, re_path

from tenants.policies.views import approving, drafting, items, profile_drafts, profiles, reading, schools

_STAGE = r"^policy/draft/stages/(?P<key>[A-Za-z0-9_]{1,40})/"
_OF = "authorities/<slug:authority>/"
_PART = r"(?P<part>criteria|exits|actions)/"

urlpatterns = [
    path("policy/schools/", schools.schools, name="policy_schools"),
    path("policy/", reading.policy, name="policy"),
    path("policy/versions/<int:number>/", reading.policy_version, name="policy_version"),
    path("policy/versions/<int:number>/policy.toml", reading.policy_file, name="policy_file"),
    path("policy/draft/", drafting.draft, name="policy_draft"),
    path("policy/draft/begin/", drafting.draft_begin, name="policy_draft_begin"),
    path("policy/draft/policy.toml", reading.draft_file, name="policy_draft_file"),
    path("policy/draft/limits/", drafting.draft_limits, name="policy_limits"),
    path("policy/draft/stages/", drafting.stage_new, name="policy_stage_new"),
    re_path(_STAGE + "$", drafting.stage, name="policy_stage"),
    re_path(_STAGE + "remove/$", drafting.stage_remove, name="policy_stage_remove"),
    re_path(_STAGE + _PART + "$", items.item_new, name="policy_item_new"),
    re_path(_STAGE + _PART + r"(?P<item_key>[A-Za-z0-9_]{1,40})/$", items.item, name="policy_item"),
    path("policy/draft/letters/", items.letter_new, name="policy_letter_new"),
    path("policy/draft/letters/<slug:key>/", items.letter, name="policy_letter"),
    path("policy/draft/import/", drafting.draft_import, name="policy_import"),
    path("policy/draft/withdraw/", drafting.draft_withdraw, name="policy_withdraw"),
    path("policy/draft/approve/", approving.draft_approve, name="policy_approve"),
    path("authorities/", profiles.authorities, name="authorities"),
    path(_OF, profiles.profile, name="profile"),
    path(f"{_OF}versions/<int:number>/", profiles.profile_version, name="profile_version"),
    path(f"{_OF}versions/<int:number>/profile.toml", profiles.profile_file, name="profile_file"),
    path(f"{_OF}draft/", profile_drafts.profile_draft, name="profile_draft"),
    path(f"{_OF}draft/change/", profile_drafts.profile_change, name="profile_change"),
    path(f"{_OF}draft/import/", profile_drafts.profile_import, name="profile_import"),
    path(f"{_OF}draft/withdraw/", profile_drafts.profile_withdraw, name="profile_withdraw"),
    path(f"{_OF}draft/approve/", profile_drafts.profile_approve, name="profile_approve"),
]
