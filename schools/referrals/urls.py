"""Addresses of the directory, of referrals, of the log and of the local form."""

from django.urls import path

from schools.referrals.views import beside, referrals, services

ONE = "referrals/<uuid:referral_id>/"
SERVICE = "services/<uuid:service_id>/"

urlpatterns = [
    path("services/", services.services, name="services"),
    path("services/new/", services.service_new, name="service_new"),
    path("services/file/", services.services_file, name="services_file"),
    path("services/services.csv", services.services_csv, name="services_csv"),
    path(SERVICE, services.service, name="service"),
    path(f"{SERVICE}change/", services.service_change, name="service_change"),
    path(f"{SERVICE}retire/", services.service_retire, name="service_retire"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/moves/", referrals.referral_moves, name="referral_moves"),
    path("referrals/consents/<uuid:consent_id>/withdraw/", beside.consent_withdraw, name="consent_withdraw"),
    path(ONE, referrals.referral, name="referral"),
    path(f"{ONE}write/", referrals.referral_write, name="referral_write"),
    path(f"{ONE}sensitive/", referrals.referral_health, name="referral_health"),
    path(f"{ONE}consent/", beside.referral_consent, name="referral_consent"),
    path(f"{ONE}without-consent/", referrals.referral_without_consent, name="referral_without_consent"),
    path(f"{ONE}send/", referrals.referral_send, name="referral_send"),
    path(f"{ONE}asked/", referrals.referral_asked, name="referral_asked"),
    path(f"{ONE}answer/", referrals.referral_answer, name="referral_answer"),
    path(f"{ONE}take-back/", referrals.referral_take_back, name="referral_take_back"),
    path("shares/", beside.shares, name="shares"),
    path("cases/<uuid:case_id>/refer/", referrals.case_refer, name="case_refer"),
    path("cases/<uuid:case_id>/attend/", beside.case_attend, name="case_attend"),
    path("cases/<uuid:case_id>/attend/write/", beside.case_attend_write, name="case_attend_write"),
    path("cases/<uuid:case_id>/attend/<int:number>/", beside.case_attend_version, name="case_attend_version"),
]
