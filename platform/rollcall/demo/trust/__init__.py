"""The invented trust of the demo: children, rolls and two years of registers, from one seed."""
