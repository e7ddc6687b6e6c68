# SPDX-License-Identifier: Apache-2.0
"""The box of `make failover`, with a heartbeat: a wire is to live when the box does not."""
import json
import pathlib
import time

from box import Program, Sluiced, plain
from scene import LabError

PATIENCE_MS = 25
SETTLE_MS = 300


def link(fail="open", reflect_link_down=False):
    """As YAML."""
    return f"""\
  - name: lab
    mode: inline
    fail: {fail}
    reflect_link_down: {str(reflect_link_down).lower()}
    pairs:
      - {{ access: {{ interface: acc0 }}, core: {{ interface: core0 }} }}
    capacity: {{ up: 1gbps, down: 1gbps }}
"""


class GuardedBox(Sluiced):
    """The daemon with a heartbeat, asked for the state of its link."""

    def __init__(self, scene, build, workers=(0,), nice=-20, fail="open", reflect_link_down=False,
                 **settings):
        super().__init__(scene, build, workers=workers, nice=nice,
                         links=link(fail, reflect_link_down),
                         heartbeat=f"{{ patience: {PATIENCE_MS}ms, settle: {SETTLE_MS}ms }}",
                         **settings)
        self.binary = self.control / "sluiced"
        self.redirecting = pathlib.Path(build) / "tests/lab/failover/plain_redirect.bpf.o"

    def start(self):
        self.program = Program(self.scene.box, [self.binary, self.config],
                               self.directory / "sluiced.log", r"^ready:")
        self.program.wait_ready()
        return self

    def state(self):
        """inspecting, "bypassed: why" or "cut: why"; empty while nobody answers."""
        said = self.try_ctl("links", "--json")
        if said.returncode != 0:
            return ""
        found = plain(json.loads(said.stdout))["links"][0]
        state = found["state"].removeprefix("STATE_").lower()
        return f"{state}: {found['state_reason']}" if found.get("state_reason") else state

    def wait_for(self, state, seconds=10):
        """Until the link's state begins so; what it was in full, and every other seen meanwhile."""
        seen = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            now = self.state()
            if now.startswith(state):
                return now, seen
            if now not in seen:
                seen.append(now)
            time.sleep(0.05)
        raise LabError(f"the link is not {state} after {seconds} s, but {', '.join(seen)}")

    def inspected(self):
        """Frames that the ports' programs have given to workers."""
        return self.metric("sluice_port_verdict_packets_total", verdict="inspected")

    def begin(self):
        self.start()
        self.wait_for("inspecting")
        return self
