// SPDX-License-Identifier: Apache-2.0
#include "control/machine/pci_address.h"

#include <cctype>
#include <string_view>

namespace sluice {

std::optional<std::string> pci_address(const std::string& device) {
    std::string address = device.substr(0, device.find(','));
    if (address.starts_with("pci:"))
        address.erase(0, 4);
    if (address.size() == 7)
        address.insert(0, "0000:");
    constexpr std::string_view kForm = "xxxx:xx:xx.x";
    if (address.size() != kForm.size())
        return std::nullopt;
    for (size_t i = 0; i < kForm.size(); ++i) {
        const bool is_hex = std::isxdigit(static_cast<unsigned char>(address[i])) != 0;
        if (kForm[i] == 'x' ? !is_hex : address[i] != kForm[i])
            return std::nullopt;
    }
    return address;
}

}  // namespace sluice
