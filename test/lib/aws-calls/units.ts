import { importsOf, parse, readText } from '../../tidy/sources.ts';

/** Something of a file that runs as a whole: a function, a method, a constructor, or what runs when it is imported. */
export interface Unit {
  readonly path: string;
  /** `putText`, `S3RunStore.find`, `S3RunStore.constructor`, or `` for what runs on import. */
  readonly name: string;
  /** Names that it refers to. */
  readonly names: ReadonlySet<string>;
  /** Classes that it constructs, commands of the SDK among them. */
  readonly constructs: ReadonlySet<string>;
  /** Instances that it names: `store` of `store: new S3RunStore(…)`, or of a getter `store` that returns one. */
  readonly instances: readonly { readonly name: string; readonly of: string }[];
  /** Other names that it gives: `tables` for `publishedTables` in `const { publishedTables: tables } = …`. */
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  /** Calls of members, as `store.find`, with the last name of what they are called on. */
  readonly calls: ReadonlySet<string>;
  /** Keys of its object literals. */
  readonly keys: ReadonlySet<string>;
}

export interface File {
  readonly units: ReadonlyMap<string, Unit>;
  /** Files by the names that are taken from them; types are left out. */
  readonly imports: ReadonlyMap<string, string>;
}

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree has nodes of many shapes; each use knows the one it looks at.
type Node = any;

const files = new Map<string, File>();

/** A file of the project in its units, each read once. */
export function readFile(path: string): File {
  const known = files.get(path);
  if (known) return known;
  const source = parse(path, readText(path));
  const imports = importsOf(source).filter(({ isType }) => !isType);
  const file = {
    units: new Map(unitsOf(path, source.parsed.program).map((unit) => [unit.name, unit])),
    imports: new Map(imports.flatMap(({ target, names }) => names.map((name) => [name, target] as const))),
  };
  files.set(path, file);
  return file;
}

function unitsOf(path: string, program: Node): Unit[] {
  const onImport: Node[] = [];
  const units: Unit[] = [];
  for (const statement of program.body) {
    const declared = statement.declaration ?? statement;
    if (statement.type === 'ImportDeclaration') continue;
    if (declared.type === 'FunctionDeclaration') units.push(unit(path, declared.id.name, [declared]));
    else if (declared.type === 'ClassDeclaration') units.push(...methodsOf(path, declared));
    else onImport.push(statement);
  }
  return [...units, unit(path, '', onImport)];
}

/** The methods of a class; its fields are initialized by the constructor. */
function methodsOf(path: string, { id, body }: Node): Unit[] {
  const isMethod = ({ type, kind }: Node) => type === 'MethodDefinition' && kind !== 'constructor';
  const methods = body.body.filter(isMethod);
  const rest = body.body.filter((member: Node) => !isMethod(member));
  return [
    ...methods.map((method: Node) => unit(path, `${id.name}.${lastName(method.key)}`, [method])),
    unit(path, `${id.name}.constructor`, rest),
  ];
}

function unit(path: string, name: string, nodes: readonly Node[]): Unit {
  const found = {
    names: new Set<string>(),
    constructs: new Set<string>(),
    instances: [] as { name: string; of: string }[],
    renames: [] as { from: string; to: string }[],
    calls: new Set<string>(),
    keys: new Set<string>(),
  };
  const visit = (node: Node, boundTo: string | null): void => {
    if (Array.isArray(node)) for (const one of node) visit(one, null);
    if (typeof node?.type !== 'string') return;
    if (node.type === 'Identifier') found.names.add(node.name);
    if (node.type === 'Property') found.keys.add(lastName(node.key));
    if (node.type === 'ObjectPattern') {
      for (const { key, value } of node.properties) {
        if (value?.type === 'Identifier' && value.name !== lastName(key)) {
          found.renames.push({ from: lastName(key), to: value.name });
        }
      }
    }
    if (node.type === 'NewExpression') {
      found.constructs.add(lastName(node.callee));
      if (boundTo) found.instances.push({ name: boundTo, of: lastName(node.callee) });
    }
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
      found.calls.add(`${lastName(node.callee.object)}.${lastName(node.callee.property)}`);
    }
    const target = node.key ?? node.id ?? node.left;
    for (const [field, inner] of Object.entries(node)) {
      const isValue = target && (field === 'value' || field === 'init' || field === 'right');
      visit(inner, isValue ? lastName(target) : node.type === 'ReturnStatement' ? getter : null);
    }
  };
  const getter = nodes[0]?.kind === 'get' ? lastName(nodes[0].key) : null;
  visit(nodes, null);
  return { path, name, ...found };
}

/** `find` of `ports.store.find`, `store` of `this.#store`, `this` of itself. */
function lastName(node: Node): string {
  if (node.type === 'ThisExpression') return 'this';
  if (node.type === 'MemberExpression') return lastName(node.property);
  if (node.type === 'CallExpression') return lastName(node.callee);
  return String(node.name ?? node.value ?? '');
}
