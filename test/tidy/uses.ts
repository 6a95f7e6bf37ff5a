import { Visitor } from 'oxc-parser';
import type { Source } from './sources.ts';

/** A use of something that stands in no import: `Math.random`, `fetch()`, `new Date()`. */
export interface Use {
  readonly name: string;
  readonly offset: number;
  /** Names of the calls whose arguments it stands in, outermost first. */
  readonly within: readonly string[];
}

interface Node {
  readonly type: string;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly property?: Node;
}

/** Calls and members of plain names, and constructions without arguments. */
export function usesOf({ parsed }: Source): Use[] {
  const uses: Use[] = [];
  const calls: string[] = [];
  const note = (name: string, offset: number) => uses.push({ name, offset, within: [...calls] });
  new Visitor({
    CallExpression: ({ callee, start }) => {
      if (callee.type === 'Identifier') note(`${callee.name}()`, start);
      calls.push(lastName(callee));
    },
    'CallExpression:exit': () => {
      calls.pop();
    },
    NewExpression: ({ callee, arguments: given, start }) => {
      if (callee.type === 'Identifier' && given.length === 0) note(`new ${callee.name}()`, start);
    },
    MemberExpression: ({ object, property, start }) => {
      if (object.type === 'Identifier') note(`${object.name}.${lastName(property)}`, start);
    },
  }).visit(parsed.program);
  return uses;
}

/** `pause` of `this.#clock.pause`, `random` of `Math['random']`. */
function lastName(node: Node): string {
  if (node.type === 'MemberExpression' && node.property) return lastName(node.property);
  return String(node.name ?? node.value ?? '');
}
