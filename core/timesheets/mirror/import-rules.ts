import type { SourceRules } from './source-rules.ts';

/** How imported entries are read: each has a state of its own. */
export const IMPORT_RULES: SourceRules = { source: 'import', approval: ['ENTRY'], afterDays: 0 };
