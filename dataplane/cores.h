// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace sluice {

// Whose core is whose (design decision 11). Neither list is empty.
struct Cores {
    std::vector<unsigned> workers;  // one each
    std::vector<unsigned> control;  // all others that the process may use; if there are none, all
};

// Of the cores that the calling thread may run on. wanted: the workers'; empty: all but the first,
// which is control's unless it is the only one. Throws DataplaneError if one is not to be had.
Cores choose_cores(const std::vector<unsigned>& wanted);

// From now on the calling thread, and the threads that it creates.
void run_on(const std::vector<unsigned>& cores);

}  // namespace sluice
