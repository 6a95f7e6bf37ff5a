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

/** `acme/app` of `https://token@git.example.com/acme/app.git` and of `git@git.example.com:acme/app.git` */
export function repositoryName(url: unknown): string | null {
  if (typeof url !== 'string') return null;
  const parts = url
    .replace(/\.git$/, '')
    .split(/[/:]/)
    .filter((part) => part !== '');
  return parts.length < 3 ? null : nameOf(parts.slice(-2).join('/'));
}
