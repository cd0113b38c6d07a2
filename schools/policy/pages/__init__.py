"""What the policy’s pages show at a school: its lines, what is coming, and how it decides examples."""
