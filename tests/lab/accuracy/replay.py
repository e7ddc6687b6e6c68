# SPDX-License-Identifier: Apache-2.0
"""What Sluice says about a recording: sluice-replay, flow by flow."""
import json
import subprocess

from scene import LabError

REPLAY_SECONDS = 120


def flows(build, file, prefixes=()):
    command = [build / "replay/sluice-replay", "--json", "--flows"]
    for prefix in prefixes:
        command += ["--subscribers", prefix]
    done = subprocess.run([*map(str, command), str(file)], capture_output=True, text=True,
                          timeout=REPLAY_SECONDS)
    try:
        return json.loads(done.stdout)["flow_list"]
    except (ValueError, KeyError):
        raise LabError(f"sluice-replay {file}: exit {done.returncode}: "
                       f"{done.stderr.strip()}") from None


def ends(flow):
    """(protocol, subscriber's end, remote end)"""
    return (flow["protocol"], (flow["subscriber"], flow["subscriber_port"]),
            (flow["remote"], flow["remote_port"]))
