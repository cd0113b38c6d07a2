"""What is done: letters of a stage drafted, what they rest on asked again, and their texts translated."""
