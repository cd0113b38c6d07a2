"""Stand-ins of the carriers (a mail server, GOV.UK Notify, Twilio) and of a virus scanner, on this machine.

They speak the real protocols over real connections, have the faults of real ones, keep what they were sent, and tell of it
as the carriers do. Nothing
of theirs is shared with the gateways (no server may import `foundation`), so that the two can disagree. Tests hold one in
their own process; the demo, and tests that kill ours, start them as one: `python -m rollcall.servers.stand_ins`.
"""

from rollcall.servers.stand_ins.clamd import EICAR, ClamdServer
from rollcall.servers.stand_ins.courier import Courier
from rollcall.servers.stand_ins.faults import Fault
from rollcall.servers.stand_ins.kept import Kept, Post
from rollcall.servers.stand_ins.mail import MailServer
from rollcall.servers.stand_ins.notify import NotifyServer
from rollcall.servers.stand_ins.twilio import TwilioServer

__all__ = ["EICAR", "ClamdServer", "Courier", "Fault", "Kept", "MailServer", "NotifyServer", "Post", "TwilioServer"]
