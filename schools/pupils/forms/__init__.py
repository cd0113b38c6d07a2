"""What pages of pupils may be asked: what a list is narrowed to, a moment, a part of a history, a name."""
