"""The fork server: every cleaner is imported once, and each request gets a child forked from here.

Run by path, with the descriptor of its control socket and the folders of installed packages, never with ``-m``:
importing ``contest`` would bring Flask and every secret-reading room along. `_borrow_package` makes the name
importable without running ``contest/__init__.py``.

Control socket: one message a child, ``{"operation": …, "folder": …}`` with three descriptors: what the child
reads, what it writes, and a line. A line that its other end shuts asks for the child's end; when the child has
ended, however that came, its line says ``{"status": …, "processor": …, "memory": …}`` and is closed.
The server ends, and every child with it, when the control socket is closed: also when its owner was killed.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import selectors
import signal
import socket
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

_ROOT = Path(__file__).resolve().parent.parent
_MESSAGE = 64 * 1024  # bytes; a message is an operation's name and a path
_DESCRIPTORS = 3


def _borrow_package() -> None:
    package = types.ModuleType("contest")
    package.__path__ = [str(_ROOT)]
    sys.modules["contest"] = package


class Server:
    """Forks children that run ``work`` with the operation's name, and tells how each ended."""

    def __init__(self, control: socket.socket, work: Callable[[str], None]) -> None:
        self.control = control
        self.work = work
        self.lines: dict[int, socket.socket] = {}  # process -> its line
        self.selector = selectors.PollSelector()  # no descriptor of its own that a child would share
        self.ended, self.wake = os.pipe()
        self.told = 0.0  # seconds of our own processor time that some line has told

    def serve(self) -> None:
        """Go on until the control socket is closed; leave no child behind."""
        os.set_blocking(self.wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)
        self.selector.register(self.control, selectors.EVENT_READ)
        self.selector.register(self.ended, selectors.EVENT_READ)
        while self._once():
            pass
        for process in self.lines:
            _kill_group(process)

    def _once(self) -> bool:
        """Answer whatever is ready; false when the control socket is closed."""
        for key, _ in self.selector.select():
            if key.fileobj is self.control:
                if not self._take():
                    return False
            elif key.fileobj == self.ended:
                os.read(self.ended, _MESSAGE)
                self._bury()
            elif self.lines.get(key.data) is key.fileobj:  # not buried a moment ago
                self.selector.unregister(key.fileobj)
                _kill_group(key.data)
        return True

    def _take(self) -> bool:
        """Fork the child of one request; false when there will be no more."""
        message, descriptors, _, _ = socket.recv_fds(self.control, _MESSAGE, _DESCRIPTORS)
        if not message:
            return False
        request = json.loads(message)
        reads, writes, line = descriptors
        with contextlib.suppress(OSError):  # no room for another process: its line closes without a word
            process = os.fork()
            if not process:
                self._become_child(request, reads, writes, line)
            self.lines[process] = socket.socket(fileno=os.dup(line))
            self.selector.register(self.lines[process], selectors.EVENT_READ, process)
        for descriptor in descriptors:
            os.close(descriptor)
        return True

    def _become_child(self, request: dict[str, str], reads: int, writes: int, line: int) -> NoReturn:
        """Keep of the server nothing but its modules, do the work, and never come back."""
        status = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(reads, 0)
            os.dup2(writes, 1)
            for one in (self.control.fileno(), self.ended, self.wake, reads, writes, line):
                os.close(one)
            for other in self.lines.values():
                other.close()
            os.chdir(request["folder"])
            os.environ.update(HOME=request["folder"], TMPDIR=request["folder"])
            self.work(request["operation"])
            status = 0
        finally:
            os._exit(status)

    def _bury(self) -> None:
        """Tell of every child that has ended; what it had started ends with it."""
        for process, line in list(self.lines.items()):
            if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            _kill_group(process)  # before the wait, so that the number is still this child's
            _, status, usage = os.wait4(process, 0)
            del self.lines[process]
            with contextlib.suppress(KeyError):
                self.selector.unregister(line)
            ending = {
                "status": os.waitstatus_to_exitcode(status),
                "processor": usage.ru_utime + usage.ru_stime + self._untold(),
                "memory": usage.ru_maxrss * 1024,
            }
            with line, contextlib.suppress(OSError):  # nobody may be listening any more
                line.sendall(json.dumps(ending).encode())

    def _untold(self) -> float:
        """Seconds of processor that the server itself took since the last child it told of."""
        own = resource.getrusage(resource.RUSAGE_SELF)
        untold = own.ru_utime + own.ru_stime - self.told
        self.told += untold
        return untold


def _kill_group(process: int) -> None:
    """Kill a child we have not waited for, by its own number too: it may not have made its group yet."""
    for kill in (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(process, signal.SIGKILL)


def main(control: str, *packages: str) -> None:
    """Import everything, then serve."""
    sys.path += packages
    _borrow_package()
    child = importlib.import_module("contest.media.child")
    child.read_ahead()
    gc.collect()
    gc.freeze()  # a child's collector leaves the modules' pages shared
    Server(socket.socket(fileno=int(control)), child.answer).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
