# SPDX-License-Identifier: Apache-2.0
"""Other traffic: the web in its forms. TLS 1.2 and 1.3, HTTP with ranges and kept connections,
WebSocket, DTLS and QUIC."""
import pathlib
import random

import tools
from box import Program
from capture import TCP, UDP
from clients import PYTHON
from scene import run

HERE = pathlib.Path(__file__).resolve().parent
DTLS_PORT, QUIC_PORT, TLS_PORT = 4433, 8443, 4443
SHORT_CONNECTIONS = 120


def certificate(directory):
    """A certificate and its key that nobody vouches for."""
    files = directory / "certificate.pem", directory / "key.pem"
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=files.example.org", "-out", str(files[0]), "-keyout", str(files[1])])
    return files


def start_web_server(place, host, certificate_files=()):
    folder = place.directory / "www"
    folder.mkdir(exist_ok=True)
    (folder / "large.bin").write_bytes(random.Random("large").randbytes(2 << 20))
    (folder / "page.html").write_text("<html>" + "<p>A paragraph of text.</p>" * 500,
                                      encoding="ascii")
    Program(host.namespace, [PYTHON, HERE / "web_server.py", host.address, folder,
                             *certificate_files],
            place.directory / "web-server.log", "serving").wait_ready()
    return folder


def curl(subscriber, *words):
    return subscriber.namespace.run("curl", "-sSk", "--max-time", "20", "--limit-rate", "2M",
                                    "-o", "/dev/null", *words)


def play_web(place, registry):
    host, subscriber = place.remotes[0], place.subscribers[0]
    start_web_server(place, host, certificate(place.directory))
    registry.add_service(TCP, host.address, 80, "http", "curl")
    registry.add_service(TCP, host.address, 443, "tls", "curl")
    http, https = f"http://{host.address}", f"https://{host.address}"
    for base in (http, https):
        curl(subscriber, f"{base}/files/large.bin")
        curl(subscriber, "-r", "100000-500000", f"{base}/files/large.bin")
        curl(subscriber, "-r", "0-16383,32768-49151", f"{base}/files/large.bin")
        # One connection, many requests: [1-40] is curl's own counting.
        curl(subscriber, f"{base}/api/items/[1-40]")
        curl(subscriber, "--data-binary", f"@{place.directory / 'www/large.bin'}",
             f"{base}/api/echo")
        subscriber.namespace.run(PYTHON, HERE / "websocket_client.py", f"{base}/chat", 40)
    for number in range(SHORT_CONNECTIONS):
        version = ["--tls-max", "1.2"] if number % 4 == 0 else []
        curl(subscriber, *version, f"{https}/api/items/{number}")
        if number % 2:
            curl(subscriber, f"{http}/files/page.html")


def play_libraries(place, registry):
    """TLS of OpenSSL without ALPN or a server name, and DTLS of GnuTLS; the servers echo."""
    host, subscriber = place.remotes[0], place.subscribers[0]
    certificate_file, key_file = certificate(place.directory)
    registry.add_service(TCP, host.address, TLS_PORT, "tls", "openssl")
    registry.add_service(UDP, host.address, DTLS_PORT, "dtls", "gnutls")
    Program(host.namespace,
            ["openssl", "s_server", "-rev", "-accept", f"{host.address}:{TLS_PORT}",
             "-cert", certificate_file, "-key", key_file],
            place.directory / "openssl.log", "ACCEPT").wait_ready()
    Program(host.namespace,
            [tools.find("gnutls-serv"), "--udp", "--echo", "--disable-client-cert", "-p", DTLS_PORT,
             "--x509certfile", certificate_file, "--x509keyfile", key_file],
            place.directory / "gnutls.log", "listening").wait_ready()
    clients = [f"openssl s_client {kind} -quiet -no_ign_eof -noservername -connect "
               f"{host.address}:{TLS_PORT}" for kind in ("", "-tls1_2")]
    clients.append(f"gnutls-cli --udp --insecure -p {DTLS_PORT} {host.address}")
    # A client ends with its input, so that stays open a little longer.
    words = "for n in $(seq 60); do printf '%0800d\\n' $n; sleep 0.01; done; sleep 0.5"
    for client in clients * 2:
        subscriber.namespace.run("sh", "-c", f"({words}) | timeout 10 {client}")


def play_quic(place, registry):
    host, subscriber = place.remotes[0], place.subscribers[0]
    server, client = tools.find("gtlsserver"), tools.find("gtlsclient")
    files = certificate(place.directory)
    folder = place.directory / "www"
    folder.mkdir()
    (folder / "large.bin").write_bytes(random.Random("quic").randbytes(1 << 20))
    registry.add_service(UDP, host.address, QUIC_PORT, "quic", "ngtcp2")
    Program(host.namespace, [server, "-d", folder, host.address, QUIC_PORT, files[1], files[0]],
            place.directory / "quic-server.log", "Using document root").wait_ready()
    for _ in range(8):
        subscriber.namespace.run("timeout", 10, client, "-q", "--exit-on-all-streams-close",
                                 host.address, QUIC_PORT,
                                 f"https://{host.address}:{QUIC_PORT}/large.bin")
