"""Evidence for an authority: prepared, frozen as it stood, sent, answered."""
