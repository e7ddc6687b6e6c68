// SPDX-License-Identifier: Apache-2.0
#include "control/portal/html.h"

namespace sluice {

// Text against its ground is above 7:1 in both schemes, and links above 4.5:1 (WCAG 2.1, 1.4.3 and
// 1.4.6). One column, so that a phone need not scroll sideways (1.4.10).
std::string_view style_sheet() {
    return R"(:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --card: #ffffff; --text: #16202b; --soft: #445261; --line: #d5dbe2;
  --bar: #1f6f8b; --track: #dde5ec; --link: #0b5a86;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151b; --card: #1a222b; --text: #eef2f6; --soft: #b7c3cf; --line: #33404d;
    --bar: #5fc0dd; --track: #31404e; --link: #8fd0f5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 42rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
header p { margin: 0; color: var(--soft); }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 0 0 .5rem; font-size: 1.15rem; }
h3 { margin: 0; font-size: 1rem; }
dl + h3 { margin: 1rem 0 .25rem; }
section {
  margin: 0 0 1rem; padding: 1rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .75rem;
}
p { margin: 0 0 .5rem; }
section > :last-child { margin-bottom: 0; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 .5rem; }
dt, .soft { color: var(--soft); }
dd { margin: 0; font-weight: 600; }
ul { margin: 0; padding: 0; list-style: none; }
ul.plain { padding-left: 1.2rem; list-style: disc; }
li + li { margin-top: .75rem; }
ul.plain li + li { margin-top: .25rem; }
li p { margin: 0; }
ul + p { margin-top: 1rem; }
.row { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.row span:last-child { color: var(--soft); }
progress {
  display: block; width: 100%; height: .6rem; margin: .25rem 0 .75rem; border: 0;
  border-radius: .3rem; overflow: hidden;
  -webkit-appearance: none; appearance: none; background: var(--track); color: var(--bar);
}
progress::-webkit-progress-bar { background: var(--track); }
progress::-webkit-progress-value { background: var(--bar); }
progress::-moz-progress-bar { background: var(--bar); }
)";
}

}  // namespace sluice
