"""What the guard raises. Each is a programming fault, never something a person typed."""


class ScopeError(RuntimeError):
    """Base of the guard's refusals."""


class NoScope(ScopeError):
    """A query was tried with no school, trust, authority or identity set, or outside its transaction."""


class ScopeConflict(ScopeError):
    """Work for one place was started inside the transaction of another."""


class WrongPlace(ScopeError):
    """A row or queryset made in one place was used in another."""


class LastingStatement(ScopeError):
    """A statement was tried that would outlive its transaction or change who it speaks for."""
