"""Routes of the id host, where people sign in: it belongs to no place, and `test_hosts` asks them."""

from foundation.access.gate import ANYONE
from foundation.accounts.gate import SIGNED_IN

#: The id host holds nothing of any school. For each route: what it declares, the answer to a stranger's GET, and the
#: answer to that of somebody who has a password and an authenticator and is signed in with both.
ID_TABLE: dict[str, tuple[object, int, int]] = {
    "": (SIGNED_IN, 302, 302),
    "go/": (SIGNED_IN, 302, 404),
    "signed-out/": (ANYONE, 200, 200),
    "account/": (SIGNED_IN, 302, 200),
    "invitation/": (ANYONE, 403, 403),
    "invitation/<str:token>/": (ANYONE, 302, 302),
    "sign-in/": (ANYONE, 200, 302),
    "sign-in/code/": (ANYONE, 302, 302),
    "sign-out/": (ANYONE, 302, 200),
    "switched-off/": (ANYONE, 200, 200),
    "forgotten/": (ANYONE, 200, 200),
    "forgotten/sent/": (ANYONE, 200, 200),
    "forgotten/done/": (ANYONE, 200, 200),
    r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$": (ANYONE, 200, 200),
    "account/password/": (SIGNED_IN, 302, 200),
    "account/check/": (SIGNED_IN, 302, 302),
    "account/check-code/": (SIGNED_IN, 302, 200),
    "account/authenticator/": (SIGNED_IN, 302, 302),
    "account/authenticator/replace/": (SIGNED_IN, 302, 302),
    "account/recovery-codes/": (SIGNED_IN, 302, 404),
    "account/recovery-codes/new/": (SIGNED_IN, 302, 302),
    "account/recovery-codes/download/": (SIGNED_IN, 302, 404),
}
#: Addresses of the id host's routes that take something.
ID_PATHS = {
    "invitation/<str:token>/": "/invitation/unknown/",
    r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$": "/forgotten/1-unknown/",
}
