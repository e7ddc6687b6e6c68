// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

namespace sluice {

// Writes what a topology file, with its feeds, says of localities: the file that sluiced reads.
// Throws std::runtime_error, one line or a line for each mistake, where that cannot be had whole: a
// feed that is not believed would make a neighbour's addresses transit.
void print_locality(const std::string& topology, std::ostream& out);

}  // namespace sluice
