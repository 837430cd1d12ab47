"""Child side: what the operating system forbids a decoder before it sees a byte.

Limits on CPU, memory, file size and open files; no network, by an empty network namespace where the
kernel lets us make one and by a seccomp filter on socket(2) besides; no new privileges; dies with
its parent. docs/decisions/0020-decoders-in-a-child.md says what each layer is worth.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from typing import Final

from contest.media.types import JsonObject

_CLONE_NEWNET: Final = 0x40000000
_CLONE_NEWUSER: Final = 0x10000000
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_LARGEST_KEPT: Final = 32 * 1024 * 1024  # bytes, the most that glibc lets this threshold be
_POINTER: Final = 8  # bytes, on the 64-bit machines whose call numbers we know
_ALLOW: Final = 0x7FFF0000
_DENY: Final = 0x00050000 | 1  # SECCOMP_RET_ERRNO with EPERM
# audit architecture -> numbers of socket, socketpair, connect, io_uring_setup, ptrace
_FORBIDDEN: Final = {
    "x86_64": (0xC000003E, (41, 53, 42, 425, 101)),
    "aarch64": (0xC00000B7, (198, 199, 203, 425, 117)),
}


def confine(limits: JsonObject) -> list[str]:
    """Apply every limit this kernel has; return the names of the network bars that hold."""
    _set(resource.RLIMIT_CPU, int(limits["cpu_seconds"]), grace=2)  # SIGXCPU first, SIGKILL after
    _set(resource.RLIMIT_FSIZE, int(limits["file_bytes"]))
    _set(resource.RLIMIT_NOFILE, int(limits["open_files"]))
    _set(resource.RLIMIT_CORE, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a full file becomes an OSError we can name
    if not sys.platform.startswith("linux"):
        _set(resource.RLIMIT_AS, int(limits["memory_bytes"]))
        return []
    libc = ctypes.CDLL(None, use_errno=True)
    _keep_memory(libc)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    bars = []
    if libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        bars.append("namespace")
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if _forbid_sockets(libc):
        bars.append("seccomp")
    _set(resource.RLIMIT_AS, int(limits["memory_bytes"]))
    return bars


def _keep_memory(libc: ctypes.CDLL) -> None:
    """Let glibc keep what it was given back: page after page asks for the same sizes again.

    Handed to the system and asked for anew, that memory costs a third of the time of a PDF.
    """
    mallopt = getattr(libc, "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGEST_KEPT)
        mallopt(_M_TRIM_THRESHOLD, 16 * _LARGEST_KEPT)


def tighten(limits: JsonObject) -> None:
    """Lower the limits once the kind of the file is known; they never rise again."""
    _set(resource.RLIMIT_CPU, int(limits["cpu_seconds"]), grace=2)
    _set(resource.RLIMIT_FSIZE, int(limits["file_bytes"]))
    _set(resource.RLIMIT_AS, int(limits["memory_bytes"]))


def _set(what: int, value: int, *, grace: int = 0) -> None:
    _, hard = resource.getrlimit(what)
    ceiling = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
    resource.setrlimit(what, (min(value, ceiling), ceiling))


def _forbid_sockets(libc: ctypes.CDLL) -> bool:
    """Install a filter that answers EPERM to every call that could reach the network."""
    known = _FORBIDDEN.get(os.uname().machine)
    if known is None or sys.byteorder != "little" or struct.calcsize("P") != _POINTER:
        return False
    arch, calls = known

    def op(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("<HBBI", code, yes, no, value)

    load, jump_equal, jump_ge, answer = 0x20, 0x15, 0x35, 0x06
    count = len(calls)
    program = [op(load, 0, 0, 4), op(jump_equal, 0, count + 3, arch), op(load, 0, 0, 0)]
    program.append(op(jump_ge, count + 1, 0, 0x40000000))  # the x32 numbers: another door, shut
    program += [op(jump_equal, count - index, 0, call) for index, call in enumerate(calls)]
    program += [op(answer, 0, 0, _ALLOW), op(answer, 0, 0, _DENY)]
    code = ctypes.create_string_buffer(b"".join(program))
    header = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(code)))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) == 0)
