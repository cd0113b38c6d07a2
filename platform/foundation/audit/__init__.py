"""The shape of an audit line. Tables live where the act happened: in the school's journal or the trust's."""
