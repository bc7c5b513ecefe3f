"""How the chain says no: to a message, or to going on at all."""


class Refused(Exception):
    """A message that the chain does not carry out: its state is as it was before."""


class Halted(Exception):
    """A panic outside a message: the chain would stop."""
