// SPDX-License-Identifier: Apache-2.0
#include "control/listen_check.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

using testing::HasSubstr;

// A listening socket that ends as a killed process would leave it: the file stays.
class Listener {
 public:
    explicit Listener(const std::string& path) : descriptor_(socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        listen(descriptor_, 1);
    }
    ~Listener() { close(descriptor_); }

 private:
    int descriptor_;
};

std::string refusal(const std::string& path) {
    try {
        claim_socket(path);
    } catch (const ListenError& error) {
        return error.what();
    }
    return "";
}

bool exists(const std::string& path) {
    struct stat found {};
    return lstat(path.c_str(), &found) == 0;
}

TEST(ClaimSocket, ItsFolderIsMade) {
    const ScratchFolder folder;
    EXPECT_EQ(refusal(folder / "run/s.sock"), "");
    EXPECT_TRUE(exists(folder / "run"));
}

TEST(ClaimSocket, OneThatAnswersIsLeftAlone) {
    const ScratchFolder folder;
    const Listener listener(folder / "s.sock");
    EXPECT_THAT(refusal(folder / "s.sock"), HasSubstr("is in use: is another sluiced running?"));
    EXPECT_TRUE(exists(folder / "s.sock"));
}

TEST(ClaimSocket, OneThatWasLeftByAKilledDaemonMakesWay) {
    const ScratchFolder folder;
    { Listener killed(folder / "s.sock"); }
    ASSERT_TRUE(exists(folder / "s.sock"));
    EXPECT_EQ(refusal(folder / "s.sock"), "");
    EXPECT_FALSE(exists(folder / "s.sock"));
}

TEST(ClaimSocket, AFileThatIsNoSocketStays) {
    const ScratchFolder folder;
    const auto file = folder.write("precious", "x");
    EXPECT_THAT(refusal(file), HasSubstr("is in the way: it is no socket"));
    EXPECT_TRUE(exists(file));
}

TEST(CheckTcpAddress, APortThatIsTakenIsNamed) {
    const int taken = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(taken, 1), 0);
    getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size);
    const std::string text = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    try {
        check_tcp_address(text);
        ADD_FAILURE() << "it was free";
    } catch (const ListenError& error) {
        EXPECT_EQ(std::string(error.what()),
                  "cannot listen on " + text + " for metrics: Address already in use");
    }
    close(taken);
    EXPECT_NO_THROW(check_tcp_address(text));
}

}  // namespace
}  // namespace sluice
