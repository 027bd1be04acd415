/** Paths as rules write them: `spec.ports[0].name`, `metadata.annotations["example/one"]`. */
import type { Path } from './manifests/index.ts';

const step = /(?:^|\.)([A-Za-z_][\w-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** Throws a SyntaxError for what is no path. */
export function pathOf(field: string): Path {
  const path: (string | number)[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < field.length) {
    const at = step.lastIndex;
    const found = step.exec(field);
    if (!found) throw new SyntaxError(`no path: ${field.slice(at)} in ${field}: write names with dots between, numbers and texts in brackets`);
    const [, name, index, text] = found;
    path.push(name ?? (index === undefined ? text ?? '' : Number(index)));
  }
  return path;
}

/** The CEL that gives what is at a path from a value, or `otherwise` where nothing is. */
export const celAt = (from: string, path: Path, otherwise: string): string =>
  path.length === 0 ? from : `${from}${path.map((key) => (typeof key === 'number' ? `[?${key}]` : /^[A-Za-z_]\w*$/.test(key) ? `.?${key}` : `[?'${key}']`)).join('')}.orValue(${otherwise})`;
