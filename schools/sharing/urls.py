"""Addresses of what the school shares with authorities."""

from django.urls import path

from schools.sharing.views import agreeing, restricted, returned, settings, shares, telling

ONE = "shared/<uuid:share_id>/"

urlpatterns = [
    path("shared/", shares.authority_shares, name="authority_shares"),
    path("shared/moves/", shares.authority_share_moves, name="authority_share_moves"),
    path("shared/settings/", settings.sharing_settings, name="sharing_settings"),
    path(
        "shared/begin/<slug:purpose>/<uuid:source>/<slug:authority>/",
        agreeing.authority_share_begin,
        name="authority_share_begin",
    ),
    path("shared/social-worker/<uuid:flag_id>/", restricted.worker_share_begin, name="worker_share_begin"),
    path(ONE, shares.authority_share, name="authority_share"),
    path(f"{ONE}preview/", agreeing.authority_share_preview, name="authority_share_preview"),
    path(f"{ONE}agree/", agreeing.authority_share_agree, name="authority_share_agree"),
    path(f"{ONE}seen/", shares.authority_share_seen, name="authority_share_seen"),
    path(f"{ONE}drop/", shares.authority_share_drop, name="authority_share_drop"),
    path(f"{ONE}say/", shares.authority_share_say, name="authority_share_say"),
    path(f"{ONE}revoke/", shares.authority_share_revoke, name="authority_share_revoke"),
    path("sharing/tell/", telling.tell_list, name="tell_list"),
    path("sharing/tell/meeting/", telling.tell_meeting, name="tell_meeting"),
    path("sharing/tell/<slug:purpose>/<uuid:source>/", telling.tell_one, name="tell_one"),
    path("returns/files/<uuid:file_id>/share/", returned.returned_file, name="returned_file"),
    path("returns/<uuid:return_id>/share/<slug:authority>/", returned.returned_again, name="returned_again"),
]
