import { Visitor } from 'oxc-parser';
import { importsOf, type Source } from './sources.ts';

/** A text that starts files by their path: `package.json`, `cdk.json`. */
export interface Launcher {
  readonly path: string;
  readonly text: string;
}

/**
 * Files that nothing needs: no launcher, no other live file starts or imports them. Tests keep alive tests alone, so
 * that code which only its test still uses is dead.
 */
export function deadFiles(sources: readonly Source[], launchers: readonly Launcher[]): string[] {
  const [tests, product] = partition(sources, ({ path }) => path.startsWith('test/'));
  const launched = launchers.map(({ text }) => text);
  const live = reach(product, ({ path }) => isNamedIn(launched, path));
  const liveTests = reach(tests, ({ path }) => path.endsWith('.test.ts') || isNamedIn(launched, path));
  return sources.map(({ path }) => path).filter((path) => !live.has(path) && !liveTests.has(path) && !isConfig(path));
}

/** Files that a launcher starts and that are not there. */
export function missingFiles(sources: readonly Source[], launchers: readonly Launcher[]): string[] {
  const paths = new Set(sources.map(({ path }) => path));
  const named = launchers.flatMap(({ text }) => [...text.matchAll(/\bnode ([\w./-]+\.ts)\b/g)].map(([, path]) => path));
  return named.filter((path): path is string => path !== undefined && !paths.has(path));
}

function reach(sources: readonly Source[], isRoot: (source: Source) => boolean): Set<string> {
  const live = new Set<string>();
  let next = sources.filter(isRoot);
  while (next.length > 0) {
    for (const { path } of next) live.add(path);
    const imported = new Set(next.flatMap((source) => importsOf(source).map(({ target }) => target)));
    const texts = next.flatMap(textsOf);
    next = sources.filter(({ path }) => !live.has(path) && (imported.has(path) || isNamedIn(texts, path)));
  }
  return live;
}

/** By its path, or, for a handler, by its folder, as `lib/` names it. */
function isNamedIn(texts: readonly string[], path: string): boolean {
  const folder = /^functions\/([^/]+\/[^/]+)\/handler\.ts$/.exec(path)?.[1];
  return texts.some((text) => text.includes(path) || text === folder);
}

function textsOf({ parsed }: Source): string[] {
  const texts: string[] = [];
  new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') texts.push(value);
    },
    TemplateElement: ({ value }) => {
      texts.push(value.raw);
    },
  }).visit(parsed.program);
  return texts;
}

function isConfig(path: string): boolean {
  return /^[^/]+\.config\.ts$/.test(path);
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
