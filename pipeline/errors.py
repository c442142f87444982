"""What can go wrong, sorted by who must act. Messages say what, where, found, expected, do."""


class TouchstoneError(Exception):
    """Something a person can act on; the command ends with `exit_code` and the message, without a traceback."""

    exit_code = 1


class InputError(TouchstoneError):
    """The input or the call is at fault."""

    exit_code = 2


class WorldError(TouchstoneError):
    """The outside world is at fault: disk, store, server, or another run that holds the lock."""

    exit_code = 3


class GateError(TouchstoneError):
    """A gate said no: a promotion was refused, or a night was withheld."""

    exit_code = 4
