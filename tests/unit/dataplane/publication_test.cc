// SPDX-License-Identifier: Apache-2.0
#include "dataplane/publication.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

// A value that tells whether it was let go of while somebody read it, without undefined behaviour.
struct Value {
    int number = 0;
    std::atomic<bool> alive{true};
};

TEST(Publication, ShowsTheFirstValueUntilAnotherIsPublished) {
    const Value first{.number = 1};
    const Value second{.number = 2};
    Publication<Value> publication(&first, 1);
    EXPECT_EQ(publication.quiescent(0).number, 1);
    publication.offline(0);
    publication.replace(&second);
    EXPECT_EQ(publication.quiescent(0).number, 2);
}

TEST(Publication, DoesNotWaitForReadersThatSleepOrNeverCame) {
    const Value first;
    const Value second;
    Publication<Value> publication(&first, 3);
    publication.quiescent(1);
    publication.offline(1);
    publication.replace(&second);
}

TEST(Publication, WaitsForAReaderThatHoldsTheOldValue) {
    const Value first;
    const Value second{.number = 2};
    Publication<Value> publication(&first, 1);
    publication.quiescent(0);
    std::atomic<bool> replaced{false};
    std::thread writer([&] {
        publication.replace(&second);
        replaced = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(replaced);
    // It may have been told of the new value only after the first of these.
    publication.quiescent(0);
    publication.quiescent(0);
    writer.join();
    EXPECT_EQ(publication.quiescent(0).number, 2);
}

// Readers work, sleep and come back at any moment; the writer lets go of every old value at once.
TEST(Publication, NobodyReadsAValueAfterItWasLetGoOf) {
    constexpr int kValues = 3'000;
    constexpr size_t kReaders = 2;
    std::vector<std::unique_ptr<Value>> values;
    for (int number = 0; number < kValues; ++number)
        values.emplace_back(std::make_unique<Value>())->number = number;
    Publication<Value> publication(values[0].get(), kReaders);

    std::atomic<bool> stopping{false};
    std::atomic<uint64_t> dead_reads{0};
    std::atomic<uint64_t> steps_back{0};
    std::vector<std::thread> readers;
    for (size_t reader = 0; reader < kReaders; ++reader) {
        readers.emplace_back([&, reader] {
            int last = 0;
            for (uint32_t round = 0; !stopping.load(std::memory_order_relaxed); ++round) {
                const Value& value = publication.quiescent(reader);
                dead_reads += !value.alive.load(std::memory_order_relaxed);
                steps_back += value.number < last;
                last = value.number;
                dead_reads += !value.alive.load(std::memory_order_relaxed);
                if (round % 2 == 0)
                    publication.offline(reader);
            }
            publication.offline(reader);
        });
    }
    for (int number = 1; number < kValues; ++number) {
        publication.replace(values[number].get());
        values[number - 1]->alive.store(false, std::memory_order_relaxed);
    }
    stopping = true;
    for (std::thread& reader : readers)
        reader.join();
    EXPECT_EQ(dead_reads, 0u);
    EXPECT_EQ(steps_back, 0u);
}

}  // namespace
}  // namespace sluice
