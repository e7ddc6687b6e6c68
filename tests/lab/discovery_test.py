# SPDX-License-Identifier: Apache-2.0
"""Clients that find the oracle and the tracker by names, at a real name server."""
import json
import pathlib
import shutil
import subprocess
import urllib.request

from alto_discovery import directories_of_address, directories_of_domain, names_of, trackers_of_host
from box import Program, Skip
from rank_client import RankClient, RankError
from scene import GATEWAY, GATEWAY6, LabError
from tracker_test import Exchange

DIRECTORY = "https://alto.example.net/alto/directory"
WANTED = ["--domain", "example.net", "--alto", DIRECTORY,
          "--prefix", "198.18.0.0/22", "--prefix", "2001:db8::/32",
          "--tracker", "tracker.example.net:6969", "--udp-tracker", "tracker.example.net:6969",
          "--retracker", GATEWAY]
ZONES = ["example.net", "18.198.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa", "retracker.local"]
HOSTS = {"example.net": f"""alto 60 IN A {GATEWAY}
alto 60 IN AAAA {GATEWAY6}
tracker 60 IN A {GATEWAY}
line-12.dsl.hamburg 60 IN A 198.18.0.12
"""}
TOPOLOGY = """
pids:
  near: { prefixes: [198.18.0.0/24, "2001:db8::/64"] }
  far: { prefixes: [198.19.0.0/16] }
  elsewhere: { default: true }
costs:
  routing: { own: 1, others: 10, pairs: [{ between: [near, far], cost: 4 }] }
"""
RANK_PORT = 6970


def program(lab, *path):
    binary = pathlib.Path(lab.options.build).resolve().joinpath(*path)
    if not binary.exists():
        raise Skip(f"{binary} is not built")
    return binary


def sluicectl(lab, *arguments):
    done = subprocess.run([program(lab, "control", "sluicectl"), *map(str, arguments)],
                          capture_output=True, text=True, timeout=30)
    if done.returncode != 0:
        raise LabError(f"sluicectl {arguments}: {done.stderr.strip()}")
    return done.stdout


def run_name_server(lab, scene):
    """nsd with a zone for each, and in each what sluicectl prints for it."""
    for tool in ("nsd", "dig"):
        if not shutil.which(tool):
            raise Skip(f"needs {tool} (devtools/packages-lab)")
    config = [f'server:\n  ip-address: {GATEWAY}\n  username: ""\n  chroot: ""\n'
              f'  zonesdir: "{scene.directory}"\n  pidfile: ""\n  database: ""\n'
              f'  xfrdfile: "{scene.directory}/xfrd.state"\n'
              f'  zonelistfile: "{scene.directory}/zone.list"\n  server-count: 1\n'
              'remote-control:\n  control-enable: no\n']
    for zone in ZONES:
        lines = sluicectl(lab, "oracle", "dns", *WANTED, "--zone", zone)
        (scene.directory / f"{zone}.sluice").write_text(lines, encoding="ascii")
        file = scene.directory / f"{zone}.zone"
        file.write_text(f"$ORIGIN {zone}.\n"
                        f"@ 60 IN SOA ns.example.net. hostmaster.example.net. 1 60 60 60 60\n"
                        f"@ 60 IN NS ns.example.net.\n{HOSTS.get(zone, '')}"
                        f"$INCLUDE {scene.directory}/{zone}.sluice\n", encoding="ascii")
        checked = subprocess.run(["nsd-checkzone", zone, file], capture_output=True, text=True)
        assert checked.returncode == 0, f"{zone}: {checked.stdout}{checked.stderr}"
        config.append(f'zone:\n  name: "{zone}"\n  zonefile: "{file}"\n')
    (scene.directory / "nsd.conf").write_text("".join(config), encoding="ascii")
    server = Program(scene.tracker, ["nsd", "-d", "-c", scene.directory / "nsd.conf"],
                     scene.directory / "nsd.log", "nsd started")
    server.wait_ready()


def asked_from(client):
    def ask(name, kind):
        said = client.run("dig", f"@{GATEWAY}", "+short", "+norecurse", "+time=5", name, kind)
        return said.splitlines()
    return ask


