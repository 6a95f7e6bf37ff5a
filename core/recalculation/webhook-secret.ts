const SECRET = /^whsec_([A-Za-z0-9+/]+)(={0,2})$/;
const BYTES_MIN = 24;
const BYTES_MAX = 64;

/**
 * Why a text is no signing secret of Standard Webhooks, whose specification asks for 24 to 64 random bytes.
 * @param text `whsec_` and base64
 * @returns null where it is one; the text itself is never in the answer
 */
export function webhookSecretFault(text: string): string | null {
  const [, digits = '', padding = ''] = SECRET.exec(text) ?? [];
  if (digits === '' || (digits.length + padding.length) % 4 !== 0) return 'is not whsec_ followed by base64';
  const bytes = Math.floor((digits.length * 3) / 4);
  if (bytes >= BYTES_MIN && bytes <= BYTES_MAX) return null;
  return `holds ${bytes} bytes; a signing secret has ${BYTES_MIN} to ${BYTES_MAX}`;
}
