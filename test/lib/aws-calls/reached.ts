import { readFile, type Unit } from './units.ts';

/** What runs when a handler or a command of the command line does. */
export interface Reached {
  readonly units: ReadonlySet<Unit>;
  /** Methods by the calls that reach them from outside their class: `store.find` → `S3RunStore.find`. */
  readonly methods: ReadonlyMap<string, ReadonlySet<Unit>>;
}

/**
 * Follows a handler, or all of a command's file, through the project: into the functions it names, the constructors of what it constructs, and those
 * methods of an instance that are called on the name of that instance. Ports keep their name on the way from the handler
 * to whoever calls them: `store` is the store everywhere, unless it is renamed where it is taken.
 */
export function reachedFrom(entry: string): Reached {
  const isCommand = entry.startsWith('cli/');
  const units = new Set<Unit>(isCommand ? readFile(entry).units.values() : []);
  const methods = new Map<string, Set<Unit>>();
  const instances: Map<string, Set<Class>> = isCommand ? instancesOf(DEPLOYMENT) : new Map();
  const add = (path: string, name: string): Unit | undefined => {
    const found = readFile(path).units.get(name);
    const onImport = readFile(path).units.get('');
    for (const unit of [found, onImport]) if (unit) units.add(unit);
    return found;
  };
  add(entry, '');
  for (let before = -1; before < units.size + methods.size; ) {
    before = units.size + methods.size;
    for (const unit of units) {
      for (const name of unit.names) if (find(unit, name)) add(find(unit, name) as string, name);
      for (const name of unit.constructs) if (find(unit, name)) add(find(unit, name) as string, `${name}.constructor`);
      for (const { name, of } of unit.instances) {
        const path = find(unit, of);
        if (path) instances.set(name, (instances.get(name) ?? new Set()).add(`${path} ${of}`));
      }
      for (const { from, to } of unit.renames) {
        const renamed = instances.get(from);
        if (renamed) instances.set(to, new Set([...(instances.get(to) ?? []), ...renamed]));
      }
    }
    for (const unit of [...units]) {
      for (const call of unit.calls) {
        const [on = '', method = ''] = call.split('.');
        const own: Class[] = on === 'this' ? [`${unit.path} ${unit.name.split('.')[0]}`] : ofClass(unit, on);
        for (const one of [...own, ...(instances.get(on) ?? [])]) {
          const [path = '', className = ''] = one.split(' ');
          const reached = add(path, `${className}.${method}`);
          if (reached && on !== 'this') methods.set(call, (methods.get(call) ?? new Set()).add(reached));
        }
      }
    }
  }
  return { units, methods };
}

/** What a command is given in place of ports of its own. */
const DEPLOYMENT = ['cli/deployment.ts', 'cli/mirror.ts'];

function instancesOf(paths: readonly string[]): Map<string, Set<Class>> {
  const units = paths.flatMap((path) => [...readFile(path).units.values()]);
  const found = units.flatMap((unit) => unit.instances.map(({ name, of }) => ({ name, of, path: find(unit, of) })));
  return new Map(found.flatMap((one) => (one.path ? [[one.name, new Set<Class>([`${one.path} ${one.of}`])]] : [])));
}

/** The class itself, where a method of its own is called on its name. */
function ofClass(unit: Unit, name: string): Class[] {
  const path = /^[A-Z]/.test(name) ? find(unit, name) : null;
  return path ? [`${path} ${name}`] : [];
}

/** File and name. */
type Class = `${string} ${string}`;

/** The file of the project that declares a name which a unit uses. */
function find({ path }: Unit, name: string): string | null {
  const { units, imports } = readFile(path);
  const target = imports.get(name) ?? (units.has(name) || units.has(`${name}.constructor`) ? path : null);
  return target?.endsWith('.ts') ? target : null;
}
