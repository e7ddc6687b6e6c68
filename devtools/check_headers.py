#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles every header alone: one that leans on what its includer happened to include fails.

But for those that the build compiles so: a source that begins with its own header.
"""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["libdpdk", "libhs", "yaml-cpp", "libbpf", "libxdp", "grpc++", "protobuf", "libpcap",
            "sqlite3", "prometheus-cpp-pull", "spdlog"]
PROTOS = [ROOT / "control" / "proto", ROOT / "oracle" / "feeds" / "gobgp" / "proto"]


def flags() -> list[str]:
    out = subprocess.run(["pkg-config", "--cflags", *PACKAGES], capture_output=True, text=True,
                         check=True).stdout.split()
    # System headers: their warnings are not ours.
    return [f.replace("-I", "-isystem", 1) if f.startswith("-I") else f for f in out]


def headers() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "*.h"], cwd=ROOT, capture_output=True, text=True,
                            check=True).stdout.split()
    return [h for h in listed if (ROOT / h).exists()]


def begins_its_source(header: str) -> bool:
    source = (ROOT / header).with_suffix(".cc")
    if not source.exists():
        return False
    lines = source.read_text(encoding="utf-8").splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("//")), "")
    return first == f'#include "{header}"'


def generate(directory: str) -> None:
    """protoc's headers, so that nothing need be built before."""
    for protos in PROTOS:
        subprocess.run(["protoc", f"--plugin=protoc-gen-grpc={shutil.which('grpc_cpp_plugin')}",
                        f"--proto_path={protos}", f"--cpp_out={directory}",
                        f"--grpc_out={directory}", *map(str, protos.rglob("*.proto"))], check=True)


def compile_alone(header: str, options: list[str]) -> tuple[str, str]:
    command = ["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wshadow", "-Werror",
               *options, f"-I{ROOT}", "-x", "c++", "-"]
    done = subprocess.run(command, input=f'#include "{header}"\n', cwd=ROOT, capture_output=True,
                          text=True)
    return header, "" if done.returncode == 0 else done.stderr


def check(generated: str) -> int:
    options = [*flags(), f"-isystem{generated}"]
    failed = 0
    every = headers()
    listed = [header for header in every if not begins_its_source(header)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for header, errors in pool.map(lambda h: compile_alone(h, options), listed):
            if errors:
                failed += 1
                first = next((e for e in errors.splitlines() if "error:" in e), errors)
                print(f"{header}: does not compile alone: {first}")
    print(f"headers: {len(listed) - failed} of {len(listed)} compile alone; "
          f"{len(every) - len(listed)} begin their own source")
    return 1 if failed else 0


def main() -> int:
    with tempfile.TemporaryDirectory() as generated:
        generate(generated)
        return check(generated)


if __name__ == "__main__":
    sys.exit(main())
