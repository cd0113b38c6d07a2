"""The stand-ins as one process: `python -m rollcall.servers.stand_ins [--replies-to ADDRESS] ...`.

Writes one line of JSON, where each of them is and what proves who one is there, and serves until it is asked to end.
"""

import argparse
import json
import signal
import sys
import threading
from contextlib import ExitStack

from rollcall.servers.stand_ins import ClamdServer, Courier, MailServer, NotifyServer, TwilioServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="rollcall.servers.stand_ins")
    parser.add_argument("--notify-receipts-to", default="", help="where GOV.UK Notify sends its receipts")
    parser.add_argument("--notify-replies-to", default="", help="where GOV.UK Notify sends what people write")
    parser.add_argument("--twilio-replies-to", default="", help="where Twilio sends what people write")
    parser.add_argument("--tells-after", type=float, help="seconds after which each message is said to be delivered")
    parser.add_argument("--untidy", action="store_true", help="tell everything twice and the wrong way round")
    for name in ("mail", "smtp", "notify", "twilio", "clamd"):
        parser.add_argument(f"--{name}-port", type=int, default=0, help="0 for a free one")
    asked = parser.parse_args()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    signal.signal(signal.SIGINT, lambda _number, _frame: ended.set())
    with ExitStack() as serving:
        mail = serving.enter_context(MailServer(asked.mail_port, smtp_port=asked.smtp_port))
        notify = serving.enter_context(
            NotifyServer(asked.notify_port, receipts_to=asked.notify_receipts_to, replies_to=asked.notify_replies_to)
        )
        clamd = serving.enter_context(ClamdServer(asked.clamd_port))
        twilio = serving.enter_context(TwilioServer(asked.twilio_port, replies_to=asked.twilio_replies_to))
        if asked.tells_after is not None:
            # Notify tells how it ended and no more.
            for server, statuses in ((notify, ["delivered"]), (twilio, ["sent", "delivered"])):
                serving.enter_context(Courier(server, statuses, after=asked.tells_after, untidy=asked.untidy))
        told = {
            "clamd": {"address": clamd.address},
            "mail": {"address": mail.address, "smtp_port": mail.smtp_port},
            "notify": {
                "address": notify.address,
                "api_key": notify.api_key,
                "callback_token": notify.callback_token,
                "text_template": notify.text_template,
                "email_template": notify.email_template,
            },
            "twilio": {
                "address": twilio.address,
                "account": twilio.account,
                "token": twilio.token,
                "number": twilio.number,
            },
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        ended.wait()


if __name__ == "__main__":
    main()
