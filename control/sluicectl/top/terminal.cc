// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/top/terminal.h"

#include <array>
#include <clocale>
#include <stdexcept>

#define NCURSES_NOMACROS  // names like erase and timeout stay functions
#include <curses.h>

namespace sluice {

Terminal::Terminal() {
    std::setlocale(LC_CTYPE, "");
    // newterm() says so where initscr() would end the program.
    if (newterm(nullptr, stdout, stdin) == nullptr)
        throw std::runtime_error("this is no terminal that can be drawn on: --once prints instead");
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    curs_set(0);
}

Terminal::~Terminal() {
    endwin();
}

size_t Terminal::lines() const {
    return static_cast<size_t>(LINES);
}

size_t Terminal::columns() const {
    return static_cast<size_t>(COLS);
}

void Terminal::show(const std::vector<std::string>& page) {
    erase();
    for (size_t line = 0; line < page.size(); ++line)
        mvaddnstr(static_cast<int>(line), 0, page[line].c_str(), COLS);
    refresh();
}

int Terminal::wait_for_key(int milliseconds) {
    timeout(milliseconds);
    const int key = getch();
    return key == KEY_RESIZE ? 0 : key;
}

std::string Terminal::read_line(const std::string& word) {
    std::array<char, 64> typed{};
    timeout(-1);
    echo();
    curs_set(1);
    mvaddstr(LINES - 1, 0, (word + ": ").c_str());
    clrtoeol();
    getnstr(typed.data(), typed.size() - 1);
    curs_set(0);
    noecho();
    return typed.data();
}

}  // namespace sluice
