// SPDX-License-Identifier: Apache-2.0
// A machine of two processors and two cards, on which all is well, and then one thing is not.
#include "control/doctor/doctor.h"

#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/machine/machine_folder.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using Level = Finding::Level;

class DoctorTest : public testing::Test {
 protected:
    DoctorTest() {
        for (const char* name : {"eth2", "eth3"})
            add_interface(name);
        for (const char* address : {"0000:3b:00.0", "0000:3b:00.1"})
            add_card(address);
        machine_.write("/sys/devices/system/node/node0/cpulist", "0-3\n");
        machine_.write("/sys/devices/system/node/node1/cpulist", "4-7\n");
        machine_.write("/sys/devices/system/cpu/isolated", "1-2\n");
        for (int core = 0; core < 8; ++core) {
            const std::string cpu = fmt::format("/sys/devices/system/cpu/cpu{}/", core);
            machine_.write(cpu + "cpufreq/scaling_governor", "performance\n");
            machine_.write(cpu + "topology/thread_siblings_list", fmt::format("{}\n", core));
            answers_.usable_cores.insert(core);
        }
        machine_.write(kHugePages + "nr_hugepages", "4096\n");
        machine_.write(kHugePages + "free_hugepages", "4096\n");
        machine_.write("/proc/meminfo", "MemTotal:  8388608 kB\nMemAvailable:  4194304 kB\n");
        machine_.write("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        machine_.write("/proc/sys/net/core/bpf_jit_enable", "1\n");
        machine_.write("/sys/kernel/btf/vmlinux", "");
        machine_.write(kClock + "current_clocksource", "tsc\n");
        answers_.clock_synchronised = true;
        answers_.free_disk_bytes = uint64_t{100} << 30;
        answers_.drivers = {{"eth2", {"i40e", "9.20 0x8000d95e"}}, {"eth3", {"i40e", ""}}};
        config_.dataplane.worker_cores = {1, 2};
        config_.dataplane.links.push_back(
            {.name = "pop1",
             .pairs = {{.access = {.device = "", .interface = "eth2"},
                        .core = {.device = "", .interface = "eth3"}}}});
    }

    void add_interface(const std::string& name) {
        const std::string folder = "/sys/class/net/" + name + "/";
        machine_.write(folder + "flags", "0x1003\n");
        machine_.write(folder + "carrier", "1\n");
        machine_.write(folder + "speed", "10000\n");
        for (const char* queue : {"rx-0", "rx-1", "tx-0", "tx-1"})
            machine_.write(folder + "queues/" + queue + "/x", "");
        add_slot(folder + "device/");
    }
    void add_card(const std::string& address) {
        const std::string folder = "/sys/bus/pci/devices/" + address + "/";
        add_slot(folder);
        machine_.link(folder + "driver", "../../drivers/vfio-pci");
        machine_.write(folder + "iommu_group/x", "");
    }
    void add_slot(const std::string& folder) {
        machine_.write(folder + "numa_node", "0\n");
        machine_.write(folder + "current_link_speed", "8.0 GT/s PCIe\n");
        machine_.write(folder + "max_link_speed", "8.0 GT/s PCIe\n");
        machine_.write(folder + "current_link_width", "8\n");
        machine_.write(folder + "max_link_width", "8\n");
    }
    void use_cards() {
        config_.dataplane.links[0].pairs = {{.access = {.device = "0000:3b:00.0", .interface = ""},
                                             .core = {.device = "0000:3b:00.1", .interface = ""}}};
        config_.dataplane.links[0].bypass_command = "/usr/lib/sluice/sluice-bypass";
    }

    Findings examine() {
        const MachineFiles files = machine_.files();
        return sluice::examine({.files = files, .answers = answers_, .config = config_});
    }
    // All that is not well.
    Findings complaints() {
        Findings findings = examine();
        std::erase_if(findings, [](const Finding& one) { return one.level == Level::good; });
        return findings;
    }
    // That one thing is not well, and is called so; and that it says what it does, and what mends.
    void expect_one(Level level, const std::string& what, const std::string& seen,
                    const std::string& mend) {
        const Findings found = complaints();
        ASSERT_EQ(found.size(), 1u);
        EXPECT_EQ(found[0].level, level);
        EXPECT_EQ(found[0].what, what);
        EXPECT_THAT(found[0].seen, HasSubstr(seen));
        EXPECT_THAT(found[0].mend, HasSubstr(mend));
        EXPECT_FALSE(found[0].cost.empty());
    }

    const std::string kHugePages = "/sys/kernel/mm/hugepages/hugepages-2048kB/";
    const std::string kClock = "/sys/devices/system/clocksource/clocksource0/";
    test::MachineFolder machine_;
    SystemAnswers answers_;
    ConfigFile config_;
};

TEST_F(DoctorTest, WhereAllIsWellNothingIsToMend) {
    EXPECT_TRUE(complaints().empty());
    EXPECT_GE(examine().size(), 15u);
    use_cards();
    EXPECT_TRUE(complaints().empty());
}

TEST_F(DoctorTest, AMachineThatSaysNothingIsLookedAtAllTheSame) {
    const MachineFiles nothing("/nonexistent");
    const SystemAnswers silence;
    const Findings found =
        sluice::examine({.files = nothing, .answers = silence, .config = config_});
    EXPECT_GT(std::ranges::count(found, Level::fails, &Finding::level), 0);
}

TEST_F(DoctorTest, FilesThatSayNothingSensibleAreNoReasonToEnd) {
    machine_.write("/proc/meminfo", "MemAvailable:\n");
    machine_.write("/sys/class/net/eth2/flags", "many\n");
    machine_.write("/sys/devices/system/node/nodes/cpulist", "1\n");
    expect_one(Level::fails, "port eth2", "down", "ip link set eth2 up");
}

TEST_F(DoctorTest, AnInterfaceThatIsNotThereIsNamedWithThoseThatAre) {
    machine_.remove("/sys/class/net/eth3");
    expect_one(Level::fails, "port eth3", "no such interface", "one of eth2");
}

TEST_F(DoctorTest, AnInterfaceThatIsDownIsToBeSetUp) {
    machine_.write("/sys/class/net/eth2/flags", "0x1002\n");
    expect_one(Level::fails, "port eth2", "down", "ip link set eth2 up");
}

TEST_F(DoctorTest, AnInterfaceWithoutACarrierHasNoCable) {
    machine_.write("/sys/class/net/eth2/carrier", "0\n");
    expect_one(Level::fails, "port eth2", "without a carrier", "cable");
}

TEST_F(DoctorTest, FewerQueuesThanWorkersAreTold) {
    config_.dataplane.worker_cores = {1, 2};
    machine_.remove("/sys/class/net/eth2/queues/rx-1");
    expect_one(Level::costs, "port eth2: queues", "1 for 2 workers", "ethtool -L eth2 combined 2");
}

TEST_F(DoctorTest, ADriverWithoutXdpCostsACopy) {
    answers_.drivers["eth3"] = {"e1000e", "0.1-4"};
    expect_one(Level::costs, "port eth3: driver", "e1000e, firmware 0.1-4", "ethtool -i eth3");
}

TEST_F(DoctorTest, ACardInASlowSlotIsTold) {
    machine_.write("/sys/class/net/eth2/device/current_link_width", "4\n");
    expect_one(Level::costs, "port eth2: slot", "8.0 GT/s PCIe x4", "lspci -vv");
}

TEST_F(DoctorTest, AWorkerOnAnotherNodeIsTold) {
    machine_.write("/sys/devices/system/cpu/isolated", "2,4\n");
    config_.dataplane.worker_cores = {2, 4};
    machine_.write("/sys/class/net/eth3/device/numa_node", "-1\n");
    expect_one(Level::costs, "port eth2: node", "workers 4 are on another", "node0/cpulist");
}

TEST_F(DoctorTest, ACardThatTheKernelHasIsToBeBound) {
    use_cards();
    machine_.remove("/sys/bus/pci/devices/0000:3b:00.1/driver");
    machine_.link("/sys/bus/pci/devices/0000:3b:00.1/driver", "../../drivers/i40e");
    expect_one(Level::fails, "port 0000:3b:00.1", "i40e",
               "dpdk-devbind.py --bind=vfio-pci 0000:3b:00.1");
}

TEST_F(DoctorTest, ACardOfMellanoxStaysWithTheKernel) {
    use_cards();
    machine_.remove("/sys/bus/pci/devices/0000:3b:00.1/driver");
    machine_.remove("/sys/bus/pci/devices/0000:3b:00.1/iommu_group");
    machine_.link("/sys/bus/pci/devices/0000:3b:00.1/driver", "../../drivers/mlx5_core");
    EXPECT_TRUE(complaints().empty());
}

TEST_F(DoctorTest, ACardThatIsNotThereIsTold) {
    use_cards();
    machine_.remove("/sys/bus/pci/devices/0000:3b:00.1");
    expect_one(Level::fails, "port 0000:3b:00.1", "no such card", "lspci -D");
}

TEST_F(DoctorTest, WithoutAnIommuVfioGivesNoCard) {
    use_cards();
    machine_.remove("/sys/bus/pci/devices/0000:3b:00.0/iommu_group");
    expect_one(Level::fails, "port 0000:3b:00.0: IOMMU", "off", "intel_iommu=on");
}

TEST_F(DoctorTest, VfiosUnsafeModeIsTold) {
    use_cards();
    config_.dataplane.links[0].pairs[0].core = {.device = "net_null0", .interface = ""};
    machine_.write("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "Y\n");
    expect_one(Level::costs, "port 0000:3b:00.0: IOMMU", "unsafe", "intel_iommu=on");
}

TEST_F(DoctorTest, CardsWithoutABypassEndWithTheDaemon) {
    use_cards();
    config_.dataplane.links[0].bypass_command.clear();
    expect_one(Level::costs, "link pop1: bypass", "none", "bypass_command");
    config_.dataplane.links[0].fail_closed = true;
    EXPECT_TRUE(complaints().empty());
}

TEST_F(DoctorTest, ACoreThatIsNotThereIsToldAlone) {
    config_.dataplane.worker_cores = {1, 64};
    expect_one(Level::fails, "workers' cores", "1,64 of 0-7", "some of 0-7");
}

TEST_F(DoctorTest, WorkersOnEveryCoreLeaveNoneForControl) {
    answers_.usable_cores = {1, 2};
    expect_one(Level::costs, "workers' cores", "1,2 of 1,2", "leave one out");
}

TEST_F(DoctorTest, CoresThatOthersUseToldWithWhatIsolatesThem) {
    machine_.write("/sys/devices/system/cpu/isolated", "2\n");
    expect_one(Level::costs, "isolated cores", "not 1", "isolcpus=managed_irq,domain,1,2");
}

TEST_F(DoctorTest, AGovernorThatSavesPowerIsTold) {
    machine_.write("/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor", "powersave\n");
    expect_one(Level::costs, "frequency", "powersave on 2",
               "cpupower -c 2 frequency-set -g performance");
}

TEST_F(DoctorTest, TwoWorkersOnOnePhysicalCoreAreTold) {
    machine_.write("/sys/devices/system/cpu/cpu1/topology/thread_siblings_list", "1-2\n");
    expect_one(Level::costs, "physical cores", "1,2 are threads of one", "lscpu -e");
}

TEST_F(DoctorTest, TooFewHugePagesAreToldWithTheNumberThatIsEnough) {
    config_.dataplane.memory.flows = 10'000'000;  // 2.8 GB of them
    machine_.write(kHugePages + "nr_hugepages", "1024\n");
    const Findings found = complaints();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].what, "huge pages");
    const auto at = found[0].mend.find("vm.nr_hugepages=");
    ASSERT_NE(at, std::string::npos) << found[0].mend;
    const std::string enough = found[0].mend.substr(at + 16, found[0].mend.find(',') - at - 16);
    EXPECT_GE(std::stoi(enough), 1'400);
    machine_.write(kHugePages + "nr_hugepages", enough + "\n");
    EXPECT_TRUE(complaints().empty()) << "what it advised is enough";
}

TEST_F(DoctorTest, MoreThanTheMemoryIsToldBeforeAStart) {
    config_.dataplane.memory.flows = 100'000'000;
    const Findings found = complaints();
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[1].what, "memory");
    EXPECT_EQ(found[1].level, Level::fails);
}

