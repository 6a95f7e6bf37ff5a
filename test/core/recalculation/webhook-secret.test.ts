import { describe, expect, it } from 'vitest';
import { readWebhookSecrets } from '../../../core/recalculation/webhook-secret.ts';

const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('a signing secret of webhooks', () => {
  it.each([24, 25, 26, 32, 64])('may have %i bytes', (bytes) => {
    expect(readWebhookSecrets(secretOf(bytes))).toEqual({ secrets: [secretOf(bytes)] });
  });

  it.each([
    [secretOf(23), 'holds 23 bytes; a signing secret has 24 to 64'],
    [secretOf(65), 'holds 65 bytes; a signing secret has 24 to 64'],
    ['whsec_', 'is not whsec_ followed by base64'],
    ['', 'is empty'],
    [' \n', 'is empty'],
    [secretOf(24).slice('whsec_'.length), 'is not whsec_ followed by base64'],
    [`${secretOf(24)}!`, 'is not whsec_ followed by base64'],
    [secretOf(25).replace(/=+$/, ''), 'is not whsec_ followed by base64'],
    [secretOf(24).slice(0, -1), 'is not whsec_ followed by base64'],
    [`whpk_${secretOf(24)}`, 'is not whsec_ followed by base64'],
  ])('is not %j', (text, fault) => {
    expect(readWebhookSecrets(text)).toEqual({ fault: `the webhook secret ${fault}` });
  });

  it('that is refused does not show in the answer', () => {
    expect(JSON.stringify(readWebhookSecrets(secretOf(8)))).not.toContain(secretOf(8).slice(6, 12));
  });
});

describe('two signing secrets', () => {
  it('are both live, whatever white space is between and around them', () => {
    const secrets = [secretOf(24), secretOf(32)];

    expect(readWebhookSecrets(secrets.join(' '))).toEqual({ secrets });
    expect(readWebhookSecrets(`\n${secrets.join('\r\n\t')}\n`)).toEqual({ secrets });
  });

  it('are refused where one is none, and it is told which', () => {
    expect(readWebhookSecrets(`${secretOf(24)} ${secretOf(23)}`)).toEqual({
      fault: 'webhook secret 2 of 2 holds 23 bytes; a signing secret has 24 to 64',
    });
    expect(readWebhookSecrets(`secret ${secretOf(24)}`)).toEqual({
      fault: 'webhook secret 1 of 2 is not whsec_ followed by base64',
    });
  });
});
