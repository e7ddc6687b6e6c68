// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "control/doctor/parts.h"
#include "control/machine/pci_address.h"

namespace sluice {
namespace {

constexpr const char* kDevices = "/sys/bus/pci/devices/";

bool leaves_card_to_kernel(const std::string& driver) {
    return driver == "mlx5_core" || driver == "mlx4_core";
}

Finding of_driver(const std::string& driver, const std::string& address, const std::string& what) {
    Finding finding{.what = what, .seen = driver.empty() ? "bound to no driver" : driver};
    if (driver == "vfio-pci" || leaves_card_to_kernel(driver))
        return finding;
    finding.mend = fmt::format("dpdk-devbind.py --bind=vfio-pci {}", address);
    if (driver == "uio_pci_generic" || driver == "igb_uio") {
        finding.level = Finding::Level::costs;
        finding.cost = "nothing keeps the card from the rest of the memory";
        return finding;
    }
    finding.level = Finding::Level::fails;
    finding.cost = "DPDK cannot have it, and sluiced does not start";
    return finding;
}

Finding of_iommu(const MachineFiles& files, const std::string& address, const std::string& what) {
    if (files.has(kDevices + address + "/iommu_group") &&
        files.line("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode").value_or("N") != "Y")
        return {.what = what + ": IOMMU", .seen = "on"};
    const std::string mend =
        "VT-d or AMD-Vi in the BIOS, and intel_iommu=on iommu=pt on the kernel's command line";
    if (files.has(kDevices + address + "/iommu_group"))
        return {.level = Finding::Level::costs,
                .what = what + ": IOMMU",
                .seen = "off (vfio's unsafe mode)",
                .cost = "nothing keeps the card from the rest of the memory",
                .mend = mend};
    return {.level = Finding::Level::fails,
            .what = what + ": IOMMU",
            .seen = "off",
            .cost = "vfio-pci gives the card to nobody",
            .mend = mend};
}

void examine_device(const Examined& examined, const std::string& device, Findings& findings) {
    const auto address = pci_address(device);
    const std::string what = "port " + device;
    if (!address) {
        findings.push_back({.what = what, .seen = "on no bus: nothing to look at"});
        return;
    }
    if (!examined.files.has(kDevices + *address)) {
        findings.push_back({.level = Finding::Level::fails,
                            .what = what,
                            .seen = "there is no such card",
                            .cost = "sluiced does not start",
                            .mend = "links[].pairs: an address of lspci -D | grep Ethernet"});
        return;
    }
    const std::string driver =
        examined.files.link_name(kDevices + *address + "/driver").value_or("");
    findings.push_back(of_driver(driver, *address, what));
    if (driver == "vfio-pci")
        findings.push_back(of_iommu(examined.files, *address, what));
    examine_slot(examined, what, kDevices + *address, findings);
}

bool has_device(const LinkConfiguration& link) {
    return std::ranges::any_of(link.pairs, [](const PairConfiguration& pair) {
        return !pair.access.device.empty() || !pair.core.device.empty();
    });
}

}  // namespace

void examine_devices(const Examined& examined, Findings& findings) {
    for (const std::string& device : configured_ports(examined.config).devices)
        examine_device(examined, device, findings);
    for (const LinkConfiguration& link : examined.config.dataplane.links) {
        if (has_device(link) && !link.fail_closed && link.bypass_command.empty())
            findings.push_back({.level = Finding::Level::costs,
                                .what = "link " + link.name + ": bypass",
                                .seen = "none: no kernel is behind its ports",
                                .cost = "nothing passes while sluiced does not run",
                                .mend = "links[].bypass_command, docs/failover.md"});
    }
}

}  // namespace sluice
