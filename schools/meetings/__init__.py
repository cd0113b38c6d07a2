"""Patterns of absence, meetings and what came of them, tutor groups side by side, and whether help worked."""
