"""Addresses of signing in: all of the id host's, and the three that every other host has."""

from django.urls import URLPattern, URLResolver, include, path

from tenants.memberships import views

id_host: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("go/", views.go, name="go"),
    path("signed-out/", views.signed_out, name="signed_out"),
    path("account/", views.account, name="mfa_index"),  # the name under which allauth goes back to it
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/<str:token>/", views.invitation_link, name="invitation_link"),
    path("", include("tenants.memberships.sign_in")),
]

#: On school, trust and authority hosts. Those of `hand_over.IDENTITY_PATHS` are identity work.
other_hosts: list[URLPattern | URLResolver] = [
    path("arrive/", views.arrive, name="arrive"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("swept/", views.swept, name="swept"),
    path("your-sign-in/", views.your_sign_in, name="your_sign_in"),
]
