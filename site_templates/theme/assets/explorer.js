// The filters of a list of recommendations. Without this script each of them is a link to a page of its own.

import { csv, find, read, sort, valuesOf } from "./explorer-facets.js";

const STEP = 50;

const box = document.querySelector("[data-explorer]");
const part = (name) => box.querySelector(`[data-part="${name}"]`);
const parts = Object.fromEntries(
  ["count", "tools", "sort", "csv", "clear", "static", "live", "rows", "cards", "more", "row", "card"].map((n) => [n, part(n)]),
);
const facets = [...box.querySelectorAll("[data-facet]")];
const views = [...parts.tools.querySelectorAll("[name=view]")];
// The address of the page changes with the filters, so the way to the data is worked out once.
const place = new URL(box.dataset.place, location.href);
const root = new URL(box.dataset.root, location.href);

const cardList = document.createElement("ul");
cardList.className = "fm-cards";
parts.cards.append(cardList);

let loading = null;
let data = null;
let found = [];
let shown = 0;
let drawing = 0;
let numbers = null;
const titles = new Map();

/** Write a number as the language of the page does. */
function format(n) {
  numbers ??= new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: 1 });
  return numbers.format(n);
}

/** Load the values of all rows, once. */
function load() {
  loading ??= fetched(new URL("rows.json", place), { cache: "no-cache" }).then((json) => {
    data = read(json);
  });
  return loading;
}

async function fetched(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

/** Load the titles of rows: only of the blocks in which they are. */
async function loadTitles(rows) {
  const blocks = new Set(Array.from(rows, (row) => Math.floor(row / data.block)));
  const missing = [...blocks].filter((block) => !titles.has(block));
  const texts = missing.map((block) => fetched(new URL(`titles-${block}.json?${data.version}`, place)));
  (await Promise.all(texts)).forEach((text, i) => titles.set(missing[i], text));
}

const titleOf = (row) => titles.get(Math.floor(row / data.block))[row % data.block];

// ---- What is chosen, as boxes and as an address

const links = new Map();
const boxes = (facet) => [...facet.querySelectorAll("input")];
const fill = (text, words) => text.replace(/\{(\w+)\}/g, (_, name) => words[name]);

// Facets whose links are not boxes yet. Many boxes take a while to make, and nobody needs them to see the page.
let waiting = [...facets];

/** Turn each link of a facet into a box that can be ticked; its words and sign stay. */
function makeBoxes(facet) {
  for (const item of facet.querySelectorAll("[data-value]")) {
    const link = item.querySelector("a");
    const focused = link === document.activeElement;
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "checkbox";
    input.name = facet.dataset.facet;
    input.value = item.dataset.value;
    label.append(input, ...link.childNodes);
    link.replaceWith(label);
    links.set(label, link);
    if (focused) input.focus();
  }
}

/** Make all boxes that are still links. */
function takeOver() {
  waiting.splice(0).forEach(makeBoxes);
}

/** Make boxes while the browser has nothing else to do, a facet at a time; those that are seen come first. */
function takeOverIdly() {
  const soon = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 100));
  waiting.sort((a, b) => b.open - a.open);
  const next = () => {
    waiting.splice(0, 1).forEach(makeBoxes);
    if (waiting.length) soon(next);
  };
  soon(next);
}

/** Give the links back, where boxes are of no use because the data can't be loaded. */
function makeLinks() {
  waiting = [];
  for (const [label, link] of links) {
    label.querySelector("input").remove();
    link.append(...label.childNodes);
    label.replaceWith(link);
  }
  links.clear();
}

function chosen() {
  const all = facets.map((facet) => [facet.dataset.facet, boxes(facet).filter((b) => b.checked).map((b) => b.value)]);
  return new Map(all.filter(([, values]) => values.length));
}

function address() {
  const query = new URLSearchParams();
  for (const [name, values] of chosen()) values.forEach((value) => query.append(name, value));
  if (parts.sort.value) query.set("sort", parts.sort.value);
  const view = views.find((v) => v.checked).value;
  if (view) query.set("view", view);
  return query.toString();
}

function takeAddress() {
  const query = new URLSearchParams(location.search);
  if (location.search) takeOver();
  for (const facet of facets) {
    const values = new Set(query.getAll(facet.dataset.facet));
    boxes(facet).forEach((b) => (b.checked = values.has(b.value)));
    if (values.size) facet.open = true;
  }
  parts.sort.value = query.get("sort") ?? "";
  if (parts.sort.selectedIndex < 0) parts.sort.value = "";
  (views.find((v) => v.value === query.get("view")) ?? views[0]).checked = true;
}

// ---- What is shown

/** Show what is chosen; the list of the page itself where nothing is. */
async function show(say = true) {
  const turn = (drawing += 1);
  const asked = address();
  const start = performance.now();
  try {
    if (asked) await load();
    if (turn !== drawing) return;
    if (data) apply();
    parts.static.hidden = Boolean(asked);
    parts.live.hidden = !asked;
    parts.clear.hidden = !asked;
    parts.count.textContent = say || asked ? told() : "";
    if (asked) await draw(turn);
    performance.measure("folkmoot-filter", { start });
  } catch (error) {
    fail(error);
  }
}

function apply() {
  const result = find(data, chosen());
  found = sort(data, result.rows, parts.sort.value);
  for (const facet of facets) {
    for (const item of facet.querySelectorAll("[data-value]")) {
      const n = result.counts[facet.dataset.facet].get(item.dataset.value) ?? 0;
      item.querySelector(".fm-facet__count").textContent = format(n);
      item.classList.toggle("fm-facet__none", n === 0);
    }
    const n = boxes(facet).filter((b) => b.checked).length;
    facet.querySelector(".fm-facet__chosen").textContent = n ? fill(box.dataset.chosen, { n: format(n) }) : "";
  }
}

