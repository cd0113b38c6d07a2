"""Addresses on the id host that only the demo has."""

from django.urls import path

from rollcall.demo import views

urlpatterns = [
    path("", views.sign_ins, name="demo_sign_ins"),
    path("outbox/", views.outbox, name="demo_outbox"),
]
