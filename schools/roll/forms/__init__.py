"""What the roll's pages ask for. What the roll does not allow is said by the operations, beside the field they name."""
