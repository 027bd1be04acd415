/** What people are told when everything is ready. */
import type { Counter } from './counter.ts';

const aligned = (pairs: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
};

export function greeting({ services, leftOut, issuer, sandbox, users, folder }: Counter): string {
  const doors = Object.values(services).filter(({ door }) => door);
  const inner = Object.values(services).filter(({ door }) => !door);
  return [
    'public doors',
    aligned(doors.map(({ name, url }) => [name, url])),
    'behind them',
    aligned(inner.map(({ name, url, admin }) => [name, `${url}  (health and metrics: ${admin})`])),
    'around them',
    aligned([['OpenID provider', `${issuer}/.well-known/openid-configuration`], ['sandbox, control', sandbox.control], ...Object.entries(sandbox.addresses).map(([name, address]): readonly [string, string] => [`sandbox, ${name}`, address])]),
    ...(Object.keys(leftOut).length > 0 ? ['not started', aligned(Object.entries(leftOut))] : []),
    `people (passwords and authenticator secrets: ${folder}/users.json)`,
    aligned(users.map(({ name, roles, store }) => [name, [...roles, ...(store === undefined ? [] : [`at ${store}`])].join(', ')])),
    `a token for one of them: node script/run.mjs script/demo/token.ts operator --mfa`,
  ].join('\n');
}
