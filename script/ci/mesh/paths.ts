/** Other spellings of an operation's path: what a proxy and a program may read differently (Istio: security best practices, normalisation). */
import type { PathTemplate } from '../../../constructs/declaration/index.ts';
import { pathOf } from './calls.ts';

export interface OtherPath {
  readonly how: string;
  readonly path: string;
}

const before = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** Only for templates with a parameter: values that are more than one segment to whoever decodes them. */
const values: readonly (readonly [how: string, value: string])[] = [
  ['a parameter with a slash', 'a/b'],
  ['a parameter with an encoded slash', 'a%2Fb'],
  ['a parameter with an encoded slash, lower case', 'a%2fb'],
  ['a parameter with a backslash', 'a\\b'],
  ['a parameter with an encoded backslash', 'a%5Cb'],
  ['a parameter of two dots', '..'],
  ['a parameter of two encoded dots', '%2e%2e'],
  ['a parameter that climbs', 'a%2F..%2F..%2Fadmin'],
  ['a parameter with a zero byte', 'a%00b'],
  ['an empty parameter', ''],
];

export function otherPaths(template: PathTemplate): OtherPath[] {
  const path = pathOf(template);
  const all: readonly (readonly [how: string, path: string])[] = [
    ['the root', '/'],
    ['one segment less', before(path)],
    ['trailing slash', `${path}/`],
    ['encoded trailing slash', `${path}%2F`],
    ['one segment more', `${path}/extra`],
    ['one encoded segment more', `${path}%2Fextra`],
    ['a longer last segment', `${path}x`],
    ['a prefix', `/internal${path}`],
    ['an administrative path', '/metrics'],
    ['upper case', path.toUpperCase()],
    ['double slash in front', `/${path}`],
    ['double slash behind', `${path}//`],
    ['double slashes within', path.replaceAll('/', '//')],
    ['a dot segment', `/.${path}`],
    ['down and up', `/x/..${path}`],
    ['down and up, encoded', `/x/%2e%2e${path}`],
    ['up from the path', `${path}/../extra`],
    ['up from the path, encoded slashes', `${path}%2F..%2Fextra`],
    ['a path parameter', `${path};admin=true`],
    ['a fragment', `${path}#/../extra`],
  ];
  return [...all, ...(template.includes('{') ? values.map(([how, value]) => [how, pathOf(template, value)] as const) : [])].map(([how, other]) => ({ how, path: other }));
}
