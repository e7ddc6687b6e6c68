# SPDX-License-Identifier: Apache-2.0
"""Real clients that know nothing but sluice-tracker."""
import time

from scene import GATEWAY, GATEWAY6
from tracker_clients import ALL, Aria2, Libtorrent
from tracker_scene import (LOCAL, LOCAL_METRICS_PORT, METRICS_PORT, PORT, Exchange, announces,
                           make_torrent, metric, metrics_page, run_layers, run_tracker,
                           start_tracker, wait_for)


def expect_downloads(scene, url, clients):
    """A seed, then the others, who have of one another what the tracker tells."""
    torrent = make_torrent(scene, url)
    Libtorrent(scene, 0, torrent, torrent.parent).wait_seeding()
    for leech in [client(scene, number, torrent) for number, client in enumerate(clients, 1)]:
        leech.wait_complete()


def exchange(lab, clients):
    return lab.open.enter_context(Exchange(subscribers=clients))


def test_clients_complete_a_download_by_the_udp_tracker_alone(lab):
    """aria2, Transmission, libtorrent and qBittorrent find a seed by UDP announces alone."""
    scene = exchange(lab, 5)
    run_tracker(lab, scene)
    expect_downloads(scene, f"udp://{GATEWAY}:{PORT}/announce", ALL)
    assert metric(scene, "sluice_tracker_requests_total", transport="udp", request="announce") >= 5
    assert metric(scene, "sluice_tracker_swarms") == 1
    assert "198.18." not in metrics_page(scene)
    logged = (scene.directory / "tracker.log").read_text()
    assert logged.count("\n") == 1, f"more than 'ready' was logged: {logged}"


def test_clients_complete_a_download_by_the_http_tracker_alone(lab):
    """The same four by HTTP announces."""
    scene = exchange(lab, 5)
    run_tracker(lab, scene)
    expect_downloads(scene, f"http://{GATEWAY}:{PORT}/announce", ALL)
    assert metric(scene, "sluice_tracker_requests_total", transport="http", request="announce") >= 5


def test_clients_complete_a_download_over_ipv6(lab):
    """libtorrent and aria2 over IPv6, where replies hold addresses of 16 bytes."""
    scene = exchange(lab, 3)
    scene.ipv6 = True
    run_tracker(lab, scene)
    expect_downloads(scene, f"http://[{GATEWAY6}]:{PORT}/announce", (Aria2, Libtorrent))


def test_clients_complete_a_download_at_the_local_tracker_they_are_sent_to(lab):
    """The global tracker redirects all four; the local one tells them of one another."""
    scene = exchange(lab, 5)
    run_layers(lab, scene, "198.18.0.0/24", enough=0)
    expect_downloads(scene, f"http://{GATEWAY}:{PORT}/announce", ALL)
    assert metric(scene, "sluice_tracker_redirects_total", METRICS_PORT, direction="down") >= 5
    local = metric(scene, "sluice_tracker_peers", LOCAL_METRICS_PORT)
    assert local >= 4, f"{local} peers announced to the local tracker"  # aria2 may have gone
    assert announces(scene, LOCAL_METRICS_PORT) >= 5


def test_clients_find_a_seed_elsewhere_through_both_layers(lab):
    """A local tracker that knows too few sends them up again, where the seed is."""
    scene = exchange(lab, 5)
    run_layers(lab, scene, "198.18.0.12/30", enough=20)  # all but the seed, 198.18.0.11
    expect_downloads(scene, f"http://{GATEWAY}:{PORT}/announce", ALL)
    assert metric(scene, "sluice_tracker_redirects_total", METRICS_PORT, direction="down") >= 4
    assert metric(scene, "sluice_tracker_redirects_total", LOCAL_METRICS_PORT, direction="up") >= 4
    assert announces(scene, LOCAL_METRICS_PORT) >= 4
    assert announces(scene, METRICS_PORT) >= 5
    assert metric(scene, "sluice_tracker_redirects_spent_total", METRICS_PORT) == 0


def test_a_local_tracker_that_dies_is_sent_nobody_once_its_registration_lapses(lab):
    """The global tracker answers itself, and a download that begins then completes."""
    scene = exchange(lab, 2)
    _, local = run_layers(lab, scene, "198.18.0.0/24", enough=0)
    local.kill()
    wait_for(scene, "sluice_tracker_registrations_lapsed_total", METRICS_PORT, 1, seconds=30)
    expect_downloads(scene, f"http://{GATEWAY}:{PORT}/announce", (Libtorrent,))
    assert announces(scene, METRICS_PORT) >= 2


def test_peers_of_another_tracker_are_told_here_too(lab):
    """A seed that announces elsewhere is found through `upstream`, for metainfo in its folder."""
    scene = exchange(lab, 3)
    start_tracker(lab, scene, "elsewhere", f'http: ["{LOCAL}:{PORT}"]\ninterval: 1m\n'
                  f'metrics: {{ address: "127.0.0.1:{LOCAL_METRICS_PORT}" }}\n')
    elsewhere = make_torrent(scene, f"http://{LOCAL}:{PORT}/announce", "elsewhere")
    torrent = make_torrent(scene, f"http://{GATEWAY}:{PORT}/announce")
    run_tracker(lab, scene, f"upstream: {{ announce: http://{LOCAL}:{PORT}/announce, "
                            f"metainfo: {torrent.parent} }}\n")
    Libtorrent(scene, 0, elsewhere, elsewhere.parent).wait_seeding()
    wait_for(scene, "sluice_tracker_swarms", LOCAL_METRICS_PORT, 1)
    first = Libtorrent(scene, 1, torrent)
    wait_for(scene, "sluice_tracker_upstream_peers_total", METRICS_PORT, 1)
    second = Libtorrent(scene, 2, torrent)
    second.wait_complete()
    first.wait_complete()
    assert metric(scene, "sluice_tracker_peers") == 3  # and not the tracker that asked


def test_a_torrent_that_is_not_listed_is_refused(lab):
    """With a list of allowed hashes a client is told that its torrent is not served."""
    scene = exchange(lab, 1)
    hashes = scene.directory / "hashes"
    hashes.write_text("# none yet\n", encoding="ascii")
    tracker = run_tracker(lab, scene, f"hashes: {{ allow: {hashes} }}\n")
    client = Libtorrent(scene, 0, make_torrent(scene, f"http://{GATEWAY}:{PORT}/announce"))
    client.wait_ready()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "not served here" not in client.lines[-1]:
        time.sleep(0.2)
    assert "not served here" in client.lines[-1], client.lines[-1]
    assert tracker.process.poll() is None
