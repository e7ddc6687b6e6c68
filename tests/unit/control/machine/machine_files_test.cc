// SPDX-License-Identifier: Apache-2.0
#include "control/machine/machine_files.h"

#include <gtest/gtest.h>

#include "control/machine/cpu_list.h"
#include "control/machine/pci_address.h"
#include "tests/unit/control/machine/machine_folder.h"

namespace sluice {
namespace {

TEST(MachineFiles, WhatIsThereIsTold) {
    test::MachineFolder machine;
    machine.write("/sys/x/number", "42\n");
    machine.write("/sys/x/lines", "one\ntwo\n");
    machine.link("/sys/x/driver", "../../bus/pci/drivers/i40e");
    const MachineFiles files = machine.files();
    EXPECT_EQ(files.number("/sys/x/number"), 42u);
    EXPECT_EQ(files.line("/sys/x/lines"), "one");
    EXPECT_EQ(files.text("/sys/x/lines"), "one\ntwo\n");
    EXPECT_EQ(files.link_name("/sys/x/driver"), "i40e");
    EXPECT_EQ(files.entries("/sys/x"), (std::vector<std::string>{"driver", "lines", "number"}));
}

TEST(MachineFiles, WhatIsNotThereIsNothing) {
    test::MachineFolder machine;
    machine.write("/sys/x/word", "none\n");
    machine.write("/sys/x/empty", "");
    const MachineFiles files = machine.files();
    EXPECT_FALSE(files.has("/sys/y"));
    EXPECT_FALSE(files.text("/sys/y"));
    EXPECT_FALSE(files.text("/sys/x"));  // a folder
    EXPECT_FALSE(files.number("/sys/x/word"));
    EXPECT_FALSE(files.number("/sys/x/empty"));
    EXPECT_EQ(files.text("/sys/x/empty"), "");
    EXPECT_FALSE(files.link_name("/sys/x/word"));
    EXPECT_TRUE(files.entries("/sys/y").empty());
}

TEST(CpuList, IsReadAndWrittenAsTheKernelDoes) {
    EXPECT_EQ(parse_cpu_list("0-3,8"), (CpuList{0, 1, 2, 3, 8}));
    EXPECT_EQ(parse_cpu_list("5"), (CpuList{5}));
    EXPECT_EQ(parse_cpu_list(""), (CpuList{}));
    EXPECT_EQ(cpu_list_text({0, 1, 2, 3, 8}), "0-3,8");
    EXPECT_EQ(cpu_list_text({1, 2, 4}), "1,2,4");
    EXPECT_EQ(cpu_list_text({}), "");
}

TEST(CpuList, OfWhatIsNoneIsEmpty) {
    for (const char* text : {"(null)", "1-", "-1", "1,,2", "3-x", "99999999999", "0-4294967295"})
        EXPECT_TRUE(parse_cpu_list(text).empty()) << text;
}

TEST(PciAddress, IsToldFromOtherDevices) {
    EXPECT_EQ(pci_address("0000:3b:00.0"), "0000:3b:00.0");
    EXPECT_EQ(pci_address("3b:00.1,dev=1"), "0000:3b:00.1");
    EXPECT_EQ(pci_address("pci:0000:3b:00.0"), "0000:3b:00.0");
    EXPECT_FALSE(pci_address("net_memif0,role=server"));
    EXPECT_FALSE(pci_address("eth2"));
    EXPECT_FALSE(pci_address(""));
}

}  // namespace
}  // namespace sluice
