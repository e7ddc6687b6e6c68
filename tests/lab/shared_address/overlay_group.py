# SPDX-License-Identifier: Apache-2.0
"""Connection to the overlay, and uploads to the index: the study's sections 4.1 and 4.2."""


def connection_to_the_overlay(stage):
    stage.begin()
    machines = stage.machines
    stage.seed("RT1", file="TestCaenFRT1", kilobytes=64)
    info_hash = machines.create("RT2", "TestCaenFRT1", 64)
    for name in ("T1", "T2"):
        machines.download(name, "TestCaenFRT1")
    known = stage.wait_until(
        lambda: (homes := machines.announced(info_hash) & {"T1", "T2"}) == {"T1", "T2"} and homes)
    stage.findings.claim(known, "the tracker knows both homes, by their ports" if known else
                         f"the tracker knows {machines.announced(info_hash)}")
    for name in ("T1", "T2"):
        stage.wait_until(lambda n=name: machines.observe(n, "TestCaenFRT1").tracker)
        said = machines.observe(name, "TestCaenFRT1").tracker
        stage.findings.claim(said == "reply", f"{name}: tracker {said or 'silent'}")
        nodes = stage.wait_until(lambda n=name: machines[n].do("dht_nodes"))
        stage.findings.claim(nodes, f"{name}: {nodes} DHT nodes")


def uploading_distinct_files(stage):
    stage.begin()
    machines = stage.machines
    for name, file in (("T1", "TestCaenFa"), ("T2", "TestCaenFb")):
        machines.create(name, file, 64)
        status = machines.upload(name, file)
        stage.findings.claim(status == 201, f"{file} by {name}: HTTP {status}")


def uploading_the_same_file(stage):
    stage.begin()
    machines = stage.machines
    for name in ("T1", "T2"):
        machines.create(name, "TestCaenF1", 64)
    taken = machines.upload("T1", "TestCaenF1")
    refused = machines.upload("T2", "TestCaenF1")
    stage.findings.claim((taken, refused) == (201, 409),
                         f"by T1: HTTP {taken}; by T2: HTTP {refused}, by the index")
