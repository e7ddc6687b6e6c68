// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <iostream>

#include "control/portal/html.h"
#include "control/portal/page.h"
#include "tests/unit/control/portal/sample_account.h"

// The page of a sample home, or with "style" its style sheet: what docs/ shows of the portal.
int main(int argc, char** argv) {
    if (argc == 2 && std::strcmp(argv[1], "style") == 0)
        std::cout << sluice::style_sheet();
    else
        std::cout << sluice::account_page(sluice::sample_account(), sluice::sample_operator());
    return 0;
}
