"""Pure rules of meetings and patterns: no Django, no clock."""
