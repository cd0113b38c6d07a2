"""Asking for a trial, and working it out."""
