// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/layers/layer_registrar.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>
#include <unistd.h>

#include "oracle/tracker/layers/token_file.h"
#include "tests/unit/oracle/tracker/layers/layer_samples.h"

namespace sluice {
namespace {

class TokenFile {
 public:
    explicit TokenFile(const std::string& text) {
        char path[] = "/tmp/sluice-token-XXXXXX";
        close(mkstemp(path));
        path_ = path;
        std::ofstream(path_) << text;
    }
    ~TokenFile() { std::filesystem::remove(path_); }
    const std::string& path() const { return path_; }

 private:
    std::string path_;
};

// What is above, and what it was told.
class Above {
 public:
    FetchedReply ask(const FetchOptions& options) {
        const std::lock_guard lock(mutex_);
        asked_.push_back(options);
        came_.notify_all();
        if (replies_.empty())
            throw std::runtime_error("global: connection refused");
        FetchedReply reply = replies_.front();
        if (replies_.size() > 1)
            replies_.erase(replies_.begin());
        return reply;
    }
    void answer(unsigned status, const std::string& body) {
        const std::lock_guard lock(mutex_);
        replies_.push_back({status, "application/json", "", body});
    }
    std::vector<FetchOptions> wait_asked(size_t times) {
        std::unique_lock lock(mutex_);
        came_.wait_for(lock, std::chrono::seconds(20), [&] { return asked_.size() >= times; });
        return asked_;
    }

 private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<FetchedReply> replies_;
    std::vector<FetchOptions> asked_;
};

struct Scene {
    std::unique_ptr<LayerRegistrar> start() {
        return std::make_unique<LayerRegistrar>(
            config, [this](bool is_there) { known = is_there; },
            [this](const std::string& line) {
                const std::lock_guard lock(mutex);
                told.push_back(line);
            },
            [this](const HttpUrl&, const FetchOptions& options) { return above.ask(options); });
    }

    TokenFile token{"metro-metro-metro\n"};
    LayerAbove config{*HttpUrl::parse("https://global:6970/layers/v1/registration"), "",
                      token.path(),
                      registration_of("http://192.0.2.1/announce", {"198.18.0.0/16"})};
    Above above;
    std::atomic<bool> known{false};
    std::mutex mutex;
    std::vector<std::string> told;
};

TEST(LayerRegistrar, RegistersRenewsAtAThirdOfTheLifetimeAndTakesLeave) {
    Scene scene;
    scene.above.answer(200, "{\"lifetime\":3}");
    auto registrar = scene.start();
    const auto asked = scene.above.wait_asked(2);
    ASSERT_EQ(asked.size(), 2u) << "renewed after a second";
    EXPECT_EQ(asked[0].method, "POST");
    EXPECT_EQ(asked[0].bearer, "metro-metro-metro");
    EXPECT_EQ(asked[0].body, registration_text(scene.config.own));
    EXPECT_TRUE(scene.known);
    registrar.reset();
    EXPECT_EQ(scene.above.wait_asked(1).back().body, registration_text({}));
    EXPECT_EQ(scene.told, std::vector<std::string>{"registered with the tracker above"});
}

TEST(LayerRegistrar, WhereItCannotItTriesAgainAndSaysWhy) {
    Scene scene;
    auto registrar = scene.start();
    scene.above.wait_asked(1);
    scene.above.answer(409, "{\"error\":\"198.18.0.0/16 is registered by suburb\"}");
    scene.above.wait_asked(2);
    registrar.reset();
    EXPECT_FALSE(scene.known);
    EXPECT_EQ(scene.above.wait_asked(1).size(), 2u) << "who is not registered takes no leave";
    EXPECT_EQ(scene.told,
              (std::vector<std::string>{
                  "not registered with the tracker above: global: connection refused",
                  "not registered with the tracker above: global: 198.18.0.0/16 is registered by "
                  "suburb"}));
}

TEST(LayerRegistrar, WhatIsNoAnswerIsNone) {
    Scene scene;
    scene.above.answer(200, "<html>welcome</html>");
    auto registrar = scene.start();
    scene.above.wait_asked(1);
    registrar.reset();
    EXPECT_FALSE(scene.known);
    EXPECT_EQ(scene.told[0], "not registered with the tracker above: global: status 200");
}

TEST(TokenFile, HoldsOneLineThatIsNotToldWhereItIsWrong) {
    EXPECT_EQ(read_token_file(TokenFile("abcdefghijklmnop\n").path()), "abcdefghijklmnop");
    for (const char* wrong : {"", "short\n", "abcdefghijklmnop qrst", "abcdefghijklmnop\nqrst\n"}) {
        const TokenFile file(wrong);
        try {
            read_token_file(file.path());
            ADD_FAILURE() << wrong;
        } catch (const std::runtime_error& error) {
            EXPECT_EQ(std::string(error.what()).find("ijkl"), std::string::npos) << error.what();
        }
    }
}

}  // namespace
}  // namespace sluice
