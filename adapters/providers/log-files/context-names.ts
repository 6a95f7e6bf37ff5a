import { isVisible } from '../../../core/values/visible-text.ts';

const NAME_CHARACTERS_MAX = 200;

/** A name of a branch or folder that may be kept; null where there is none, or none that could be shown. */
export function nameOf(value: unknown): string | null {
  return typeof value === 'string' && isVisible(value, NAME_CHARACTERS_MAX) ? value : null;
}

/** `app` of `/home/dev/app` and of `C:\work\app\` */
export function baseName(path: unknown): string | null {
  return typeof path === 'string' ? nameOf(path.split(/[/\\]/).findLast((part) => part !== '')) : null;
}