TEST_F(DoctorTest, AnOldKernelIsTold) {
    machine_.write("/proc/sys/kernel/osrelease", "5.4.0-150-generic\n");
    expect_one(Level::fails, "kernel", "5.4.0", "Debian 12");
    machine_.write("/proc/sys/kernel/osrelease", "5.10.0-28-amd64\n");
    expect_one(Level::costs, "kernel", "5.10.0", "Debian 12");
    machine_.write("/proc/sys/kernel/osrelease", "6.12.1\n");
    EXPECT_TRUE(complaints().empty());
}

TEST_F(DoctorTest, AKernelThatInterpretsBpfIsTold) {
    machine_.write("/proc/sys/net/core/bpf_jit_enable", "0\n");
    expect_one(Level::costs, "BPF compiler", "off", "sysctl -w net.core.bpf_jit_enable=1");
}

TEST_F(DoctorTest, AClockThatNothingSetsIsTold) {
    answers_.clock_synchronised = false;
    expect_one(Level::costs, "clock", "nothing synchronises", "timedatectl set-ntp true");
}

TEST_F(DoctorTest, ACounterThatTheKernelGaveUpIsTold) {
    machine_.write(kClock + "current_clocksource", "hpet\n");
    machine_.write(kClock + "available_clocksource", "hpet acpi_pm\n");
    expect_one(Level::costs, "time-stamp counter", "hpet", "invtsc");
}

TEST_F(DoctorTest, AFullDiskIsTold) {
    answers_.free_disk_bytes = uint64_t{500} << 20;
    expect_one(Level::costs, "disk", "500 MiB free", "store.path");
    answers_.free_disk_bytes = uint64_t{1} << 20;
    expect_one(Level::fails, "disk", "1 MiB free", "store.path");
}

}  // namespace
}  // namespace sluice
