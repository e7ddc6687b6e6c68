"use strict";
// Okabe and Ito's colours, which everybody can tell apart; after eight the line is another.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d00",
                 "#7f7f7f"];
const DASHES = ["", "6 3", "2 2"];
const MOST = 12;  // of a panel's lines; the greatest now
const FEW = 4;    // lines that are shown though they are at nothing
const WIDTH = 560, HEIGHT = 170, LEFT = 68, BOTTOM = 18, TOP = 6;

const PREFIXES = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [0, ""]];
function scaled(value, unit) {
  const [by, prefix] = PREFIXES.find(([by]) => Math.abs(value) >= by);
  return Number((value / (by || 1)).toPrecision(3)) + (unit || prefix ? " " + prefix + unit : "");
}
function duration(seconds) {
  if (seconds >= 172800)
    return Math.round(seconds / 86400) + " d";
  if (seconds >= 7200)
    return Math.round(seconds / 3600) + " h";
  if (seconds >= 120)
    return Math.round(seconds / 60) + " min";
  return seconds >= 1 || seconds === 0 ? scaled(seconds, "s") : scaled(1000 * seconds, "ms");
}
const UNITS = {
  bps: value => scaled(value, "bit/s"), pps: value => scaled(value, "packets/s"),
  per_second: value => scaled(value, "/s"), ratio: value => Number((100 * value).toPrecision(3)) + " %",
  seconds: duration, bytes: value => scaled(value, "B"), count: value => scaled(value, ""),
};

function element(name, attributes = {}, ...children) {
  const svg = ["svg", "path", "line", "text", "title"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name)
                   : document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    made.setAttribute(key, value);
  made.append(...children);
  return made;
}

async function ask(path, parameters) {
  const answer = await fetch("../api/v1/" + path + "?" + new URLSearchParams(parameters));
  const said = await answer.json();
  if (said.status !== "success")
    throw new Error(said.error);
  return said.data;
}

function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value * 0.999);
}

function clock(time, range) {
  const options = range > 86400 ? { month: "short", day: "numeric" }
                                : { hour: "2-digit", minute: "2-digit" };
  return new Date(1000 * time).toLocaleString([], options);
}

function dressed(number) {
  const dash = DASHES[Math.floor(number / COLOURS.length) % DASHES.length];
  return { stroke: COLOURS[number % COLOURS.length], "stroke-dasharray": dash, fill: "none",
           "stroke-width": 1.7 };
}

function chart(panel, lines, start, end) {
  const tops = new Map();  // by time: what is below in a stack
  for (const line of lines) {
    line.points = line.values.map(([time, text]) => {
      const value = Number(text), below = panel.stacked ? tops.get(time) || 0 : 0;
      tops.set(time, below + value);
      return [time, below + value, below];
    }).filter(point => Number.isFinite(point[1]));
  }
  const highest = Math.max(...lines.flatMap(line => line.points.map(point => point[1])), 0);
  const top = highest > 0 ? roundUp(highest) : 1;
  const x = time => LEFT + (WIDTH - LEFT - 4) * (time - start) / (end - start);
  const y = value => HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top;
  const drawn = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
                        element("title", {}, panel.title));
  for (const share of [0, 0.5, 1]) {
    const at = y(share * top);
    drawn.append(element("line", { class: "grid", x1: LEFT, x2: WIDTH - 4, y1: at, y2: at }),
                 element("text", { x: LEFT - 5, y: at + 4, "text-anchor": "end" },
                         UNITS[panel.unit](share * top).replace("packets", "p")));
  }
  for (const [time, anchor] of [[start, "start"], [end, "end"]])
    drawn.append(element("text", { x: x(time), y: HEIGHT - 4, "text-anchor": anchor },
                         clock(time, end - start)));
  lines.forEach((line, number) => {
    const over = line.points.map(([time, value]) => `${x(time).toFixed(1)} ${y(value).toFixed(1)}`);
    if (!over.length)
      return;
    if (panel.stacked) {
      const under = line.points.map(([time, , below]) => `${x(time).toFixed(1)} ${y(below).toFixed(1)}`);
      drawn.append(element("path", { d: `M${over.concat(under.reverse()).join("L")}Z`, stroke: "none",
                                     fill: dressed(number).stroke, "fill-opacity": 0.35 }));
    }
    drawn.append(element("path", { d: "M" + over.join("L"), class: "line", ...dressed(number) }));
  });
  return drawn;
}

function legend(panel, lines) {
  const table = element("table");
  lines.forEach((line, number) => {
    const sample = element("svg", { viewBox: "0 0 26 8", "aria-hidden": "true" },
                           element("path", { d: "M0 4L26 4", ...dressed(number) }));
    table.append(element("tr", {}, element("td", {}, sample, line.name),
                         element("td", {}, UNITS[panel.unit](line.last))));
  });
  return table;
}

async function draw(panel, section, range, box) {
  const end = Math.floor(Date.now() / 1000), start = end - range;
  const step = Math.max(1, Math.ceil(range / 240));
  const over = Math.max(60, 4 * step) + "s";
  const title = element("h2", {}, panel.title);
  try {
    const answers = await Promise.all(panel.series.map(series => ask("query_range", {
      query: series.expr.replaceAll("$box", `instance=~"${box}"`).replaceAll("$rate", over),
      start, end, step })));
    const all = answers.flatMap((data, which) => data.result.map(found => ({
      name: panel.series[which].legend.replace(/\{(\w+)\}/g, (_, label) => found.metric[label] || ""),
      values: found.values, last: Number(found.values[found.values.length - 1][1]) })));
    all.sort((a, b) => (b.last || 0) - (a.last || 0));
    const some = all.filter(line => line.values.some(([, value]) => Number(value)));
    const lines = (all.length > FEW && some.length ? some : all).slice(0, MOST);
    const less = some.length > lines.length ? `, ${some.length - lines.length} of them less` : ", at nothing";
    const more = all.length > lines.length ? [element("p", { class: "more" },
                                                      `and ${all.length - lines.length} more${less}`)] : [];
    section.replaceChildren(title, ...(lines.length
      ? [chart(panel, lines, start, end), legend(panel, lines), ...more]
      : [element("p", { class: "nothing" }, "There is nothing of that.")]));
  } catch (error) {
    section.replaceChildren(title, element("p", { class: "failed" }, error.message));
  }
}

async function drawAll() {
  const range = Number(document.getElementById("range").value);
  const box = document.getElementById("box").value;
  await Promise.all(PANELS.map((panel, number) => draw(panel, sections[number], range, box)));
  document.body.dataset.drawn = Number(document.body.dataset.drawn || 0) + 1;
}

async function offerBoxes() {
  const select = document.getElementById("box");
  for (const instance of await ask("label/instance/values", { "match[]": "up" }))
    select.append(element("option", { value: instance.replace(/[.*+?^${}()|[\]\\]/g, "\\\\$&") }, instance));
}

// ?range=SECONDS: one of one's own.
const wanted = Number(new URLSearchParams(location.search).get("range"));
if (wanted > 0)
  document.getElementById("range").prepend(element("option", { value: wanted, selected: "" },
                                                   duration(wanted)));

const sections = PANELS.map(() => element("section"));
document.getElementById("panels").append(...sections);
for (const id of ["range", "box"])
  document.getElementById(id).addEventListener("change", drawAll);
offerBoxes().catch(() => {});
drawAll();
setInterval(drawAll, 30000);
