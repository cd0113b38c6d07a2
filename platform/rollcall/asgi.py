"""The product as granian serves it: the front before the WSGI application. `rollcall serve` starts it."""

import resource
import sys

from rollcall.loading import loading

with loading():
    from rollcall.wsgi import application as product  # isort: skip - sets the project up for all that follows

    from rollcall.front.application import front_of

# Each connection is an open file, and of those a shell allows few.
_, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_most, _most))

# A thread that waits for the database takes the interpreter back from one that computes after so many seconds. Python's own
# 5 ms, after each of a page's statements, would make a short page beside a long one several times as long.
sys.setswitchinterval(0.0003)

application = front_of(product)
