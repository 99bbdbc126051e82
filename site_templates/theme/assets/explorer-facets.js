// What is chosen and what has it: no page, no network, only numbers.

/** Read `rows.json` into typed arrays. */
export function read(data) {
  const columns = {};
  for (const [name, { values, sets, rows }] of Object.entries(data.facets)) {
    const place = new Map(values.map((value, i) => [value, i]));
    columns[name] = { values, place, sets, rows: Uint16Array.from(rows) };
  }
  return {
    size: data.support.length,
    block: data.block,
    version: data.version,
    columns,
    support: Int16Array.from(data.support),
    byTitle: Uint32Array.from(data.by_title),
  };
}

/** Give the value that a row shows first on a facet, and all that it has. */
export const valuesOf = ({ columns }, name, row) => {
  const { values, sets, rows } = columns[name];
  return sets[rows[row]].map((code) => values[code]);
};

/**
 * Find the rows that have, on every facet, at least one of the values chosen there.
 *
 * `chosen` maps facets to sets of values. The counts of a facet's values follow what is chosen on all other facets,
 * so that they tell how many rows there would be with that value.
 */
export function find(data, chosen) {
  const names = Object.keys(data.columns);
  const columns = names.map((name) => data.columns[name]);
  const passes = columns.map((column, i) => passing(column, chosen.get(names[i])));
  const tested = passes.flatMap((pass, i) => (pass ? [i] : []));
  const counts = columns.map(({ sets }) => new Uint32Array(sets.length));
  const found = new Uint32Array(data.size);
  let n = 0;
  for (let row = 0; row < data.size; row += 1) {
    let failed = -1;
    let fails = 0;
    for (const i of tested) {
      if (passes[i][columns[i].rows[row]]) continue;
      failed = i;
      fails += 1;
      if (fails > 1) break;
    }
    if (fails === 1) counts[failed][columns[failed].rows[row]] += 1;
    if (fails) continue;
    found[n] = row;
    n += 1;
    for (let i = 0; i < columns.length; i += 1) counts[i][columns[i].rows[row]] += 1;
  }
  return { rows: found.slice(0, n), counts: Object.fromEntries(names.map((name, i) => [name, byValue(columns[i], counts[i])])) };
}

/** Mark the sets of values of which at least one is chosen; nothing where nothing is chosen. */
function passing({ place, sets }, values) {
  const codes = new Set([...(values ?? [])].map((value) => place.get(value)));
  return codes.size ? Uint8Array.from(sets, (set) => (set.some((code) => codes.has(code)) ? 1 : 0)) : null;
}

function byValue({ values, sets }, counts) {
  const found = new Map(values.map((value) => [value, 0]));
  sets.forEach((set, i) => set.forEach((code) => found.set(values[code], found.get(values[code]) + counts[i])));
  return found;
}

/** Sort rows by year, title or support; any other word leaves them in the order of the reports. */
export function sort(data, rows, by) {
  const year = (row) => Number(valuesOf(data, "year", row)[0]);
  const keys = {
    year: (a, b) => year(b) - year(a) || a - b,
    title: (a, b) => data.byTitle[a] - data.byTitle[b],
    support: (a, b) => data.support[b] - data.support[a] || a - b,
  };
  return keys[by] ? rows.slice().sort(keys[by]) : rows;
}

const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** Write rows of texts as CSV; none of them can become a formula in a spreadsheet. */
export function csv(rows) {
  const cell = (text) => {
    const safe = FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}
