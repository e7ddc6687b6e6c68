// SPDX-License-Identifier: Apache-2.0
// Translated once for each of the larger test programs (cpp_pch). Nothing may lean on it: every
// file includes what it uses.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
