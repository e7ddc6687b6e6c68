# SPDX-License-Identifier: Apache-2.0
"""One swarm through the running daemon, and what `sluicectl flows list` says meanwhile."""
import box
from place import Place
from swarm import Swarm
from truth import Registry
from wire import Wire

WIRE = Wire("both", "plain", ("dht", "http", "lsd"))


def play(build):
    """The lines of sluicectl."""
    with Place(subscribers=2, remotes=4, bridged=False) as place:
        daemon = box.Sluiced(place, build).start()
        Swarm(place, Registry(), WIRE).play()
        return daemon.ctl("flows", "list").splitlines()