def run_oracle(lab, scene, sections=""):
    binary = program(lab, "oracle", "sluice-oracle")
    there = scene.directory
    run = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                          "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                          "-subj", "/CN=alto.example.net",
                          "-addext", "subjectAltName=DNS:alto.example.net",
                          "-keyout", there / "key.pem", "-out", there / "cert.pem"],
                         capture_output=True, text=True)
    if run.returncode != 0:
        raise Skip(f"no certificate: {run.stderr.strip()[-200:]}")
    (there / "topology.yaml").write_text(TOPOLOGY, encoding="ascii")
    (there / "oracle.yaml").write_text(
        f'listen: ["{GATEWAY}:443", "[{GATEWAY6}]:443"]\n'
        f'tls: {{ certificate: {there}/cert.pem, key: {there}/key.pem }}\n'
        f'topology: {there}/topology.yaml\n{sections}', encoding="ascii")
    oracle = Program(scene.tracker, [binary, there / "oracle.yaml"], there / "oracle.log",
                     "^ready: ")
    oracle.wait_ready()
    return oracle


def fetch(client, scene, uri, ask):
    """The directory at that URI, by the address that its host's name has."""
    host = uri.split("/")[2]
    address, = ask(host + ".", "A")
    said = client.run("curl", "-sS", "--cacert", scene.directory / "cert.pem", "--resolve",
                      f"{host}:443:{address}", "-w", "\n%{content_type}", uri)
    body, _, media_type = said.rpartition("\n")
    assert media_type == "application/alto-directory+json", media_type
    return json.loads(body)


def test_a_name_server_answers_what_sluicectl_prints(lab):
    """dig is answered every name that sluicectl oracle dns printed, by a server that includes it."""
    scene = lab.open.enter_context(Exchange(subscribers=1))
    run_name_server(lab, scene)
    ask = asked_from(scene.clients[0])
    records = json.loads(sluicectl(lab, "--json", "oracle", "dns", *WANTED))
    assert {record["type"] for record in records} == {"NAPTR", "SRV", "A"}, records
    assert len(records) == 1 + 2 + 4 + 1 + 1, records
    for record in records:
        assert record["data"] in ask(record["owner"], record["type"]), record
    assert ask("example.net.", "NAPTR") == [f'100 10 "u" "ALTO:https" "!.*!{DIRECTORY}!" .']


def test_a_client_finds_the_directory_by_its_domain_or_its_address(lab):
    """A client that knows its domain, or an address alone, gets the oracle's directory by HTTPS."""
    scene = lab.open.enter_context(Exchange(subscribers=1))
    run_name_server(lab, scene)
    run_oracle(lab, scene)
    client = scene.clients[0]
    ask = asked_from(client)
    assert names_of("198.18.3.7")[:2] == ["7.3.18.198.in-addr.arpa.", "3.18.198.in-addr.arpa."]
    for found in (directories_of_domain("example.net.", ask),
                  directories_of_address("198.18.3.7", ask),
                  directories_of_address("198.18.1.0/25", ask),
                  directories_of_address("2001:db8:77::1", ask)):
        assert found == [DIRECTORY], found
    assert directories_of_address("198.18.4.1", ask) == [], "beyond the operator's /22"
    directory = fetch(client, scene, DIRECTORY, ask)
    assert directory["meta"]["default-alto-network-map"] in directory["resources"], directory
    assert trackers_of_host("line-12.dsl.hamburg.example.net", ask) == \
        [("tracker.example.net.", 6969)]


