/** The OpenID provider of this machine, in whose place Keycloak stands in a cluster. It is in no registry, and listens on 127.0.0.1 alone. */
import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { readConfiguration } from '../../../kit/configuration.ts';
import { createIdentityServer } from './app.ts';
import { createProvider } from './provider.ts';
import { readUsers } from './users.ts';

const { PORT, AUDIENCE, USERS_FILE } = readConfiguration(
  {
    PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
    AUDIENCE: Type.String({ pattern: '^[a-z][a-z0-9-]*$', description: 'of access tokens' }),
    USERS_FILE: Type.String({ minLength: 1, description: 'JSON: see users.ts' }),
  },
  process.env,
);

const issuer = `http://127.0.0.1:${PORT}`;
const users = readUsers(readFileSync(USERS_FILE, 'utf8'));
const server = createIdentityServer({ provider: await createProvider({ issuer, audience: AUDIENCE, users }), users, now: () => Date.now() });
server.listen(PORT, '127.0.0.1', () => console.log(JSON.stringify({ issuer, jwksUri: `${issuer}/jwks` })));

const stop = (): void => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
};
process.once('SIGTERM', stop).once('SIGINT', stop);
