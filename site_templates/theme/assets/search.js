// The search page. Words go through Pagefind, whose files are loaded when the first word is typed.

const STEP = 10;
const PAUSE = 150;

const form = document.querySelector("[data-search]");
const page = form.closest(".fm-page");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const [count, fails, failure, hits, hit, more] = ["count", "fails", "failure", "hits", "hit", "more"].map(part);
const input = form.elements.q;
const format = new Intl.NumberFormat(document.documentElement.lang || "en");
const fill = (text, words) => text.replace(/\{(\w+)\}/g, (_, name) => words[name]);

const list = document.createElement("ol");
list.className = "fm-hits";


/** Write a word as the index compares it: in small letters, without accents. */
const plain = (word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const common = new Set((form.dataset.common ?? "").split(" ").filter(Boolean).map(plain));

let index = null;
let results = [];
let turn = 0;
let timer = 0;

/** Load the search once. Its worker is left out: it would be one more file, for a search of some milliseconds. */
function load() {
  index ??= import(new URL(form.dataset.index, location.href)).then(async (pagefind) => {
    const made = pagefind.createInstance({ noWorker: true });
    await made.init();
    return made;
  });
  return index;
}

/** Search for what stands in the box and show the first results. */
async function search() {
  const words = input.value.trim();
  const sought = telling(words);
  const mine = (turn += 1);
  fails.hidden = true;
  if (!sought) {
    clear();
    if (words) count.textContent = fill(form.dataset.vague, { words });
    return;
  }
  if (!results.length) count.textContent = form.dataset.looking;
  try {
    const answer = await (await load()).search(sought);
    if (mine !== turn) return;
    results = answer.results;
    const first = await texts(0);
    if (mine !== turn) return;
    hits.replaceChildren(list);
    list.replaceChildren();
    show(first);
    const told = results.length ? form.dataset.found : form.dataset.none;
    count.textContent = fill(told, { words, n: format.format(results.length) });
    performance.mark("folkmoot-found");
  } catch (error) {
    if (mine === turn) fail(error);
  }
}

/** Leave out words so common that they take long and tell nothing; what stands in quotation marks is sought whole. */
function telling(words) {
  const quoted = words.replace(/[“”„«»]/g, '"');
  if (quoted.includes('"')) return quoted;
  const bare = (word) => plain(word).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return words.split(/\s+/).filter((word) => !common.has(bare(word))).join(" ");
}

const texts = (from) => Promise.all(results.slice(from, from + STEP).map((result) => result.data()));

function show(found) {
  list.append(...found.map(line));
  more.hidden = list.children.length >= results.length;
}

function line({ url, meta, excerpt }) {
  const item = hit.content.querySelector("li").cloneNode(true);
  const link = item.querySelector("a");
  link.href = url;
  const [repeated, text] = parted(marked(excerpt), meta.title);
  const told = repeated.map((node) => node.textContent).join("");
  link.append(...(told === meta.title ? repeated : [meta.title]));
  const where = item.querySelector(".fm-hit__where");
  if (meta.where) where.textContent = meta.where;
  else where.remove();
  item.querySelector(".fm-hit__text").append(...text);
  return item;
}

/** Take the texts of an excerpt and what is marked in them, and nothing else that might be in it. */
function marked(excerpt) {
  const parsed = new DOMParser().parseFromString(excerpt, "text/html");
  return [...parsed.body.childNodes].map((node) => {
    if (node.nodeName !== "MARK") return document.createTextNode(node.textContent);
    const mark = document.createElement("mark");
    mark.textContent = node.textContent;
    return mark;
  });
}

/** Take out of an excerpt the sentence that repeats the title, or at its beginning the end of it: [repeated, the rest]. */
function parted(nodes, title) {
  const said = nodes.map((node) => node.textContent).join("");
  const ends = [...title.matchAll(/(?<=^|\s)\S/g)].map((word) => title.slice(word.index));
  const sentence = (at, words) => /^$|[.?!:] $/.test(said.slice(0, at)) && /^$|^[.?!]/.test(said.slice(at + words.length));
  const whole = said.indexOf(title);
  const at = whole >= 0 && sentence(whole, title) ? whole : 0;
  const words = ends.find((end) => said.startsWith(end, at) && sentence(at, end));
  if (!words) return [[], nodes];
  const rest = slice(nodes, at + words.length + 1, said.length);
  return [slice(nodes, at, at + words.length), [...slice(nodes, 0, at), ...rest]];
}

/** Take what stands between two places in the text of nodes, marks included. */
function slice(nodes, from, to) {
  const made = [];
  let at = 0;
  for (const node of nodes) {
    const text = node.textContent;
    const part = text.slice(Math.max(from - at, 0), Math.max(to - at, 0));
    if (part) made.push(Object.assign(node.cloneNode(), { textContent: part }));
    at += text.length;
  }
  return made;
}

function clear() {
  results = [];
  hits.replaceChildren();
  more.hidden = true;
  count.textContent = "";
}

/** Say that the search doesn't work, and what does. */
function fail(error) {
  index = null;
  clear();
  fails.replaceChildren(failure.content.cloneNode(true));
  fails.hidden = false;
  console.warn(error);
}

function address(method) {
  const words = input.value.trim();
  history[method](null, "", words ? `?${new URLSearchParams({ q: words })}` : location.pathname);
}

function takeAddress() {
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  search();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  address("pushState");
  search();
});
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    address("replaceState");
    search();
  }, PAUSE);
});
input.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  input.value = "";
  address("replaceState");
  search();
});
more.addEventListener("click", async () => {
  const place = list.children.length;
  show(await texts(place));
  list.children[place]?.querySelector("a").focus();
});
addEventListener("popstate", takeAddress);
takeAddress();
if (!input.value) input.focus();
