import { Visitor } from 'oxc-parser';
import { lineOf, type Source } from './sources.ts';

/** Words that stand together, in a list or in a union of types. */
interface WordList {
  readonly path: string;
  readonly line: number;
  readonly words: readonly string[];
  /** Whether others may derive theirs from it: `export const WORDS = ['A', 'B'] as const`. */
  readonly isOwner: boolean;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly value?: unknown;
  readonly literal?: Node;
}

/**
 * Lists that spell again what an exported `as const` list says, one sentence each: with all its words, or, of more than
 * three, with one forgotten. A choice of fewer words is a list of its own.
 */
export function listsSpeltTwice(sources: readonly Source[]): string[] {
  const lists = sources.flatMap(wordListsOf);
  const owners = lists.filter(({ isOwner }) => isOwner);
  return lists.flatMap((list, index) => {
    const isBefore = (owner: WordList) => !list.isOwner || lists.indexOf(owner) < index;
    const owner = owners.find((one) => one !== list && isBefore(one) && isSpeltIn(one, list));
    return owner ? [`${list.path}:${list.line} spells the list of ${owner.path}:${owner.line}; derive it`] : [];
  });
}

function isSpeltIn({ words }: WordList, list: WordList): boolean {
  const met = words.filter((word) => list.words.includes(word)).length;
  return met === words.length || (words.length > 3 && met === words.length - 1);
}

function wordListsOf(source: Source): WordList[] {
  const lists: WordList[] = [];
  const owned = new Set<number>();
  const add = (start: number, texts: readonly unknown[]) => {
    const words = texts.filter((text): text is string => typeof text === 'string');
    const isOwner = owned.has(start);
    if (new Set(words).size > 1) lists.push({ path: source.path, line: lineOf(source, start), words, isOwner });
  };
  new Visitor({
    ExportNamedDeclaration: ({ declaration }) => {
      if (declaration?.type !== 'VariableDeclaration') return;
      for (const { init } of declaration.declarations) {
        if (init?.type === 'TSAsExpression') owned.add(init.expression.start);
      }
    },
    ArrayExpression: ({ start, elements }) => add(start, elements.map(textOf)),
    TSUnionType: ({ start, types }) => add(start, types.map(textOf)),
  }).visit(source.parsed.program);
  return lists;
}

/** The text of a literal, or of a type that is one. */
function textOf(node: Node | null): unknown {
  return node?.type === 'TSLiteralType' ? node.literal?.value : node?.type === 'Literal' ? node.value : undefined;
}
