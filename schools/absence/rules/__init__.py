"""The rules of first-day contact: plain functions of policy, attempts and the moment."""
