"""Stages by policy, facts and what people agreed: plain functions, no clock, no database."""
