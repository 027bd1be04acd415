/** Headers that tell the bank of the payer and of our preferences. Pure. */
import type { Authorise } from '../../../kit/provider/contract.ts';
import type { Creditor } from './creditor.ts';

const ipv4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;

/** Header values are visible ASCII: what a browser sent may be anything. */
const visible = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').trim();

type Headers = Readonly<Record<string, string>>;

export function payerHeaders({ payer = {} }: Pick<Authorise, 'payer'>, { address }: Creditor): Headers {
  return {
    // The schema knows no IPv6.
    'psu-ip-address': payer.address !== undefined && ipv4.test(payer.address) ? payer.address : address,
    ...(payer.userAgent !== undefined && { 'psu-user-agent': visible(payer.userAgent) }),
    ...(payer.language !== undefined && { 'psu-accept-language': visible(payer.language) }),
  };
}

/**
 * A payer with a browser is redirected, another approves in their banking app. Not enough funds are to be said at once. The authorisation is to be started by
 * itself, where the bank can: then nothing can be executed of a payment whose answer was lost, and of one that was started we have the identifier.
 */
export const preferences = ({ returnAddress }: Pick<Authorise, 'returnAddress'>): Headers => ({
  'tpp-rejection-nofunds-preferred': 'true',
  'tpp-explicit-authorisation-preferred': 'true',
  ...(returnAddress === undefined
    ? { 'tpp-redirect-preferred': 'false', 'tpp-decoupled-preferred': 'true' }
    : { 'tpp-redirect-preferred': 'true', 'tpp-redirect-uri': returnAddress, 'tpp-nok-redirect-uri': returnAddress }),
});
