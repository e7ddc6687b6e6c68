# SPDX-License-Identifier: Apache-2.0
"""sluice-portal on the core side of a scene, reached by subscribers through the box."""
import pathlib

from box import Program, Skip
from scene import GATEWAY, GATEWAY6

METRICS = "127.0.0.1:9465"


class Portal(Program):
    def __init__(self, scene, build, socket, sections=""):
        program = pathlib.Path(build).resolve() / "control" / "portal" / "sluice-portal"
        if not program.exists():
            raise Skip(f"{program} is not built")
        self.namespace = scene.internet
        config = scene.directory / "portal.yaml"
        config.write_text(f"""\
listen: ["{GATEWAY}:80", "[{GATEWAY6}]:80"]
socket: {socket}
operator: {{ name: Example Net, contact: help@example.net, records_kept: 13 months }}
metrics: {{ address: "{METRICS}" }}
{sections}""", encoding="utf-8")
        super().__init__(scene.internet, [program, config], scene.directory / "portal.log",
                         "^ready:")
        self.wait_ready()

    def metrics(self):
        text = self.namespace.run("curl", "-sf", f"http://{METRICS}/metrics")
        pairs = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in pairs}


def ask(namespace, path="/v1/me", *, host=GATEWAY, options=()):
    """(status, body) of one request."""
    said = namespace.run("curl", "-s", "-g", "-m", "5", "-w", r"\n%{http_code}", *options,
                         f"http://{host}{path}")
    body, status = said.rsplit("\n", 1)
    return int(status), body
