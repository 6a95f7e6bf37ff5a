import { describe, expect, it } from 'vitest';
import { actionsUsedBy } from './actions.ts';

describe('the rights that a handler needs by its code', () => {
  it.each([
    ['of a store that could do more', 'run/note-failure', ['s3:PutObject']],
    ['of a secret behind a function', 'api/receive-webhook', ['secretsmanager:GetSecretValue', 'sqs:SendMessage']],
    ['of a record that is only opened', 'run/open-run', ['dynamodb:PutItem', 'dynamodb:UpdateItem']],
  ])('are those %s that it uses: %s', (_, folder, expected) => {
    expect(actionsUsedBy(`functions/${folder}/handler.ts`)).toEqual(expected);
  });

  it.each([
    ['each action of a transaction', 'run/persist', 'dynamodb:DeleteItem'],
    ['what AWS does in its name', 'run/start-usage-query', 'glue:GetTable'],
    ['the right to learn that an object is missing', 'run/reconcile', 's3:ListBucket'],
  ])('have %s among them: %s', (_, folder, action) => {
    expect(actionsUsedBy(`functions/${folder}/handler.ts`)).toContain(action);
  });

  it('have no right to list where a missing object is an error anyhow', () => {
    expect(actionsUsedBy('functions/run/close-run/handler.ts')).not.toContain('s3:ListBucket');
  });
});
