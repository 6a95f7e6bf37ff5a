/** A name that is longer is no model's. */
const NAME_CHARACTERS_MAX = 200;
/** How hard a model thinks, and what else is said of it without another price. `fast` is none: it has one. */
const TRAIT = /-(none|minimal|low|medium|high|xhigh|max|thinking|reasoning|preview|latest|1m)$/;
/** `claude-4.6-opus`, for what its maker calls `claude-opus-4.6`. */
const VERSION_FIRST = /^(claude)-(\d{1,2}(?:[.-]\d{1,2})?)-([a-z]+)/;

/** What a tool puts around a model's name, taken off in this order. */
const NOISE: readonly { readonly pattern: RegExp; readonly by: string }[] = [
  { pattern: /^auto: */, by: '' },
  { pattern: /\[1m\]$/, by: '' },
  { pattern: /[()]/g, by: '' },
  { pattern: /\s+/g, by: '-' },
  // `arn:…:inference-profile/us.anthropic.claude-…`, `anthropic/claude-…`, `models/gemini-…`
  { pattern: /^.*\//, by: '' },
  // `us.anthropic.claude-…`, `openai.gpt-…`
  { pattern: /^(?:[a-z]{2,6}(?:-gov)?\.)?[a-z0-9]{3,}\.(?=[a-z])/, by: '' },
  // `-v1:0`, `-1:0`, `-v1`
  { pattern: /-(?:v\d+(?::\d+)?|\d+:\d+)$/, by: '' },
  { pattern: /@(?:\d{8}|default|latest)$/, by: '' },
  { pattern: /-(?:20\d{6}|20\d\d-\d\d-\d\d)$/, by: '' },
];

/**
 * Names under which a list of prices may know a model, the one as given first, then ever more of what tools put around
 * it left out: `us.anthropic.claude-sonnet-4-6-v1:0`, `claude-opus-4-7[1m]`, `claude-4.6-opus-high-thinking`,
 * `Auto: Claude Opus 4.7`. All in lower case; none of what is no name.
 */
export function namesOf(modelRaw: string): string[] {
  const name = modelRaw.trim().toLowerCase();
  if (name === '' || modelRaw.length > NAME_CHARACTERS_MAX) return [];
  const cleaned = cleanings(name);
  const bare = withoutTraits(cleaned.at(-1) as string);
  const names = [...cleaned, ...bare, ...bare.map((one) => one.replace(VERSION_FIRST, '$1-$3-$2'))];
  return [...new Set(names)].filter((one) => one !== '');
}

/**
 * Whether the name may be priced as a model whose names merely begin alike: another version (`-5-5` of `-5`) or the fast
 * mode of a model that has none is another model.
 */
export function isVariant(name: string, modelId: string): boolean {
  if (/(^|-)fast(-|$)/.test(name) && !modelId.includes('fast')) return false;
  const [given, known] = [name.replaceAll('.', '-'), modelId.replaceAll('.', '-')];
  return !given.startsWith(known) || !/^(\d|-\d{1,2}(?![\da-z]))/.test(given.slice(known.length));
}

function cleanings(name: string): string[] {
  const names = [name];
  for (const { pattern, by } of NOISE) names.push((names.at(-1) as string).replace(pattern, by));
  return names;
}

function withoutTraits(name: string): string[] {
  const names = [name];
  for (let next = name; TRAIT.test(next); names.push(next)) next = next.replace(TRAIT, '');
  return names;
}
