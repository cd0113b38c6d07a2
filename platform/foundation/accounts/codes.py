"""Of which half minute a code of an authenticator app is. Its number, the counter of RFC 6238, is what is used up."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time


def counter_of(secret: str, code: str) -> int | None:
    """The counter whose code this is, of those good now; None for none of them. Spaces in the code do not count.

    The last one, should a code fit two: used up, it then fits neither.
    """
    fitting = (
        counter
        for counter in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter)))
    )
    return max(fitting, default=None)
