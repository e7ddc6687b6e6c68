// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/table.h"
#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

using testing::HasSubstr;

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
    Table table{{"NAME"}, {"COUNT", Table::Align::right}};
    table.add_row({"a", "1"});
    table.add_row({"a longer one", "1000"});
    std::ostringstream out;
    table.print(out);
    EXPECT_EQ(out.str(),
              "NAME          COUNT\n"
              "a                 1\n"
              "a longer one   1000\n");
}

TEST(Table, ACellStaysOnItsLine) {
    Table table{{"COMMENT"}};
    table.add_row({"red\nnext"});
    std::ostringstream out;
    table.print(out);
    EXPECT_EQ(out.str(), "COMMENT\nred?next\n");
}

TEST(Table, AnUmlautTakesOneColumn) {
    Table table{{"A"}, {"B"}};
    table.add_row({"\xc3\xa4", "x"});
    std::ostringstream out;
    table.print(out);
    EXPECT_EQ(out.str(), "A  B\n\xc3\xa4  x\n");
}

TEST(Table, ANoteTakesALineAndNoColumnsWidth) {
    Table table{{"A"}, {"B"}};
    table.add_row({"1", "2"});
    table.add_note("much longer than the row\x1b");
    table.add_row({"3", "4"});
    std::ostringstream out;
    table.print(out);
    EXPECT_EQ(out.str(), "A  B\n1  2\n  much longer than the row?\n3  4\n");
}

class ProgramTest : public testing::Test {
 protected:
    ProgramTest() {
        app_.fallthrough();
        app_.add_option("--socket", session_.socket);
        app_.add_flag("--json", session_.json);
        add_policy_commands(app_, session_);
        add_flow_commands(app_, session_);
        add_link_commands(app_, session_);
        add_oracle_commands(app_, session_);
        add_event_commands(app_, session_);
        add_completion_command(app_);
    }

    std::string failure(const std::string& arguments) {
        try {
            app_.parse(arguments);
        } catch (const std::exception& error) {
            return error.what();
        }
        return "";
    }

    std::string completion(const std::string& shell) const {
        std::ostringstream out;
        print_completion(app_, shell, out);
        return out.str();
    }

    ScratchFolder folder_;
    Session session_;
    CLI::App app_;
};

TEST_F(ProgramTest, ADaemonThatIsNotThereIsOneLine) {
    const std::string socket = folder_ / "none.sock";
    for (const char* command : {"policy get", "policy effects", "policy confirm", "flows explain 1",
                                "flows list", "flows top", "links", "events"})
        EXPECT_EQ(failure(std::string(command) + " --socket " + socket),
                  "cannot reach sluiced at unix:" + socket + ": is it running?")
            << command;
}

TEST_F(ProgramTest, TheOracleIsAskedAtItsOwnSocket) {
    const std::string socket = folder_ / "none.sock";
    for (const char* command :
         {"status", "map", "cost home", "rank 192.0.2.1 192.0.2.2:6881", "reload"})
        EXPECT_EQ(failure("oracle --oracle-socket " + socket + " " + command),
                  "cannot reach sluice-oracle at unix:" + socket + ": is it running?")
            << command;
}

TEST_F(ProgramTest, NamesThatLeadNowhereAreNotPrinted) {
    EXPECT_EQ(failure("oracle dns"), "nothing to print: name --alto and --domain, for example");
    EXPECT_THAT(failure("oracle dns --domain a..b"),
                HasSubstr("'a..b' is no domain name; write example.net"));
    EXPECT_THAT(failure("oracle dns --tracker 192.0.2.1:80"), HasSubstr("is no tracker"));
    EXPECT_THAT(failure("oracle dns --prefix 192.0.2.1/24"), HasSubstr("is no prefix"));
    EXPECT_EQ(failure("oracle dns --dhcp kea"),
              "--dhcp needs --domain: the one that clients are to be told");
}

TEST_F(ProgramTest, APolicyFileThatIsNotThereIsOneLine) {
    const std::string file = folder_ / "none.yaml";
    EXPECT_EQ(failure("policy apply " + file),
              "cannot read " + file + ": No such file or directory");
}

TEST_F(ProgramTest, APolicyFileThatIsNotUtf8IsOneLine) {
    const std::string file = folder_.write("latin.yaml", "# caf\xe9\n");
    EXPECT_EQ(failure("policy validate " + file), file + ":1: is not UTF-8; save it as such");
}

TEST_F(ProgramTest, AnEmptyPolicyFileReplacesNothing) {
    const std::string file = folder_.write("empty.yaml", "\n");
    EXPECT_EQ(failure("policy apply " + file),
              file + ": is empty; 'rules: []' is a policy without rules");
}

TEST_F(ProgramTest, ANumberOutOfRangeIsToldWithTheRange) {
    EXPECT_THAT(failure("flows top --limit 20000"), HasSubstr("--limit"));
    EXPECT_THAT(failure("flows top --limit 20000"), HasSubstr("1 to 10000"));
    EXPECT_THAT(failure("flows list --limit -1"), HasSubstr("1 to 100000"));
    EXPECT_THAT(failure("policy rollback newest"), HasSubstr("'newest' is no revision's number"));
}

TEST_F(ProgramTest, ATrialsTimeNeedsAUnit) {
    const std::string file = folder_.write("p.yaml", "rules: []\n");
    EXPECT_THAT(failure("policy try " + file), HasSubstr("--for"));
    EXPECT_THAT(failure("policy try --for 10 " + file), HasSubstr("--for: '10' has no unit"));
    EXPECT_EQ(failure("policy try --for 10ms " + file),
              "--for: '10ms' is no whole number of seconds; write one like 10m");
}

TEST_F(ProgramTest, AFlowsIdIsToldWhenItIsNone) {
    EXPECT_EQ(failure("flows explain newest"),
              "'newest' is no flow's id; `sluicectl flows list` shows them, like 0.7205");
}

TEST_F(ProgramTest, CompletionOffersTheProgramsOwnOptionsEverywhere) {
    EXPECT_THAT(completion("bash"), testing::ContainsRegex("'links'.*--xstats.*--socket --json"));
}

TEST_F(ProgramTest, CompletionKnowsCommandsOptionsAndFiles) {
    EXPECT_THAT(completion("bash"), HasSubstr("'policy') COMPREPLY=($(compgen -W 'get validate "
                                              "apply history rollback try confirm diff effects"));
    EXPECT_THAT(completion("bash"), HasSubstr("'policy apply') COMPREPLY=($(compgen -f "));
    EXPECT_THAT(completion("zsh"), HasSubstr("bashcompinit"));
    EXPECT_THAT(completion("fish"),
                HasSubstr("complete -c sluicectl -n '__fish_seen_subcommand_from flows; and "
                          "__fish_seen_subcommand_from list' -l subscriber\n"));
}

}  // namespace
}  // namespace sluice
