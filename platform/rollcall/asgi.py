"""The product as granian serves it: the front before the WSGI application. `rollcall serve` starts it."""

import resource

from rollcall.wsgi import application as product  # isort: skip - sets the project up for all that follows

from rollcall.front.application import front_of

# Each connection is an open file, and of those a shell allows few.
_, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_most, _most))

application = front_of(product)
