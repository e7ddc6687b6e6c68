# SPDX-License-Identifier: Apache-2.0
"""libbpf, by ctypes: attaching XDP programs, and BPF_PROG_TEST_RUN with live frames, which sends
frames as fast as a kernel can make them."""
import ctypes
import os
import socket

from scene import LabError

TEST_RUN_LIVE_FRAMES = 1 << 1
REPLACE_ANY = 0

libbpf = ctypes.CDLL("libbpf.so.1", use_errno=True)
for call in ("bpf_object__open", "bpf_object__find_program_by_name",
             "bpf_object__find_map_by_name"):
    getattr(libbpf, call).restype = ctypes.c_void_p


class XdpContext(ctypes.Structure):
    """struct xdp_md"""
    _fields_ = [(name, ctypes.c_uint32) for name in
                ("data", "data_end", "data_meta", "ingress_ifindex", "rx_queue_index",
                 "egress_ifindex")]


class TestRun(ctypes.Structure):
    """struct bpf_test_run_opts"""
    _fields_ = [("sz", ctypes.c_size_t),
                ("data_in", ctypes.c_char_p), ("data_out", ctypes.c_void_p),
                ("data_size_in", ctypes.c_uint32), ("data_size_out", ctypes.c_uint32),
                ("ctx_in", ctypes.c_void_p), ("ctx_out", ctypes.c_void_p),
                ("ctx_size_in", ctypes.c_uint32), ("ctx_size_out", ctypes.c_uint32),
                ("retval", ctypes.c_uint32), ("repeat", ctypes.c_int),
                ("duration", ctypes.c_uint32), ("flags", ctypes.c_uint32),
                ("cpu", ctypes.c_uint32), ("batch_size", ctypes.c_uint32)]


def checked(result, what):
    if result < 0:
        raise LabError(f"{what}: {os.strerror(-result)}")
    return result


class Object:
    """A loaded object file of plain_redirect.bpf.c; its programs live until it is closed, or as long
    as they are attached."""

    def __init__(self, path, to_ifindex=0):
        self._object = ctypes.c_void_p(libbpf.bpf_object__open(str(path).encode()))
        if not self._object:
            raise LabError(f"cannot open {path}")
        constants = ctypes.c_void_p(libbpf.bpf_object__find_map_by_name(self._object, b".rodata"))
        value = ctypes.c_uint32(to_ifindex)
        checked(libbpf.bpf_map__set_initial_value(constants, ctypes.byref(value),
                                                  ctypes.c_size_t(4)), f"constants of {path}")
        checked(libbpf.bpf_object__load(self._object), f"loading {path}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        libbpf.bpf_object__close(self._object)

    def program(self, name):
        """Its descriptor."""
        found = ctypes.c_void_p(libbpf.bpf_object__find_program_by_name(self._object,
                                                                        name.encode()))
        return checked(libbpf.bpf_program__fd(found), name)


def index_of(namespace, device):
    with namespace.entered():
        return socket.if_nametoindex(device)


def attach(namespace, device, program):
    """In place of whatever is there."""
    with namespace.entered():
        checked(libbpf.bpf_xdp_attach(socket.if_nametoindex(device), program, REPLACE_ANY, None),
                f"attaching to {device}")


def attached(namespace, device):
    """A descriptor of the program there, which keeps it alive."""
    number = ctypes.c_uint32()
    with namespace.entered():
        checked(libbpf.bpf_xdp_query_id(socket.if_nametoindex(device), 0, ctypes.byref(number)),
                f"asking for the program of {device}")
    if number.value == 0:
        raise LabError(f"no program is attached to {device}")
    return checked(libbpf.bpf_prog_get_fd_by_id(number), f"program {number.value}")


def run_live(namespace, program, frame, count):
    """Runs a program on so many frames that are real: where it redirects them they go."""
    context = XdpContext(data_end=len(frame))
    run = TestRun(sz=ctypes.sizeof(TestRun), data_in=frame, data_size_in=len(frame),
                  ctx_in=ctypes.addressof(context), ctx_size_in=ctypes.sizeof(context),
                  repeat=count, flags=TEST_RUN_LIVE_FRAMES)
    with namespace.entered():
        checked(libbpf.bpf_prog_test_run_opts(program, ctypes.byref(run)), "sending live frames")
