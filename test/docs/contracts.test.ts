import type { AnySchemaObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { CONTRACTS, faultsOf, schema } from './contract-files.ts';
import { readPage, sectionOf } from './markdown.ts';

const NAMES = [...CONTRACTS.keys()];
const SCHEMAS = NAMES.filter((name) => name.endsWith('.schema.json'));
const APIS = NAMES.filter((name) => name.endsWith('.openapi.yaml'));

/** A body of an API with its schema, and what the file gives as examples of it. */
interface Body {
  readonly place: string;
  readonly schema: AnySchemaObject;
  readonly examples: readonly unknown[];
}

describe('the folder of contracts', () => {
  it('holds schemas and APIs, each named in the index', () => {
    const index = sectionOf(readPage('docs/README.md'), 'Contracts');

    expect([...SCHEMAS, ...APIS].sort()).toEqual(NAMES);
    expect(NAMES.filter((name) => !index.includes(`(contracts/${name})`))).toEqual([]);
  });
});

describe.each(SCHEMAS)('%s', (name) => {
  const contract = CONTRACTS.get(name) as AnySchemaObject;

  it('is a JSON Schema of 2020-12 that compiles', () => {
    expect(contract.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(() => schema(name)).not.toThrow();
  });

  it('has examples that fit', () => {
    expect(contract.examples.length).toBeGreaterThan(0);
    expect(contract.examples.flatMap((example: unknown) => faultsOf(name, example))).toEqual([]);
  });

  it('refuses what is no object', () => {
    expect(faultsOf(name, [])).not.toEqual([]);
  });
});

describe.each(APIS)('%s', (name) => {
  const contract = CONTRACTS.get(name) as AnySchemaObject;
  const bodies = bodiesOf(contract);

  it('is an OpenAPI 3.1 document whose schemas compile', () => {
    expect(contract.openapi).toBe('3.1.0');
    for (const one of Object.keys(contract.components.schemas)) {
      expect(() => schema(`${name}#/components/schemas/${one}`), one).not.toThrow();
    }
  });

  it.each(bodies)('has examples that fit: $place', ({ schema: { $ref }, examples }) => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.flatMap((example) => faultsOf(`${name}${$ref}`, example))).toEqual([]);
  });

  it('refers only to what it holds', () => {
    const references = JSON.stringify(contract).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g);
    const dangling = [...references].filter(([, kind = '', one = '']) => !contract.components[kind]?.[one]);

    expect(dangling.map(([reference]) => reference)).toEqual([]);
  });
});

/** Every request and response body of an API that has a schema. */
function bodiesOf({ paths }: AnySchemaObject): Body[] {
  return Object.entries<AnySchemaObject>(paths).flatMap(([path, methods]) =>
    Object.entries<AnySchemaObject>(methods).flatMap(([method, { requestBody, responses }]) => {
      const told = Object.entries<AnySchemaObject>({ request: requestBody, ...responses });
      return told.flatMap(([what, body]) => {
        const content = body?.content?.['application/json'];
        if (!content) return [];
        const named = Object.values<AnySchemaObject>(content.examples ?? {}).map(({ value }) => value);
        const examples = content.example === undefined ? named : [content.example];
        return [{ place: `${method} ${path} ${what}`, schema: content.schema, examples }];
      });
    }),
  );
}
