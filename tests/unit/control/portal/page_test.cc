// SPDX-License-Identifier: Apache-2.0
#include "control/portal/page.h"

#include <cstdlib>
#include <ctime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "classifier/label.h"
#include "control/portal/html.h"
#include "control/portal/plain_words.h"
#include "control/portal/replies.h"
#include "tests/unit/control/portal/sample_account.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class PortalPage : public testing::Test {
 protected:
    PortalPage() {
        setenv("TZ", "UTC", 1);
        tzset();
    }
    static std::string page(const Account& account) {
        return account_page(account, sample_operator());
    }
};

TEST_F(PortalPage, ShowsTierUsageAndAllowanceAsText) {
    const auto html = page(sample_account());
    EXPECT_THAT(html, AllOf(HasSubstr("<dd>s-1001</dd>"), HasSubstr("<dd>gold</dd>"),
                            HasSubstr("203.0.113.9, port 2917")));
    EXPECT_THAT(html, HasSubstr("161.9 GB of 250 GB used"));
    EXPECT_THAT(html, HasSubstr("88.09 GB left (uploads and downloads count)"));
    EXPECT_THAT(html, AllOf(HasSubstr("1 November 2026, 00:00 UTC"),
                            HasSubstr("1 December 2026, 00:00 UTC")));
    EXPECT_THAT(html, HasSubstr("19.26 GB down, 12.94 GB up"));
    EXPECT_THAT(html, HasSubstr("Counted up to <time datetime=\"2026-11-18T20:41:00+00:00\">"));
}

TEST_F(PortalPage, SaysWhatEachRuleDidInPlainWords) {
    const auto html = page(sample_account());
    EXPECT_THAT(html, HasSubstr("<h3>seed-politely</h3>\n<p>BitTorrent, upload. Given another "
                                "priority: 1.2 GB (1,130,000 packets)."));
    EXPECT_THAT(html, HasSubstr("Held to a rate: what went over it was dropped, 3.4 MB"));
    EXPECT_THAT(html, HasSubstr("Blocked: 6.144 kB (12 packets) not let through."));
}

TEST_F(PortalPage, SaysWhatCameLateOrNotAtAllBecauseTheLineWasFull) {
    const auto html = page(sample_account());
    EXPECT_THAT(html, HasSubstr("Delivered late or not at all, because the line was full"));
    EXPECT_THAT(html, HasSubstr("<li>Not delivered: 520 kB of your downloads and 2.9 MB of your "
                                "uploads. Most programs then send it again.</li>"));
    EXPECT_THAT(html,
                HasSubstr("<li>Delivered late: 13 MB of your downloads. It came with a note"));
    EXPECT_THAT(html, HasSubstr("It happened to: Web and video, encrypted (QUIC), BitTorrent."));
    auto account = sample_account();
    account.usage->periods.front().up_queues = {};
    account.usage->periods.front().down_queues = {};
    EXPECT_THAT(page(account), Not(HasSubstr("Delivered late")));
}

TEST_F(PortalPage, SaysSinceWhenWhyAndUntilWhenTheLineStepsBack) {
    auto account = sample_account();
    account.congestion = sample_congestion();
    const auto html = page(account);
    EXPECT_THAT(html,
                HasSubstr("Since <time datetime=\"2026-11-18T20:14:00+00:00\">18 November 2026, "
                          "20:14 UTC</time> your upload waits where others want to use"));
    EXPECT_THAT(html, HasSubstr("Over 15 minutes you used 82 % of your line&#39;s upload rate"));
    EXPECT_THAT(html, HasSubstr("This is no limit"));
    EXPECT_THAT(html, HasSubstr("your upload stays below 25 Mbit/s (50 % of your line&#39;s rate) "
                                "for 15 minutes: not before <time"));
    EXPECT_THAT(html, HasSubstr("20:29 UTC</time>, and 15 minutes after"));
    EXPECT_THAT(html, HasSubstr("nearly full (download). Your line keeps its priority."));
}

