# SPDX-License-Identifier: Apache-2.0
"""What an operator is told by a kernel that cannot carry the box's ports."""
import pathlib
import shlex

from box import Skip
from scene import LabError
from second_kernel import SecondKernel

CONFIG = """\
links: [{ name: x, pairs: { access: { interface: vec0 }, core: { interface: vec1 } } }]
workers: { cores: [0] }
memory: { flows: 1024, subscribers: 1024 }
control: { socket: /mnt/sluiced.sock }
metrics: { address: none }
store: { path: /mnt/sluice.db }
"""


def test_a_kernel_without_af_xdp_is_told_in_one_line(lab):
    """On a kernel without AF_XDP sockets the daemon ends with a line that names what is missing."""
    if lab.options.box != "sluiced":
        raise Skip("dpdk-testpmd says its own")
    scene = lab.scene()
    kernel = SecondKernel(scene, scene.box, *scene.box_devices).start()
    kernel.run("mount -t tmpfs tmp /mnt")
    kernel.run(f"printf '%s\\n' {' '.join(map(shlex.quote, CONFIG.splitlines()))} > /mnt/box.yaml")
    daemon = pathlib.Path(lab.options.build).resolve() / "control/sluiced"
    try:
        said = kernel.run(f"{shlex.quote(str(daemon))} /mnt/box.yaml")
    except LabError as refused:
        said = str(refused)
    assert "exit 1" in said, said
    assert "vec0: cannot load our XDP program: this kernel has no AF_XDP sockets " \
           "(CONFIG_XDP_SOCKETS)" in said, said