def test_kea_takes_the_access_domain_as_it_is_printed(lab):
    """Kea finds nothing wrong with the lines of sluicectl oracle dns --dhcp kea."""
    if not shutil.which("kea-dhcp4"):
        raise Skip("needs kea-dhcp4-server (devtools/packages-lab)")
    scene = lab.open.enter_context(Exchange(subscribers=0))
    lines = sluicectl(lab, "oracle", "dns", "--domain", "example.net", "--dhcp", "kea")
    options = [line for line in lines.splitlines() if not line.startswith("//")]
    for version, option, net in (("4", options[0], "198.18.0.0/24"),
                                 ("6", options[1], "2001:db8::/64")):
        config = scene.directory / f"kea{version}.json"
        config.write_text(f'{{ "Dhcp{version}": {{ {option}\n "interfaces-config": '
                          f'{{ "interfaces": [] }}, "subnet{version}": [{{ "subnet": "{net}" }}],'
                          '"lease-database": { "type": "memfile", "persist": false } } }',
                          encoding="ascii")
        done = subprocess.run([f"kea-dhcp{version}", "-t", config], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-500:] + done.stderr[-500:]


def test_peers_are_ranked_over_udp_and_the_reply_is_authenticated(lab):
    """The client of the documentation has peers ranked over UDP, and tells its own oracle's reply."""
    scene = lab.open.enter_context(Exchange(subscribers=1))
    (scene.directory / "rank.key").write_text("ab" * 32 + "\n", encoding="ascii")
    socket = scene.directory / "oracle.sock"
    run_oracle(lab, scene,
               f'api: {socket}\nmetrics: {{ address: "127.0.0.1:9466" }}\n'
               f'rank_udp: {{ listen: ["{GATEWAY}:{RANK_PORT}", "[{GATEWAY6}]:{RANK_PORT}"],\n'
               f'             keys: [{{ id: 1, file: {scene.directory}/rank.key }}] }}\n')
    peers = [(f"198.19.0.{n}", 6881) for n in range(1, 6)] + \
            [(f"198.18.0.{n}", 6881) for n in range(100, 105)] + [("203.0.113.9", 6881)]
    for server in (GATEWAY, GATEWAY6):
        with scene.clients[0].entered():
            client = RankClient(server, RANK_PORT, (1, bytes.fromhex("ab" * 32)))
            ranked = client.rank(peers)
            assert [peer for peer, _ in ranked[:5]] and \
                {peer[0].rpartition(".")[0] for peer, _ in ranked[:5]} == {"198.18.0"}, ranked
            assert ranked[-1][0][0] == "203.0.113.9" and len(ranked) == len(peers), ranked
            mistaken = RankClient(server, RANK_PORT, (1, bytes.fromhex("cd" * 32)), timeout=1)
            try:
                mistaken.rank(peers)
                raise AssertionError("a reply that another key authenticates was believed")
            except RankError:
                pass
    with scene.tracker.entered(), \
            urllib.request.urlopen("http://127.0.0.1:9466/metrics", timeout=10) as page:
        text = page.read().decode()
    assert 'sluice_oracle_rank_requests_total{outcome="ranked"} 4\n' in text, text
    assert "198.18." not in text and "2001:db8" not in text
    expect_sluicectl(lab, scene, socket)


def expect_sluicectl(lab, scene, socket):
    """The same oracle, asked by whoever runs it."""
    ctl = ["--oracle-socket", socket]
    status = json.loads(sluicectl(lab, "--json", "oracle", *ctl, "status"))
    assert status["locations"] == 3, status
    ranked = json.loads(sluicectl(lab, "--json", "oracle", *ctl, "rank", "198.18.0.1",
                                  "203.0.113.9:1", "203.0.113.10:1", "203.0.113.11:1",
                                  "198.19.0.1:1", "198.18.0.9:1"))
    assert len(ranked["peers"]) == 5 and ranked["peers"][0]["tier"] == 0, ranked
    costs = json.loads(sluicectl(lab, "--json", "oracle", *ctl, "cost", "198.18.0.1", "far"))
    assert costs["costs"][0]["routing"] == 4, costs
    (scene.directory / "topology.yaml").write_text(TOPOLOGY.replace("cost: 4", "cost: x"),
                                                   encoding="ascii")
    try:
        sluicectl(lab, "oracle", *ctl, "reload")
        raise AssertionError("a topology that is wrong was taken")
    except LabError as error:
        assert "goes on with what it had" in str(error), error
    assert "far" in sluicectl(lab, "oracle", *ctl, "map")
    assert "198.19.0.0/16" in sluicectl(lab, "oracle", *ctl, "map", "--prefixes", "far")
