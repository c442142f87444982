"""One line a stage: a live line on a terminal, plain lines elsewhere, nothing when asked for JSON."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Says what is being done. Lines go to the error stream, so that the output stays for results."""

    def __init__(self, stream: TextIO | None = None, *, is_silent: bool = False) -> None:
        self._stream = stream
        self.is_silent = is_silent

    @property
    def stream(self) -> TextIO:
        # Asked for when it is needed: a standard stream cannot be sent to a worker, nor should one be held over tests.
        return self._stream if self._stream is not None else sys.stderr

    @property
    def is_live(self) -> bool:
        return not self.is_silent and self.stream.isatty()

    def say(self, line: str) -> None:
        """Writes one line. Control characters are escaped, so that input cannot forge log lines."""
        if not self.is_silent:
            clean = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)
            self.stream.write(clean + "\n")
            self.stream.flush()

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Announces a step on a terminal; when it ends, one line with its seconds and what was put in the list."""
        facts: list[str] = []
        started = time.perf_counter()
        if self.is_live:
            self.stream.write(f"  … {name}\r")
            self.stream.flush()
        yield facts
        seconds = time.perf_counter() - started
        self.say(f"  {name:<22}{seconds:7.1f} s   {', '.join(facts)}".rstrip())
