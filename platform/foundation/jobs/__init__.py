"""Work outside a request: tasks that name their school, and the handlers of outbox topics."""
