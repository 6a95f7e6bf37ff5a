import { posix } from 'node:path';
import { type Import, importsOf, type Source } from './sources.ts';

/** What the files of a room may import; the first row that fits a file holds for it. */
interface Row {
  readonly room: string;
  readonly files: RegExp;
  readonly may: readonly RegExp[];
  /** Beside what `may` lists, for types alone. */
  readonly mayAsType?: readonly RegExp[];
  readonly mayOwnFolder?: boolean;
}

const CORE = /^core\//;
const NAMES = /^functions\/names\.ts$/;
const MESSAGES = /^functions\/messages\//;
const RUNTIME = /^functions\/runtime\//;
const ADAPTERS = /^adapters\//;
const ZOD = /^zod$/;
const MIDDY = /^@middy\//;
const POWERTOOLS = /^@aws-lambda-powertools\//;

/** Libraries that an adapter may be made with, beside the SDK and Node itself. */
const ADAPTER_LIBRARIES =
  /^(p-retry|standardwebhooks|jose|csv-parse|csv-stringify|jsonc-parser|@pydantic\/genai-prices|hyparquet(-writer|-compressors)?)(\/|$)/;
/** Systems that an adapter of another one may be made with. */
const SHARED_SYSTEMS = /^adapters\/(aws|http|lake|prices|s3|system)\//;

/** The capabilities of the core, each with those it stands on: imports go downwards only. */
const CORE_ORDER: Readonly<Record<string, readonly string[]>> = {
  values: [],
  usage: ['values'],
  timesheets: ['values'],
  allocation: ['usage', 'timesheets', 'values'],
  ledger: ['allocation', 'usage', 'timesheets', 'values'],
  runs: ['ledger', 'allocation', 'usage', 'timesheets', 'values'],
  billing: ['budgets', 'ledger', 'allocation', 'usage', 'timesheets', 'values'],
  publication: ['billing', 'budgets', 'ledger', 'allocation', 'usage', 'timesheets', 'values'],
  recalculation: ['ledger', 'allocation', 'usage', 'timesheets', 'values'],
  budgets: ['ledger', 'allocation', 'usage', 'timesheets', 'values'],
  collection: ['allocation', 'usage', 'timesheets', 'values'],
  audit: ['ledger', 'allocation', 'usage', 'timesheets', 'values'],
};

const CORE_ROWS: readonly Row[] = Object.entries(CORE_ORDER).map(([capability, below]) => ({
  room: `core/${capability}`,
  files: new RegExp(`^core/${capability}/`),
  may: [capability, ...below].map((one) => new RegExp(`^core/${one}/`)),
}));

const TABLE: readonly Row[] = [
  ...CORE_ROWS,
  { room: 'functions/names.ts', files: NAMES, may: [] },
  { room: 'functions/messages', files: MESSAGES, may: [MESSAGES, NAMES, CORE, ZOD] },
  {
    room: 'functions/runtime',
    files: RUNTIME,
    may: [
      RUNTIME,
      NAMES,
      MESSAGES,
      /^core\/(runs\/effort|values\/codec)\.ts$/,
      MIDDY,
      POWERTOOLS,
      /^@smithy\/core\/retry$/,
    ],
    mayAsType: [/^aws-lambda$/, ZOD],
  },
  {
    room: 'a handler',
    files: /^functions\/[^/]+\/[^/]+\/handler\.ts$/,
    may: [NAMES, MESSAGES, RUNTIME, CORE, ADAPTERS, MIDDY, POWERTOOLS, ZOD],
    mayAsType: [/^aws-lambda$/],
    mayOwnFolder: true,
  },
  {
    room: 'a step',
    files: /^functions\/[^/]+\/[^/]+\/[^/]+\.ts$/,
    may: [CORE, NAMES, MESSAGES],
    mayOwnFolder: true,
  },
  {
    room: 'adapters',
    files: ADAPTERS,
    may: [SHARED_SYSTEMS, CORE, NAMES, /^@(aws-sdk|smithy)\//, /^node:/, ZOD, ADAPTER_LIBRARIES],
  },
  { room: 'lib', files: /^lib\//, may: [/^lib\//, NAMES, /^aws-cdk-lib(\/|$)/, /^constructs$/] },
  {
    room: 'bin',
    files: /^bin\//,
    may: [/^bin\//, /^lib\//, /^aws-cdk-lib$/, /^@aws-sdk\/client-lambda$/, ZOD, /^node:fs$/],
  },
  { room: 'cli', files: /^cli\//, may: [/^(?!functions\/[^/]+\/|lib\/|bin\/|test\/|bench\/)/, MESSAGES] },
  { room: 'local', files: /^local\//, may: [/^(?!test\/|bench\/)/] },
  { room: 'bench', files: /^bench\//, may: [/^(?!test\/)/] },
  { room: 'test', files: /^test\//, may: [/./] },
  { room: 'the root', files: /^[^/]+\.config\.ts$/, may: [/^vitest\//, /^test\/progress\.ts$/] },
];

/** Imports of a file that the table forbids, one sentence each. */
export function forbiddenImports(source: Source): string[] {
  const row = TABLE.find(({ files }) => files.test(source.path));
  if (!row) return [`${source.path} is in no room`];
  return importsOf(source)
    .filter((one) => !isAllowed(row, source.path, one))
    .map(({ target }) => `${source.path} (${row.room}) imports ${target}`);
}

function isAllowed({ room, may, mayAsType = [], mayOwnFolder = false }: Row, path: string, one: Import): boolean {
  if (room === 'bin' && one.target === 'aws-cdk-lib') return one.names.join() === 'App';
  if (mayOwnFolder && one.target.startsWith(`${posix.dirname(path)}/`)) return true;
  if (room === 'adapters' && one.target.startsWith(`adapters/${systemOf(path)}/`)) return true;
  return [...may, ...(one.isType ? mayAsType : [])].some((pattern) => pattern.test(one.target));
}

/** `adapters/dynamodb/ledger/ledger.ts` is of `dynamodb`. */
function systemOf(path: string): string {
  return path.split('/')[1] as string;
}