function told() {
  const total = Number(box.dataset.total);
  const n = data ? found.length : total;
  return n ? fill(box.dataset.found, { n: format(n), total: format(total) }) : box.dataset.none;
}

async function draw(turn) {
  shown = 0;
  const first = found.slice(0, STEP);
  await loadTitles(first);
  if (turn !== drawing) return;
  const cards = views.find((v) => v.checked).value === "cards";
  parts.rows.hidden = cards || !found.length;
  parts.cards.hidden = !cards || !found.length;
  list().replaceChildren();
  append(first);
}

const list = () => (parts.cards.hidden ? parts.rows.querySelector("tbody") : cardList);

function append(rows) {
  const make = parts.cards.hidden ? tableRow : card;
  list().append(...Array.from(rows, make));
  shown += rows.length;
  parts.more.hidden = shown >= found.length;
}

function tableRow(row) {
  const line = parts.row.content.querySelector("tr").cloneNode(true);
  entitle(line, row);
  const where = line.querySelector("small");
  if (where) where.textContent = nameOf("assembly", first(row, "assembly"));
  const [answered, done, support, year] = line.querySelectorAll("td");
  put(answered, sign("answer", row));
  put(done, sign("progress", row));
  put(support, percent(row));
  put(year, first(row, "year"));
  return line;
}

function card(row) {
  const item = parts.card.content.querySelector("li").cloneNode(true);
  entitle(item, row);
  const about = [nameOf("assembly", first(row, "assembly")), nameOf("topic", first(row, "topic")), first(row, "year")];
  item.querySelector(".fm-card__kicker").textContent = about.filter(Boolean).join(" · ");
  const said = [sign("answer", row), sign("progress", row), percent(row)];
  item.querySelectorAll("dl > div").forEach((line, i) => {
    if (said[i]) put(line.querySelector("dd"), said[i]);
    else line.remove();
  });
  return item;
}

function entitle(element, row) {
  const [, number, title] = titleOf(row);
  const link = element.querySelector("a");
  link.href = addressOf(row);
  link.querySelector("span").textContent = title;
  if (number) link.querySelector("b").textContent = number;
  else link.querySelector("b").remove();
}

const addressOf = (row) => new URL(`${first(row, "assembly")}/recommendations/${titleOf(row)[0]}/`, root).href;
const first = (row, name) => valuesOf(data, name, row)[0] ?? "";
const percent = (row) => (data.support[row] < 0 ? "" : fill(box.dataset.percent, { n: format(data.support[row] / 10) }));
const put = (cell, content) => cell.replaceChildren(...(content ? [content] : []));

const labelOf = (name, value) => box.querySelector(`[data-facet="${name}"] [data-value="${CSS.escape(value)}"] label`);

function nameOf(name, value) {
  if (!value) return "";
  return labelOf(name, value)?.textContent.trim() ?? (name === "assembly" ? (box.dataset.assembly ?? "") : "");
}

/** Copy the sign and word of a state from where the filters show it; one that says that there is nothing stays away. */
function sign(name, row) {
  return labelOf(name, first(row, name))?.querySelector(".fm-state:not(.fm-state--none)")?.cloneNode(true);
}

function fail(error) {
  makeLinks();
  parts.tools.hidden = true;
  parts.live.hidden = true;
  parts.static.hidden = false;
  parts.count.textContent = box.dataset.fails;
  console.warn(error);
}

// ---- The whole list as a file

const COLUMNS = ["assembly", "topic", "decision", "answer", "progress", "overdue", "authority", "year"];

async function download() {
  try {
    await load();
    apply();
    await loadTitles(found);
  } catch (error) {
    fail(error);
    return;
  }
  const head = ["id", "number", "title", ...COLUMNS, "support_percent", "address"];
  const lines = Array.from(found, (row) => [
    ...titleOf(row),
    ...COLUMNS.map((name) => valuesOf(data, name, row).join(";")),
    data.support[row] < 0 ? "" : String(data.support[row] / 10),
    addressOf(row),
  ]);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv([head, ...lines])], { type: "text/csv;charset=utf-8" }));
  link.download = "recommendations.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// ---- Begin

function change() {
  takeOver();
  const query = address();
  history.pushState(null, "", query ? `?${query}` : location.pathname);
  show();
}

function clear() {
  facets.flatMap(boxes).forEach((b) => (b.checked = false));
  parts.sort.value = "";
  views[0].checked = true;
  change();
  facets[0]?.querySelector("summary").focus();
}

async function more() {
  const next = found.slice(shown, shown + STEP);
  await loadTitles(next).catch(fail);
  const place = list().children.length;
  append(next);
  list().children[place]?.querySelector("a").focus();
}

const open = (names) => facets.forEach((facet) => (facet.open ||= names.includes(facet.dataset.facet)));

parts.tools.hidden = false;
box.classList.add("fm-explorer--ready");
if (matchMedia("(min-width: 60em)").matches) open((box.dataset.open ?? "").split(" "));
takeAddress();
box.addEventListener("change", change);
box.addEventListener("focusin", takeOver, { once: true });
// A first touch of the filters is a good time to load what they need.
box.addEventListener(
  "pointerover",
  () => {
    takeOver();
    load().catch(fail);
  },
  { once: true },
);
parts.csv.addEventListener("click", download);
parts.clear.addEventListener("click", clear);
parts.more.addEventListener("click", more);
addEventListener("popstate", () => {
  takeAddress();
  show();
});
show(false);
takeOverIdly();
