import { readdirSync, readFileSync } from 'node:fs';
import type { AnySchemaObject } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { toJson } from '../../cli/view/json.ts';
import { isPlainDate } from '../../core/values/week.ts';
import { ROOT } from './markdown.ts';

const FOLDER = `${ROOT}docs/contracts/`;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The contracts by file name, parsed. */
export const CONTRACTS: ReadonlyMap<string, AnySchemaObject> = new Map(
  readdirSync(FOLDER)
    .sort()
    .map((name) => [name, parse(readFileSync(FOLDER + name, 'utf8'), { strict: true, uniqueKeys: true })]),
);

// Types may stand beside the keywords that need them, as in a `then`.
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
// Schemas of an API are compiled where they stand.
ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'paths', 'components']);
ajv.addFormat('date', isPlainDate);
ajv.addFormat('date-time', DATE_TIME);
for (const [name, contract] of CONTRACTS) ajv.addSchema(contract, name);

/** The schema of a contract, by its file and where it is in it: `webhook.openapi.yaml#/components/schemas/Event`. */
export function schema(reference: string): ValidateFunction {
  const validate = ajv.getSchema(reference);
  if (!validate) throw new Error(`there is no schema ${reference}`);
  return validate;
}

/** What a schema finds wrong with a value as it crosses in JSON; nothing where it fits. */
export function faultsOf(reference: string, value: unknown): string[] {
  const validate = schema(reference);
  if (validate(JSON.parse(toJson(value)))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
