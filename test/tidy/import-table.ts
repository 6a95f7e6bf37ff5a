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
const NAMES = /^functions\/contract\/names\.ts$/;
const CONTRACT = /^functions\/contract\//;
const ADAPTERS = /^adapters\//;
const ZOD = /^zod$/;
const MIDDY = /^@middy\//;
const POWERTOOLS = /^@aws-lambda-powertools\//;

/** Libraries that an adapter may be made with, beside the SDK and Node itself. */
const ADAPTER_LIBRARIES = /^(p-retry|standardwebhooks|jose|hyparquet(-writer|-compressors)?)$/;

const TABLE: readonly Row[] = [
  { room: 'core', files: CORE, may: [CORE] },
  { room: 'functions/contract/names.ts', files: NAMES, may: [] },
  { room: 'functions/contract', files: CONTRACT, may: [CONTRACT, CORE, ZOD] },
  {
    room: 'functions/runtime',
    files: /^functions\/runtime\//,
    may: [/^functions\/runtime\//, CONTRACT, MIDDY, POWERTOOLS],
    mayAsType: [/^aws-lambda$/, ZOD],
  },
  {
    room: 'a handler',
    files: /^functions\/[^/]+\/handler\.ts$/,
    may: [CONTRACT, CORE, ADAPTERS, /^functions\/runtime\//, MIDDY, POWERTOOLS, ZOD],
    mayAsType: [/^aws-lambda$/],
    mayOwnFolder: true,
  },
  { room: 'a step', files: /^functions\/[^/]+\/[^/]+\.ts$/, may: [CORE, CONTRACT], mayOwnFolder: true },
  {
    room: 'adapters',
    files: ADAPTERS,
    may: [ADAPTERS, CORE, NAMES, /^@(aws-sdk|smithy)\//, /^node:/, ZOD, ADAPTER_LIBRARIES],
  },
  { room: 'lib', files: /^lib\//, may: [/^lib\//, NAMES, /^aws-cdk-lib(\/|$)/, /^constructs$/] },
  { room: 'bin', files: /^bin\//, may: [/^bin\//, /^lib\//, /^aws-cdk-lib$/, ZOD, /^node:fs$/] },
  { room: 'local', files: /^local\//, may: [/^(?!test\/|bench\/)/] },
  { room: 'bench', files: /^bench\//, may: [/^(?!test\/)/] },
  { room: 'test', files: /^test\//, may: [/./] },
  { room: 'the root', files: /^[^/]+\.config\.ts$/, may: [/^vitest\//] },
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
  return [...may, ...(one.isType ? mayAsType : [])].some((pattern) => pattern.test(one.target));
}
