# SPDX-License-Identifier: Apache-2.0
"""One thread of a process stopped while the others run on: what a worker that is stuck looks like.

No signal does that, ptrace(2) does: PTRACE_SEIZE does not stop, PTRACE_INTERRUPT stops the thread
it names alone.
"""
import contextlib
import ctypes
import os
import pathlib

PTRACE_DETACH = 17
PTRACE_SEIZE = 0x4206
PTRACE_INTERRUPT = 0x4207
WALL = 0x40000000  # __WALL: threads too

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def threads(pid):
    """{thread id: its name}"""
    return {int(task.name): (task / "comm").read_text(encoding="utf-8").strip()
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir()}


def ptrace(request, thread):
    if libc.ptrace(request, thread, None, None) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"ptrace of thread {thread}: {os.strerror(error)}")


@contextlib.contextmanager
def stopped(thread):
    """Of one caller's thread: ptrace wants the one that began to end it."""
    ptrace(PTRACE_SEIZE, thread)
    try:
        ptrace(PTRACE_INTERRUPT, thread)
        os.waitpid(thread, WALL)
        yield
    finally:
        ptrace(PTRACE_DETACH, thread)
