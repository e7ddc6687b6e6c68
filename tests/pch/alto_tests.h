// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/pch/tests.h"
#include "tests/unit/oracle/alto/sample_view.h"
