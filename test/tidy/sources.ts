import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = ['adapters', 'bench', 'bin', 'cli', 'config', 'core', 'docs', 'functions', 'lib', 'local', 'test'];

/** A TypeScript file of the project, parsed. */
export interface Source {
  /** From the project's root, e.g. `core/allocation/split.ts`. */
  readonly path: string;
  readonly text: string;
  readonly parsed: ReturnType<typeof parseSync>;
}

/** What a file imports: another file of the project by its path, or a package or Node module by its name. */
export interface Import {
  readonly target: string;
  /** Names taken from it; empty where the file takes it whole or for its effects. */
  readonly names: readonly string[];
  readonly isType: boolean;
}

/** An import whose target the parser cannot tell. */
export const UNKNOWN_TARGET = '(computed)';

/** All files of the rooms and of the root, by path. */
export function listFiles(): string[] {
  const inRooms = ROOMS.flatMap((room) =>
    readdirSync(ROOT + room, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('/node_modules'))
      .map((entry) => posix.join(entry.parentPath.slice(ROOT.length), entry.name)),
  );
  const inRoot = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isFile());
  return [...inRooms, ...inRoot.map((entry) => entry.name)].sort();
}

/** @param path from the project's root */
export function readText(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}

export function readSources(): Source[] {
  const paths = listFiles().filter((path) => path.endsWith('.ts'));
  return paths.map((path) => parse(path, readText(path)));
}

/** @throws SyntaxError where the text is no TypeScript */
export function parse(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  const [fault] = parsed.errors;
  if (fault) throw new SyntaxError(`${path}: ${fault.message}`);
  return { path, text, parsed };
}

/** Static and dynamic imports, re-exports and `import('…')` types. */
export function importsOf(source: Source): Import[] {
  const { module, program } = source.parsed;
  const found: Import[] = [];
  const add = (specifier: string, names: readonly string[], isType: boolean) =>
    found.push({ target: resolve(source.path, specifier), names, isType });
  for (const { moduleRequest, entries } of module.staticImports) {
    const names = entries.flatMap(({ importName }) => importName.name ?? []);
    const isType = entries.length > 0 && entries.every((entry) => entry.isType);
    add(moduleRequest.value, names, isType);
  }
  for (const { moduleRequest, importName, isType } of module.staticExports.flatMap(({ entries }) => entries)) {
    if (moduleRequest) add(moduleRequest.value, importName.name === null ? [] : [importName.name], isType);
  }
  new Visitor({
    ImportExpression: ({ source: from }) => add(literalOf(from), [], false),
    TSImportType: ({ source: from }) => add(literalOf(from), [], true),
  }).visit(program);
  return found;
}

/** Line of an offset, counted from 1. */
export function lineOf({ text }: Source, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function resolve(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

function literalOf(node: { readonly type: string; readonly value?: unknown }): string {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : UNKNOWN_TARGET;
}
