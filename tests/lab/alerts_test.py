# SPDX-License-Identifier: Apache-2.0
"""The alerts that come with the box: by promtool, and in a Prometheus that scrapes a real one."""
import pathlib
import re
import subprocess
import time

import yaml
from box import Skip
from prometheus_beside import RULES, Prometheus
from scene import GATEWAY

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests/monitoring").glob("*.yaml"))
# What other programs say, and what a box says when there is something to say.
ELSEWHERE = re.compile(r"sluice_(oracle|tracker)_|^sluice_segment_near_congested$")


def promtool(*words):
    try:
        return subprocess.run(["promtool", *words], capture_output=True, text=True)
    except FileNotFoundError:
        raise Skip("promtool is not there: Debian's package is prometheus") from None


def alerts():
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"] if "alert" in rule}


def test_each_alert_comes_when_it_is_to_and_not_before(_lab):
    """promtool's unit tests; each alert has one."""
    done = promtool("test", "rules", *CASES)
    assert done.returncode == 0, done.stdout + done.stderr
    cases = {case["name"] for path in CASES
             for case in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]}
    assert not set(alerts()) - cases, f"without a case: {sorted(set(alerts()) - cases)}"
    return f"{len(alerts())} alerts"


def test_each_alert_says_what_to_do(_lab):
    """A page for each, and none without an alert."""
    pages = re.findall(r"^## (Sluice\w+)$", (ROOT / "docs/alerts.md").read_text(encoding="utf-8"),
                       re.M)
    assert sorted(pages) == sorted(alerts()), set(pages) ^ set(alerts())
    for name, rule in alerts().items():
        assert rule["annotations"]["runbook_url"] == f"docs/alerts.md#{name.lower()}", name


def test_the_commands_of_the_pages_are_there(lab):
    """What a tired person types is to work."""
    sluicectl = pathlib.Path(lab.options.build).resolve() / "control/sluicectl"
    if not sluicectl.exists():
        raise Skip(f"{sluicectl} is not built")
    shown = re.findall(r"`sluicectl ([^`]+)`",
                       (ROOT / "docs/alerts.md").read_text(encoding="utf-8"))
    for command in set(shown):
        words = [word for word in command.split() if word.islower() and word.isalpha()]
        options = re.findall(r"--[a-z]+", command)
        if "--label" in options:
            words.remove("unknown")
        done = subprocess.run([sluicectl, *words, "--help"], capture_output=True, text=True)
        assert done.returncode == 0, f"sluicectl {command}: {done.stderr}"
        missing = [option for option in options if option not in done.stdout]
        assert not missing, f"sluicectl {command}: no {missing}"
    return f"{len(set(shown))} commands"


def test_a_healthy_box_wakes_nobody_and_a_bypassed_one_does(lab):
    """Every rule can be evaluated, on metrics that the box has."""
    promtool("--version")
    scene = lab.scene()
    box = lab.sluiced(scene)
    subprocess.run(scene.subscriber.namespace.command("ping", "-c", "3", "-i", "0.2", GATEWAY),
                   capture_output=True)
    prometheus = Prometheus(scene, {"sluiced": box.metrics_address})
    lab.open.callback(prometheus.end)
    time.sleep(8)
    rules = prometheus.rules()
    assert len(rules) > 20
    broken = {rule["name"]: rule["lastError"] for rule in rules if rule.get("lastError")}
    assert not broken, broken
    woken = [rule["name"] for rule in rules
             if rule["type"] == "alerting" and rule["state"] != "inactive"]
    assert not woken, woken

    named = set(re.findall(r"\bsluice_\w+", RULES.read_text(encoding="utf-8")))
    known = set(prometheus.get("label/__name__/values"))
    missing = sorted(name for name in named - known if not ELSEWHERE.search(name))
    assert not missing, f"no box says {missing}"

    box.ctl("link", "bypass", "lab")
    time.sleep(4)
    states = {rule["name"]: rule["state"] for rule in prometheus.rules() if "state" in rule}
    assert states["SluiceLinkBypassed"] in ("pending", "firing"), states["SluiceLinkBypassed"]
    return f"{len(rules)} rules on {len(known)} metrics"
