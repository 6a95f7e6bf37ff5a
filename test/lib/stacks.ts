import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { parseConfiguration } from '../../bin/configuration.ts';
import type { Configuration } from '../../lib/configuration.ts';
import { TokenledgerStack } from '../../lib/tokenledger-stack.ts';

/** `mirror` is production with timesheets from the mirror. */
export const STAGES = ['local', 'production', 'mirror'] as const;
export type Stage = (typeof STAGES)[number];

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes; each test knows the one it looks at.
export type Json = any;

export interface Resource {
  readonly Type: string;
  readonly Properties: Json;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A synthesized variant of the stack. Bundles are left out: they change nothing but asset hashes. */
export interface Variant {
  readonly configuration: Configuration;
  readonly app: App;
  readonly stack: TokenledgerStack;
  readonly template: {
    readonly Resources: Readonly<Record<string, Resource>>;
    readonly Outputs: Readonly<Record<string, Json>>;
  };
}

const variants = new Map<Stage, Variant>();

/** Each variant is synthesized once for all tests of a file. */
export function variantOf(stage: Stage): Variant {
  const known = variants.get(stage);
  if (known) return known;
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const configuration = configurationOf(stage);
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const stack = new TokenledgerStack(app, configuration.stackName, configuration);
  const { template } = app.synth().getStackByName(configuration.stackName);
  const variant = { configuration, app, stack, template };
  variants.set(stage, variant);
  return variant;
}

/** A company that runs in production has sources of usage; the configuration that is here to be filled in has none. */
function configurationOf(stage: Stage): Configuration {
  const file = stage === 'local' ? 'config/local.json' : 'config/production.json';
  const configuration = JSON.parse(readFileSync(file, 'utf8'));
  if (stage !== 'local') configuration.usage.sources = ['anthropic_usage', 'cursor'].map(pulledSource);
  if (stage === 'mirror') configuration.timesheet = MIRROR;
  return parseConfiguration(JSON.stringify(configuration), stage);
}

const TEMPO = { name: 'tempo', system: 'TEMPO', secretName: 'tokenledger/timesheets/tempo', approval: ['PERIOD'] };
const MIRROR = { kind: 'MIRROR', requestsAtOnce: 12, sync: {}, sources: [TEMPO] };

function pulledSource(source: string): object {
  return { source, role: 'COST', pull: { keySecretName: `tokenledger/usage/${source}`, windowDays: 30 } };
}

/** Resources of a type by their logical id without its hash: `StorageRuns`. */
export function resourcesOf({ template }: Variant, type: string): [string, Resource][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [withoutHash(id), resource]);
}

/** Properties of the only resource of a type with this name. */
export function propertiesOf(variant: Variant, type: string, name: string): Json {
  const found = resourcesOf(variant, type).filter(([id]) => id === name);
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} are named ${name}`);
  return found[0]?.[1].Properties;
}

/** An intrinsic function as a short text: `StorageRuns/runs/*`, `athena:workgroup/tokenledger-local`. */
export function print(value: Json): string {
  const text = printPart(value);
  return text.replace(/^arn:\{Partition\}:(\w+):[^:]*:[^:]*:/, '$1:');
}

function printPart(value: Json): string {
  if (typeof value !== 'object') return String(value);
  if (value.Ref !== undefined)
    return value.Ref.startsWith('AWS::') ? `{${value.Ref.slice(5)}}` : withoutHash(value.Ref);
  if (value['Fn::GetAtt'] !== undefined) return withoutHash(value['Fn::GetAtt'][0]);
  if (value['Fn::Join'] !== undefined) return value['Fn::Join'][1].map(printPart).join(value['Fn::Join'][0]);
  if (value['Fn::Select'] !== undefined) return printPart(value['Fn::Select'][1]);
  if (value['Fn::Split'] !== undefined) return printPart(value['Fn::Split'][1]);
  throw new Error(`no way to print ${JSON.stringify(value)}`);
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
