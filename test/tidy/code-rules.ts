import { Visitor } from 'oxc-parser';
import { lineOf, type Source } from './sources.ts';
import { type Use, usesOf } from './uses.ts';

const FILE_LINES_MAX = 250;
const FUNCTION_LINES_MAX = 70;
/** Folders, then the file with its endings: `test/core/allocation/allocate.property.test.ts`. */
const KEBAB_PATH = /^([a-z0-9-]+\/)*[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const UNFINISHED = /\b(TODO|FIXME)\b/;

interface BannedUse {
  readonly use: RegExp;
  readonly files: RegExp;
  readonly instead: string;
  readonly unless?: (use: Use) => boolean;
}

const BANNED_USES: readonly BannedUse[] = [
  { use: /^(process|performance|crypto|globalThis|console)\./, files: /^core\//, instead: 'an argument or a port' },
  { use: /^(fetch|require|setTimeout|setInterval)\(\)$/, files: /^core\//, instead: 'a port' },
  { use: /^(Date\.now|new Date\(\)|Date\(\))$/, files: /^core\//, instead: 'a time that is passed in' },
  {
    use: /^parseDecimal\(\)$/,
    files: /^(?!adapters\/|functions\/messages\/figures\.ts$|test\/)/,
    instead: 'the bigint that the text was made of',
  },
  { use: /^process\.env$/, files: /^(functions|lib|bin)\//, instead: 'readEnvironment or the configuration' },
  { use: /^console\.log$/, files: /^(?!cli\/|local\/|bench\/)/, instead: 'the logger' },
  { use: /^Math\.random$/, files: /^(?!adapters\/)/, instead: 'a seed that is passed in' },
  {
    use: /^Math\.random$/,
    files: /^adapters\//,
    instead: 'nothing: only the jitter of a pause is left to chance',
    unless: ({ within }) => within.includes('pause'),
  },
];

/** Each rule tells the faults of one file, one sentence each. */
export const CODE_RULES = { bannedUses, longFile, longFunctions, fileName, unfinished };

function bannedUses(source: Source): string[] {
  const rules = BANNED_USES.filter(({ files }) => files.test(source.path));
  return usesOf(source).flatMap((use) =>
    rules
      .filter((rule) => rule.use.test(use.name) && !rule.unless?.(use))
      .map(({ instead }) => `${source.path}:${lineOf(source, use.offset)} uses ${use.name}; take ${instead}`),
  );
}

function longFile({ path, text }: Source): string[] {
  const lines = text.trimEnd().split('\n').length;
  if (path.startsWith('test/') || lines <= FILE_LINES_MAX) return [];
  return [`${path} has ${lines} lines; ${FILE_LINES_MAX} are enough`];
}

/** A `describe` is no function but a chapter. */
function longFunctions(source: Source): string[] {
  const faults: string[] = [];
  const chapters = new Set<number>();
  const check = ({ start, end }: { readonly start: number; readonly end: number }) => {
    const first = lineOf(source, start);
    const lines = lineOf(source, end) - first + 1;
    if (lines > FUNCTION_LINES_MAX && !chapters.has(start)) {
      faults.push(`${source.path}:${first} is a function of ${lines} lines; ${FUNCTION_LINES_MAX} are enough`);
    }
  };
  new Visitor({
    CallExpression: ({ callee, arguments: given }) => {
      if (/^describe\b/.test(source.text.slice(callee.start))) for (const { start } of given) chapters.add(start);
    },
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
  }).visit(source.parsed.program);
  return faults;
}

function fileName({ path }: Source): string[] {
  return KEBAB_PATH.test(path) ? [] : [`${path} is not in kebab-case`];
}

function unfinished(source: Source): string[] {
  return source.parsed.comments
    .filter(({ value }) => UNFINISHED.test(value))
    .map(({ start }) => `${source.path}:${lineOf(source, start)} leaves something to be done`);
}
