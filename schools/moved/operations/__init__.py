"""Carrying over what is known of pupils who move, and confirming what came.

*Carrying* is done by the worker, in transactions of their own, each safe to repeat: as the trust, read what was asked; as
the school, count; as the trust, write; as the school, keep what has come; as each school whose turn it is, wake it; as the
trust, note that it heard. A worker killed between any two leaves the message open, and a row says by itself whether the
other school has still to hear of it: doing all of it again loses nothing and changes nothing.
"""
