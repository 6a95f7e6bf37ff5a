const SECRET = /^whsec_([A-Za-z0-9+/]+)(={0,2})$/;
const BYTES_MIN = 24;
const BYTES_MAX = 64;

/** The secrets that are live, or why there are none to check with: which one it is, and never its text. */
export type WebhookSecrets = { readonly secrets: readonly string[] } | { readonly fault: string };

/**
 * Reads signing secrets of Standard Webhooks, whose specification asks for 24 to 64 random bytes.
 * @param text one, or two while they are rotated, separated by white space: each `whsec_` and base64
 */
export function readWebhookSecrets(text: string): WebhookSecrets {
  const secrets = text.split(/\s+/).filter((secret) => secret !== '');
  if (secrets.length === 0) return { fault: 'the webhook secret is empty' };
  const faults = secrets.map(faultOf);
  const index = faults.findIndex((fault) => fault !== null);
  if (index === -1) return { secrets };
  const which = secrets.length === 1 ? 'the webhook secret' : `webhook secret ${index + 1} of ${secrets.length}`;
  return { fault: `${which} ${faults[index]}` };
}

function faultOf(secret: string): string | null {
  const [, digits = '', padding = ''] = SECRET.exec(secret) ?? [];
  if (digits === '' || (digits.length + padding.length) % 4 !== 0) return 'is not whsec_ followed by base64';
  const bytes = Math.floor((digits.length * 3) / 4);
  if (bytes >= BYTES_MIN && bytes <= BYTES_MAX) return null;
  return `holds ${bytes} bytes; a signing secret has ${BYTES_MIN} to ${BYTES_MAX}`;
}
