// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/packet/box_test.h"
#include "tests/pch/tests.h"
