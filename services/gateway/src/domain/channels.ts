/** Which channel a token is used from, and what may be done there. Pure. */
import type { Channel, EndUser, Role } from '../../../../constructs/declaration/index.ts';
import { forbidden } from '../../../kit/problem.ts';
import type { User } from '../../../kit/user.ts';

/** The channel of each client, by its name at the identity provider. */
export type Clients = Readonly<Record<string, Channel>>;

/** Where each role acts. A till stands in a store; who works in an office does so in a browser, or in a store's own. */
const actsIn: Readonly<Record<Role, readonly Channel[]>> = {
  customer: ['web', 'mobile'],
  guest: ['web', 'mobile'],
  till: ['store'],
  operator: ['web', 'store'],
  marketer: ['web'],
  finance: ['web'],
  auditor: ['web'],
};

const isChannel = (name: string | undefined): name is Channel => name === 'web' || name === 'mobile' || name === 'store';

/** What the identity provider says, or else what the client's name means. */
export function channelOf({ channel, client }: User, clients: Clients): Channel {
  const found = channel ?? (client !== undefined && Object.hasOwn(clients, client) ? clients[client] : undefined);
  if (!isChannel(found)) throw forbidden('the client that this access token was given to is of none of the channels web, mobile and store');
  return found;
}

/** Throws a ProblemError (403) where none of the roles that are asked for acts in the channel. */
export function allowIn(channel: Channel, { roles }: User, wanted: EndUser, open: readonly Channel[]): void {
  if (!open.includes(channel)) throw forbidden(`nothing is served here to the channel ${channel}`);
  // The token travels on: what its till may do must not be done from elsewhere, whichever role let it in.
  if (roles.includes('till') && channel !== 'store') throw forbidden('a till’s access token is for the store channel alone');
  if (!wanted.roles.some((role) => roles.includes(role) && actsIn[role].includes(channel))) throw forbidden(`none of this token’s roles does this in the channel ${channel}`);
}
