#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Asks an ALTO server all that RFC 7285 and its extensions say of it, and how fast it is.

Without a URL, sluice-oracle is started on loopback, by TLS, and once more with so little allowed
that it is soon overloaded. Writes build/results/alto.json; exits with 1 if anything does not hold.
"""
import argparse
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:1] = [str(HERE)]

import crowd  # noqa: E402
import reload  # noqa: E402

TOPOLOGY = """\
pids:
  north: { prefixes: [127.0.0.0/9, 192.0.2.0/25, "2001:db8::/33"] }
  south: { prefixes: [127.128.0.0/9, 192.0.2.128/25, "2001:db8:8000::/33"] }
  neighbour: { prefixes: [198.51.100.0/24] }
  elsewhere: { default: true }
costs:
  routing:
    own: 0
    others: 40
    pairs:
      - { between: [north, south], cost: 2.5 }
      - { between: [neighbour, "*"], cost: 15 }
  calendar:
    changes:
      - { at: 18:00-23:00, between: [elsewhere, "*"], factor: 1.5 }
      - { at: 02:00-05:00, add: 1 }
"""


class Oracle:
    """sluice-oracle on loopback, while a with statement lasts."""

    def __init__(self, build, port, limits, topology=None):
        self.folder = tempfile.TemporaryDirectory(prefix="sluice-alto-")
        folder = pathlib.Path(self.folder.name)
        self.topology = folder / "topology.yaml"
        self.certificate = folder / "chain.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                        folder / "key.pem", "-out", self.certificate],
                       check=True, capture_output=True)
        if topology:
            self.topology = topology(folder)
        else:
            self.topology.write_text(TOPOLOGY, encoding="utf-8")
        self.config = folder / "oracle.yaml"
        self.config.write_text(
            f'listen: ["127.0.0.1:{port}"]\n'
            f'listen_plain: ["127.0.0.1:{port + 1}"]\n'
            f"tls: {{ certificate: {self.certificate}, key: {folder}/key.pem }}\n"
            f"topology: {self.topology}\n"
            f"limits: {limits}\n", encoding="utf-8")
        self.program = build / "oracle/sluice-oracle"
        self.url = f"https://localhost:{port}/alto/directory"
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen([self.program, self.config], stdout=subprocess.PIPE,
                                        text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            self.process.wait()
            sys.exit(f"alto: sluice-oracle does not start: {line}")
        return self

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def has_reloaded(self):
        """Whether it says so; each time it does is told once."""
        if not select.select([self.process.stdout], [], [], 0)[0]:
            return False
        return self.process.stdout.readline().startswith("reloaded")

    def change(self):
        """A command that makes its maps others."""
        return (f"sed -i 's/cost: 15 /cost: 16 /' {self.topology} && "
                f"kill -HUP {self.process.pid}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=10)
        self.folder.cleanup()


class Rows(unittest.TextTestResult):
    """A row of the results for each test."""

    def __init__(self, *args):
        super().__init__(*args)
        self.rows = []

    def row(self, test, value, holds):
        number, name = test.id().rsplit("test_", 1)[1].split("_", 1)
        self.rows.append({"name": f"{number} {name.replace('_', ' ')}", "value": value,
                          "unit": "", "goal": "holds", "holds": holds})

    def addSuccess(self, test):
        super().addSuccess(test)
        self.row(test, "holds", True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.row(test, "does not hold", False)

    def addError(self, test, err):
        super().addError(test, err)
        if hasattr(test, "_testMethodName"):
            self.row(test, "could not be asked", False)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.row(test, f"skipped: {reason}", None)


def ask(url, certificate=None, insecure=False, only="", overload=False, change=""):
    """The rows of the checklist, for one server."""
    if change:
        os.environ["ALTO_CHANGE"] = change
    os.environ.update(ALTO_URL=url, ALTO_CA=str(certificate or ""),
                      ALTO_INSECURE="1" if insecure else "",
                      ALTO_EXPECT_OVERLOAD="1" if overload else "")
    loader = unittest.TestLoader()
    if only:
        loader.testNamePatterns = [f"*{word}*" for word in only.split()]
    suite = loader.discover(str(HERE), "*_test.py")
    return unittest.TextTestRunner(verbosity=2, resultclass=Rows).run(suite)


def ask_own(build, options):
    """sluice-oracle's, which has to be told twice what load is."""
    roomy = "{ requests_per_second: 100000, connections_per_address: 1000 }"
    with Oracle(build, options.port, roomy) as oracle:
        result = ask(oracle.url, oracle.certificate, only=options.only, change=oracle.change())
    rows, well = result.rows, result.wasSuccessful()
    if options.only and "18" not in options.only:
        return rows, well
    narrow = "{ requests_per_second: 100000, requests_per_second_in_all: 50 }"
    with Oracle(build, options.port, narrow) as oracle:
        result = ask(oracle.url, oracle.certificate, only="test_18", overload=True)
    for row in result.rows:
        row["name"] += ", when it is overloaded"
    return rows + result.rows, well and result.wasSuccessful()


def measure(build, port):
    """How fast it is, alone and beside a crowd; prints what it finds."""
    rows = json.loads(subprocess.run([build / "bench/bench-alto"], check=True,
                                     stdout=subprocess.PIPE).stdout)
    patient = ("{ requests_per_second: 100000, connections: 11000, connections_per_address: 1000, "
               "read: 2m, idle: 2m }")
    with Oracle(build, port, patient):
        rows += crowd.rows(port + 1)
    with Oracle(build, port, patient, reload.topology) as oracle:
        rows += reload.rows(port + 1, oracle.reload, oracle.has_reloaded)
    print()
    for row in rows:
        met = "met" if row["holds"] else "NOT MET"
        goal = f"   goal {row['goal']}: {met}" if row["goal"] else ""
        print(f"{row['name']:50} {row['value']:>12} {row['unit']}{goal}")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--url", help="of any server's directory; then its speed is not measured")
    parser.add_argument("--ca", help="what signed its certificate, in PEM")
    parser.add_argument("--insecure", action="store_true", help="take any certificate")
    parser.add_argument("--only", default="", metavar="WORDS", help='of names, as "test_13 error"')
    parser.add_argument("--port", type=int, default=18443,
                        help="for sluice-oracle, on loopback, and the one after it")
    options = parser.parse_args()
    build = options.build.resolve()
    if options.url:
        result = ask(options.url, options.ca, options.insecure, options.only)
        rows, well = result.rows, result.wasSuccessful()
    else:
        rows, well = ask_own(build, options)
        if not options.only:
            rows += measure(build, options.port)
    results = ROOT / "build/results"
    results.mkdir(parents=True, exist_ok=True)
    (results / "alto.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    short = [row for row in rows if row["holds"] is False]
    kept = [row for row in rows if row["holds"]]
    for row in short:
        print(f"NOT AS EXPECTED  {row['name']}: {row['value']} {row['unit']}")
    print(f"\nalto: {len(kept)} as expected, {len(short)} not")
    return 0 if well and kept and not short else 1


if __name__ == "__main__":
    sys.exit(main())
