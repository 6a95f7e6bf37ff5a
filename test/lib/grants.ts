import { type Json, print, resourcesOf, type Variant } from './stacks.ts';

/** Actions by resource: `{ 'StorageRuns/runs/*': 's3:GetObject s3:PutObject' }`; of a table, by its partitions too. */
export type Grants = Readonly<Record<string, string>>;

/** What the role of a function or state machine may do by the policies of the stack. */
export function grantsOf(variant: Variant, role: string): Grants {
  const actions = new Map<string, Set<string>>();
  for (const { Effect, Action, Resource, Condition } of statementsOf(variant, role)) {
    if (Effect !== 'Allow') throw new Error(`${role} has a statement that does not allow`);
    for (const target of [Resource].flat().map(print)) {
      const resource = `${target}${printCondition(Condition)}`;
      actions.set(resource, new Set([...(actions.get(resource) ?? []), ...[Action].flat()]));
    }
  }
  return Object.fromEntries([...actions].map(([resource, names]) => [resource, [...names].sort().join(' ')]));
}

/** ` of RUN#*` where the partitions of a table are limited. */
function printCondition(condition: Json): string {
  if (!condition) return '';
  const leadingKeys = condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  return leadingKeys ? ` of ${leadingKeys.join(' ')}` : ` if ${JSON.stringify(condition)}`;
}

function statementsOf(variant: Variant, role: string): Json[] {
  return resourcesOf(variant, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles.map(print).includes(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}
