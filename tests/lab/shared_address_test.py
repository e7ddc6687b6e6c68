# SPDX-License-Identifier: Apache-2.0
"""Households that share an address, told apart by its ports."""
import pathlib
import sys
import time

import clients
from household import Household
from rates import Meter, expect_rate, rates_mbps
from scene import GATEWAY

IPERF_PORT = 5201


def test_a_rate_on_one_home_is_not_noticed_by_the_other_on_its_address(lab):
    """Of two homes on one address, the limited one gets its rate and the other what it asks for."""
    scene = lab.scene()
    homes = [Household(scene, 1, "1024-2047", group="held"), Household(scene, 2, "2048-3071")]
    box = lab.sluiced(scene, subscribers=homes,
                      rules=["{ name: held, match: { group: held }, "
                             "action: { police: { rate: 8mbps, burst: 250ms } } }"])
    meters = []
    for number, home in enumerate(homes):
        port = IPERF_PORT + number
        meters.append(Meter(home.namespace, f"tcp sport {port}", f"from{port}"))
        clients.Iperf(scene, scene.internet, home.namespace, GATEWAY, port=port,
                      mbps=30 if number else 0)
    time.sleep(3)
    held, free = rates_mbps(meters, 12)
    expect_rate("the limited home", held, 8, 0.05)
    expect_rate("the other home", free, 31, 0.07)  # 30 Mbit/s of payload
    owners = {flow.get("subscriber") for flow in box.flows()}
    assert {home.id for home in homes} <= owners, f"flows of {owners} alone"
    for home, port in zip(homes, (1024, 3071)):
        found = box.ask("subscribers", "find", home.shared, port)
        assert found["id"] == home.id, f"port {port} is said to be {found}"
    assert "nobody's" in box.try_ctl("subscribers", "find", homes[0].shared, "80").stderr
    return f"{held:.2f} Mbit/s, beside {free:.1f}"


def test_two_homes_on_an_address_both_finish_a_file_of_a_seeder_that_serves_an_address_once(lab):
    """One home waits for the seeder, gets the file from the other, and the box knows them apart."""
    # The whole of it is `make shared-address`.
    sys.path.append(str(pathlib.Path(__file__).resolve().parent / "shared_address"))
    import findings
    import machines
    import policy_on_one_home
    import testbed
    import tests
    bed = lab.open.enter_context(testbed.Testbed(testbed.SHARINGS["port-range"],
                                                 "subscriber-side"))
    box = lab.sluiced(bed, subscribers=bed.homes, rules=[policy_on_one_home.RULE])
    stage = findings.Stage(machines.Machines(bed), box, several_per_address=False)
    for test in tests.ALL:
        if test.id in ("1", "7"):
            test.play(stage)
    policy_on_one_home.check_flows(stage.findings, bed, box)
    assert stage.findings.holds, stage.findings.observed
    return stage.findings.observed
