import { describe, expect, it } from 'vitest';
import { webhookSecretFault } from '../../../core/recalculation/webhook-secret.ts';

const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('a signing secret of webhooks', () => {
  it.each([24, 25, 26, 32, 64])('may have %i bytes', (bytes) => {
    expect(webhookSecretFault(secretOf(bytes))).toBeNull();
  });

  it.each([
    [secretOf(23), 'holds 23 bytes; a signing secret has 24 to 64'],
    [secretOf(65), 'holds 65 bytes; a signing secret has 24 to 64'],
    ['whsec_', 'is not whsec_ followed by base64'],
    ['', 'is not whsec_ followed by base64'],
    [secretOf(24).slice('whsec_'.length), 'is not whsec_ followed by base64'],
    [`${secretOf(24)}!`, 'is not whsec_ followed by base64'],
    [secretOf(25).replace(/=+$/, ''), 'is not whsec_ followed by base64'],
    [secretOf(24).slice(0, -1), 'is not whsec_ followed by base64'],
    [`whpk_${secretOf(24)}`, 'is not whsec_ followed by base64'],
  ])('is not %s', (text, fault) => {
    expect(webhookSecretFault(text)).toBe(fault);
  });

  it('that is refused does not show in the answer', () => {
    expect(webhookSecretFault(secretOf(8))).not.toContain(secretOf(8).slice(6, 12));
  });
});
