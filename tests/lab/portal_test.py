# SPDX-License-Identifier: Apache-2.0
"""What subscribers are told of themselves, by their address and port alone."""
import json
import socket
import time

import portal_load
from browser import Browser
from household import Household
from portal import Portal, ask
from scene import GATEWAY, GATEWAY6

FORGED = ("-H", 'Forwarded: for="198.18.1.10:2048"', "-H", "X-Forwarded-For: 198.18.1.10",
          "-H", "X-Forwarded-Port: 2048", "-H", "X-Real-IP: 198.18.1.10")


class Six:
    """The scene's subscriber, known by IPv6 alone."""

    def __init__(self, subscriber):
        self.prefix = subscriber.prefix6

    def as_policy(self):
        return f'{{ id: six, addresses: ["{self.prefix}"] }}'


def two_homes(lab, sections=""):
    scene = lab.scene()
    homes = [Household(scene, 1, "1024-2047"), Household(scene, 2, "2048-3071")]
    box = lab.sluiced(scene, subscribers=[*homes, Six(scene.subscriber)])
    return scene, homes, box, Portal(scene, lab.options.build, box.socket, sections)


def identity(namespace, **how):
    status, body = ask(namespace, **how)
    assert status == 200, body
    return json.loads(body)["subscriber"]["id"]


def is_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_each_of_two_homes_on_an_address_sees_only_itself(lab):
    """By source address and port; what a request's header says of others changes nothing."""
    scene, homes, _, portal = two_homes(lab)
    subscriber = scene.subscriber.namespace
    for home in homes:
        assert identity(home.namespace) == home.id
        assert identity(home.namespace, options=FORGED) == home.id, "a forged header was believed"
        status, page = ask(home.namespace, "/")
        assert status == 200 and f"<dd>{home.id}</dd>" in page
        assert not any(other.id in page for other in homes if other is not home)
    assert identity(subscriber, host=f"[{GATEWAY6}]", options=FORGED) == "six"
    status, body = ask(subscriber, options=("--local-port", "9000", *FORGED))
    assert status == 404 and json.loads(body)["error"]["code"] == "unknown_line", body
    status, page = ask(subscriber, "/", options=("--local-port", "9001"))
    assert status == 404 and "do not know this connection as one of ours" in page
    said = json.loads(ask(homes[0].namespace)[1])
    assert said["near_congestion"] is None and said["content_recorded"] is False
    assert portal.metrics()['sluice_portal_replies_total{reply="unknown_line"}'] == 2


def test_a_trusted_proxy_says_for_whom_it_asks_and_a_shared_address_needs_its_port(lab):
    """Forwarded counts from a trusted proxy alone; without the port no home is guessed."""
    scene, homes, _, _ = two_homes(lab, f"trusted_proxies: [{GATEWAY}]\n")

    def proxied(*fields):
        return ask(scene.internet, options=[w for f in fields for w in ("-H", f"Forwarded: {f}")])

    shared = homes[0].shared
    for home, port in zip(homes, (1024, 3071)):
        status, body = proxied(f'for="{shared}:{port}"')
        assert status == 200 and json.loads(body)["subscriber"]["id"] == home.id, body
    status, body = proxied("for=203.0.113.1", f'for="{shared}:1024"')
    assert json.loads(body)["subscriber"]["id"] == homes[0].id, body
    for fields, expected in ((f"for={shared}",), "port_needed"), ((), "forwarded_missing"), \
            (("for=unknown",), "forwarded_missing"), ((f"for={shared}:80",), "forwarded_malformed"):
        status, body = proxied(*fields)
        assert json.loads(body)["error"]["code"] == expected, f"{fields}: {body}"
    assert identity(homes[1].namespace, options=FORGED) == homes[1].id, "a stranger was believed"


def test_whoever_asks_wrongly_or_too_often_is_refused_and_counted(lab):
    """Other names, methods, large headers, slow and many requests; a dead daemon is said."""
    scene, homes, box, portal = two_homes(
        lab, "limits: { requests_per_second: 20, connections_per_address: 3, read: 500ms }\n")
    home = homes[0].namespace
    assert ask(home, options=("-H", "Host: evil.example"))[0] == 421
    assert ask(home, options=("-X", "POST"))[0] == 405
    assert ask(home, "/v1/me/home-2")[0] == 404
    assert ask(home, options=("-H", "X: " + "x" * 9_000))[0] == 431
    head = home.run("curl", "-sI", f"http://{GATEWAY}/")
    assert "200 OK" in head and "no-store" in head and "Set-Cookie" not in head, head

    slow = [scene.internet.socket(socket.AF_INET) for _ in range(4)]
    for one in slow:
        one.settimeout(3)
        one.connect((GATEWAY, 80))
        one.send(b"GET / HTTP/1.1\r\n")
    began = time.monotonic()
    assert all(is_closed(one) for one in slow), "a request that never ends was waited for"
    assert time.monotonic() - began < 2
    time.sleep(0.1)

    urls = [f"http://{GATEWAY}/v1/me?{n}" for n in range(60)]
    statuses = home.run("curl", "-s", "-w", r"\n%{http_code}\n", *urls)
    assert statuses.count("\n429\n") > 20, "sixty requests at once were all answered"
    box.program.kill()
    time.sleep(1.1)
    # From the core side, since the way through the box is gone with it here.
    asked = scene.internet.run("curl", "-si", "-m", "5", f"http://{GATEWAY}/")
    assert "503 Service Unavailable" in asked and "Retry-After: " in asked
    assert "does not answer" in asked
    counted = portal.metrics()
    assert counted["sluice_portal_refused_connections_total"] == 1, counted
    assert counted["sluice_portal_timed_out_connections_total"] == 3, counted
    for code in ("wrong_host", "method_not_allowed", "not_found", "header_too_large",
                 "too_many_requests", "unavailable"):
        assert counted[f'sluice_portal_replies_total{{reply="{code}"}}'] > 0, code
    assert portal.terminate(2) == 0


def test_a_browser_shows_the_page_on_a_phone_light_and_dark_without_scripts(lab):
    """Chromium has all text, at a contrast of 4.5 and more, no sideways scrolling, and names."""
    scene, homes, _, _ = two_homes(lab)
    grounds = {}
    with Browser(homes[0].namespace.command, scene.directory / "chromium") as browser:
        for scheme in ("light", "dark"):
            browser.open(f"http://{GATEWAY}/", scheme)
            text = browser.text()
            for wanted in ("home-1", "Your connection", "No content is recorded.",
                           "in the last 24 hours"):
                assert wanted in text, f"{wanted!r} is not shown: {text}"
            assert "home-2" not in text
            assert not browser.scrolls_sideways(), f"{scheme}: wider than a phone"
            contrast = browser.least_contrast()
            assert contrast >= 4.5, f"{scheme}: contrast {contrast:.1f}"
            grounds[scheme] = browser.value("getComputedStyle(document.body).backgroundColor")
        told = browser.accessible()
        assert ("heading", "Your connection") in told and ("region", "Usage") in told, told
    assert grounds["light"] != grounds["dark"], f"both on {grounds['light']}"
    return f"light on {grounds['light']}, dark on {grounds['dark']}"


def test_a_thousand_requests_a_second_are_all_answered_at_once(lab):
    """From a hundred homes through the box; how late the latest are is `make bench`'s to judge."""
    figures = portal_load.measure(lab, seconds=4)
    assert figures["answered"] == figures["asked"], figures
    assert figures["p50_ms"] <= 50, figures
    return f"{figures['per_s']:.0f}/s, p50 {figures['p50_ms']:.1f}, p99 {figures['p99_ms']:.1f} ms"
