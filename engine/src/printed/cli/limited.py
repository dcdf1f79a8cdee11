"""How long a question may take: one line in the place of an hour without an answer.

How much work a question makes is often known only while it is done. What is known before is
limited where it is asked (`printed.limits`); this is the limit for all the rest.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace

from printed import limits
from printed.errors import InputError

VARIABLE = "PRINTED_SECONDS"
AGAIN = 1.0  # seconds until it is tried again, where a library kept the first word to itself


class OutOfTime(BaseException):
    """The time is over; nothing that handles an error may take it for one."""


@contextlib.contextmanager
def in_time(doing: str) -> Iterator[None]:
    """Let what is inside take the processor time of `limits.SECONDS`, or of PRINTED_SECONDS.

    The limit never changes an answer, only whether there is one. There is none where the system
    has no such clock (Windows), nor beside the main thread.

    Parameters
    ----------
    doing : str
        What is being done, for the message.

    Raises
    ------
    InputError
        When the time is over, or the variable is no number.
    """
    most = seconds()
    alone = threading.current_thread() is threading.main_thread()
    if not most or not alone or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, most, AGAIN)
    try:
        yield
    except OutOfTime:
        signal.setitimer(signal.ITIMER_PROF, 0)
        limit = replace(limits.SECONDS, most=math.ceil(most))
        raise limit.refusal("not done in time", doing) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds() -> float:
    """The processor time that a question may take; 0 where it may take any.

    >>> seconds() >= 0
    True
    """
    told = os.environ.get(VARIABLE, "")
    try:
        most = float(told or limits.SECONDS.most)
    except ValueError:
        most = math.nan
    if not 0 <= most < math.inf:
        raise InputError(f"{VARIABLE}: {told!r} is no number of seconds; 0 is for no limit")
    return most