TEST_F(PortalPage, SaysThatALineHasItsPriorityOrNothingWhereNobodyManagesIt) {
    EXPECT_THAT(page(sample_account()), Not(HasSubstr("When the network is full")));
    auto account = sample_account();
    account.congestion = LineCongestion{"volume", 900, {{.direction = "up"}}};
    EXPECT_THAT(page(account), HasSubstr("the same priority as everybody"));
}

TEST_F(PortalPage, SaysInItsOwnWordsWhatElseThanVolumeWasMeasured) {
    auto account = sample_account();
    account.congestion = sample_congestion();
    account.congestion->measure = "dropped";
    EXPECT_THAT(page(account), HasSubstr("had to be dropped, which is more than 70 %"));
    account.congestion->measure = "marked";
    EXPECT_THAT(page(account), HasSubstr("met a full queue, which is more than 70 %"));
    EXPECT_EQ(duration_in_words(900), "15 minutes");
    EXPECT_EQ(duration_in_words(3), "3 seconds");
    EXPECT_EQ(duration_in_words(1), "1 second");
    EXPECT_EQ(duration_in_words(7'200), "2 hours");
    EXPECT_EQ(duration_in_words(90), "90 seconds");
}

TEST_F(PortalPage, SaysThatNoContentIsRecorded) {
    EXPECT_THAT(page(sample_account()),
                AllOf(HasSubstr("No content is recorded."), HasSubstr("kept for 13 months")));
    EXPECT_THAT(page(sample_account()), Not(HasSubstr("Records of your connections")));
    const auto html =
        account_page(sample_account(), {"Example Net", "help@example.net", "", "6 months"});
    EXPECT_THAT(html, AllOf(HasSubstr("we tell you if you ask"),
                            HasSubstr("Records of your connections are kept for 6 months")));
}

TEST_F(PortalPage, WithoutUsageItSaysThatNoneIsKept) {
    auto account = sample_account();
    account.usage.reset();
    EXPECT_THAT(page(account),
                AllOf(HasSubstr("No usage is recorded for your line"),
                      HasSubstr("Nothing is recorded for your line"), Not(HasSubstr("<progress"))));
    account.usage = KeptUsage{};
    EXPECT_THAT(page(account), AllOf(HasSubstr("Nothing is counted yet."),
                                     HasSubstr("No rule touched your traffic.")));
    account.usage->periods = {BillingPeriod{}};
    EXPECT_THAT(page(account), HasSubstr("Your tier has no allowance"));
}

TEST_F(PortalPage, AnAllowanceThatIsUsedUpIsSaid) {
    auto account = sample_account();
    account.usage->periods.front().allowance = TierAllowance{1'000, "up", 3'000};
    EXPECT_THAT(page(account), AllOf(HasSubstr("3 kB of 1 kB used</strong>, 2 kB more than the "
                                               "allowance (only uploads count)"),
                                     HasSubstr("value=\"100.0\"")));
    account.usage->periods.front().allowance = TierAllowance{0, "down", 0};
    EXPECT_THAT(page(account), HasSubstr("value=\"0.0\""));
}

TEST_F(PortalPage, EveryBarHasItsNumberForWhoCannotSeeIt) {
    const auto html = page(sample_account());
    size_t bars = 0;
    for (size_t at = html.find("<progress"); at != std::string::npos;
         at = html.find("<progress", at + 1)) {
        ++bars;
        EXPECT_NE(html.substr(at, html.find('>', at) - at).find("aria-label=\""),
                  std::string::npos);
    }
    EXPECT_EQ(bars, 6u);  // the allowance and five kinds
}

TEST_F(PortalPage, NamesCannotBringMarkup) {
    auto account = sample_account();
    account.id = "<script>alert(1)</script>";
    account.tier = "a\"b'c&d";
    account.usage->touches.front().rule = "</h3><img src=x onerror=y>";
    account.usage->touches.front().label = "<b>";
    account.usage->touches.front().direction = "<i>";
    account.usage->touches.front().effect = "<u>";
    account.usage->periods.front().kinds.front().label = "\"><s>";
    const auto html = account_page(account, {"<em>", "https://x/\"><q>", "<tt>", "<var>"});
    for (const char* markup :
         {"<script", "<img", "<b>", "<i>", "<u>", "<s>", "<em>", "<q>", "<tt>", "<var>"})
        EXPECT_THAT(html, Not(HasSubstr(markup)));
    EXPECT_THAT(html, HasSubstr("a&quot;b&#39;c&amp;d"));
}

TEST_F(PortalPage, NeedsNoScriptAndNobodyElsesFiles) {
    const auto html = page(sample_account());
    EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("src=")),
                            Not(HasSubstr("style=")), Not(HasSubstr("http:"))));
    EXPECT_THAT(std::string(style_sheet()),
                AllOf(HasSubstr("prefers-color-scheme: dark"), Not(HasSubstr("url(")),
                      Not(HasSubstr("@import"))));
}

