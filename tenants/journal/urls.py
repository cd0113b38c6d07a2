"""Addresses of the journal, on the hosts of trusts and authorities."""

from django.urls import path

from tenants.journal import views

urlpatterns = [path("sign-ins/", views.sign_ins, name="sign_ins")]
