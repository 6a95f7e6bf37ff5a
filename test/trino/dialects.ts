/** What the embedded engine takes or answers in another way than Trino does, by what to say of it. */
const PARTINGS: readonly (readonly [string, RegExp])[] = [
  ['divides', /(?<!AS DOUBLE\) )\/|\/(?! CAST\([\w.]+ AS DOUBLE\))/],
  ['takes a remainder by a sign', /%/],
  ['casts by ::', /::/],
  ['quotes a name', /["`]/],
  ['takes all columns', /SELECT\s+(DISTINCT\s+)?\*|\.\*/i],
  ['matches a pattern', /\b(regexp_\w+|ILIKE|SIMILAR TO)\b/i],
  ['says QUALIFY', /\bQUALIFY\b/i],
  ['is cut off', /\b(LIMIT|OFFSET|FETCH)\b/i],
  ['hangs on the time', /\b(NOW|CURRENT_\w+|LOCALTIME\w*|INTERVAL)\b/i],
  ['groups by place', /GROUP BY (ALL|\d)/i],
  ['compares a day or an instant with text', /\b(?!monday_date\b)\w+_(date|at)\s*(=|<>|<=?|>=?|IN \(|BETWEEN)\s*'/i],
];

const PARTITIONED = /\b(?:FROM|JOIN) (?:token_cost_allocation(?:_revision|_source|_month)?|token_budget_tracking)\b/g;
const BOUNDED = /\bmonday_date (?:BETWEEN '[\d-]+' AND '[\d-]+'|>= '[\d-]+'|IN \('[\d-]+', '[\d-]+'\))/g;

/** Where a filled-in statement of the house's layout could part between Trino and the embedded engine, or reads all weeks. */
export function dialectFaults(statement: string): string[] {
  const parting = PARTINGS.filter(([, pattern]) => pattern.test(statement)).map(([fault]) => fault);
  const tables = statement.match(PARTITIONED)?.length ?? 0;
  const bounds = statement.match(BOUNDED)?.length ?? 0;
  return [
    ...parting,
    ...aliasesGroupedBy(statement).map((alias) => `groups by the alias ${alias}`),
    ...(tables === bounds ? [] : [`names the weeks of ${bounds} tables of ${tables}`]),
    ...(/\nORDER BY /.test(statement) ? [] : ['has no order']),
  ];
}

/** Names that a SELECT gives and its own GROUP BY takes: columns of the statement's tables come first on Trino. */
function aliasesGroupedBy(statement: string): string[] {
  const lines = statement.split('\n');
  return lines.flatMap((line, at) => {
    const [, indent = '', items = ''] = /^( *)GROUP BY (.*)$/.exec(line) ?? [];
    const start = lines.findLastIndex((one, index) => index < at && one.startsWith(`${indent}SELECT`));
    const selected = lines.slice(start, at).filter((one) => /^SELECT|^ {2}\S/.test(one.slice(indent.length)));
    const aliases = selected.flatMap((one) => [...one.matchAll(/ AS (\w+),?$/g)].map(([, alias]) => alias as string));
    return items.split(', ').filter((item) => aliases.includes(item));
  });
}

/** The columns of a statement's outermost SELECT, in order. */
export function columnsOf(statement: string): string[] {
  const list = /^SELECT\n([\s\S]*?)\nFROM\b/.exec(statement)?.[1] ?? '';
  const lines = list.split('\n').filter((line) => /^ {2}(\S.*,|\S.*\w)$|^ {2}\) AS \w+,?$/.test(line));
  return lines.map((line) => /(\w+),?$/.exec(line)?.[1] as string);
}