TEST_F(PortalPage, SaysNothingOfCongestionThatNobodyMeasures) {
    EXPECT_THAT(page(sample_account()), Not(HasSubstr("congest")));
}

TEST(PortalContact, IsALinkOnlyWhereItIsOne) {
    EXPECT_EQ(contact_html("https://example.net/help"),
              "<a href=\"https://example.net/help\">https://example.net/help</a>");
    EXPECT_EQ(contact_html("help@example.net"),
              "<a href=\"mailto:help@example.net\">help@example.net</a>");
    EXPECT_EQ(contact_html("javascript:alert(1)"), "javascript:alert(1)");
    EXPECT_EQ(contact_html("call +1 555 0100"), "call +1 555 0100");
}

TEST(PortalWords, EveryKindOfTrafficHasSome) {
    EXPECT_EQ(kind_in_words("bittorrent"), "BitTorrent");
    EXPECT_EQ(kind_in_words("bittorrent.utp"), "BitTorrent");
    EXPECT_EQ(kind_in_words(""), "Any traffic");
    for (size_t i = 0; i < kLabelCount; ++i) {
        const auto label = name(static_cast<Label>(i));
        const auto root = label.substr(0, label.find('.'));
        EXPECT_NE(kind_in_words(label), root) << label;
    }
}

TEST(PortalReplies, EachRefusalIsAPageAndJsonThatSayWhy) {
    const auto run_by = sample_operator();
    const auto nobody = reply_to(AccountAnswer(NoAccount::nobody), Form::page, run_by);
    EXPECT_EQ(nobody.status, 404u);
    EXPECT_THAT(nobody.body, HasSubstr("We do not know this connection as one of ours"));
    const auto json = reply_to(AccountAnswer(NoAccount::nobody), Form::json, run_by);
    EXPECT_THAT(json.body, HasSubstr("\"code\": \"unknown_line\""));
    EXPECT_EQ(reply_to(AccountAnswer(NoAccount::port_needed), Form::page, run_by).status, 409u);
    const auto down = reply_to(AccountAnswer(NoAccount::unavailable), Form::page, run_by);
    EXPECT_EQ(down.status, 503u);
    EXPECT_GT(down.retry_after_seconds, 0u);
    const std::pair<Plain, unsigned> plain[] = {
        {Plain::bad_request, 400},       {Plain::proxy_malformed, 400},
        {Plain::not_here, 404},          {Plain::wrong_method, 405},
        {Plain::wrong_host, 421},        {Plain::header_too_large, 431},
        {Plain::too_many_requests, 429}, {Plain::proxy_does_not_say, 403}};
    for (const auto& [what, status] : plain) {
        const auto reply = reply_to(PlainReply{what, Form::page}, run_by);
        EXPECT_EQ(reply.status, status);
        EXPECT_FALSE(reply.may_be_cached);
        EXPECT_THAT(reply.body, HasSubstr("Questions? Ask Example Net"));
    }
    EXPECT_TRUE(reply_to(PlainReply{Plain::style, Form::page}, run_by).may_be_cached);
}

}  // namespace
}  // namespace sluice
