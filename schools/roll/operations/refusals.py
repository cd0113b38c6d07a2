"""How an act on the roll is refused."""


class RollRefusedError(Exception):
    """An act the roll does not allow as it stands: `field` is what to change (empty: the whole), the words say why."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field
        self.words = words
