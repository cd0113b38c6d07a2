"""What stands before the application: it waits for slow clients, so that no thread does, and shares the threads out.

granian calls the front (`rollcall.asgi`) for every request, on one event loop. A body is awaited there under a deadline;
only then is one of a few threads given to the WSGI application, to each school and person in turn.
`docs/decisions/0029-the-front.md` says why, and `rollcall serve` starts it.
"""
