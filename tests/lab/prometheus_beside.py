# SPDX-License-Identifier: Apache-2.0
"""A real Prometheus beside the box: with the rules and the console pages that come with it."""
import json
import pathlib
import shutil
import urllib.parse

import yaml
from box import Program, Skip

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy/prometheus"
RULES = DEPLOY / "sluice.rules.yaml"
ADDRESS = "127.0.0.1:9090"


class Prometheus:
    """Scrapes each job's address every second."""

    def __init__(self, scene, jobs):
        if not shutil.which("prometheus"):
            raise Skip("needs prometheus (make install-lab brings it)")
        self.namespace = scene.box
        directory = scene.directory / "prometheus"
        directory.mkdir()
        configuration = directory / "prometheus.yaml"
        configuration.write_text(yaml.safe_dump({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(RULES)],
            "scrape_configs": [{"job_name": job, "static_configs": [{"targets": [address]}]}
                               for job, address in jobs.items()]}), encoding="utf-8")
        self.program = Program(
            self.namespace, ["prometheus", f"--config.file={configuration}",
                             f"--storage.tsdb.path={directory / 'data'}",
                             f"--web.listen-address={ADDRESS}",
                             f"--web.console.templates={DEPLOY / 'consoles'}",
                             f"--web.console.libraries={DEPLOY / 'console_libraries'}"],
            directory / "prometheus.log", "Server is ready to receive web requests")
        self.program.wait_ready()

    def get(self, path, **parameters):
        url = f"http://{ADDRESS}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        return json.loads(self.namespace.run("curl", "-sf", url))["data"]

    def rules(self):
        return [rule for group in self.get("rules")["groups"] for rule in group["rules"]]

    def end(self):
        self.program.kill()
