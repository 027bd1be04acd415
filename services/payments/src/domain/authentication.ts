/**
 * The decision about strong customer authentication (PSD2 article 97, RTS (EU) 2018/389), with the reasons for it. Amounts of the RTS are in euros, so
 * no exemption is claimed in another currency. The issuer has the last word: a soft decline turns into a challenge. Pure.
 */
import type { Authentication } from '../../../kit/provider/contract.ts';
import type { Channel, Method } from '../../../provider.ts';

export interface Circumstances {
  readonly method: Method;
  readonly channel: Channel;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly country?: string;
  readonly order?: 'mail-or-telephone';
  /** The issuer has asked for authentication. */
  readonly softDeclined: boolean;
  /** Payments of this instrument without strong authentication since the last one with it; euro cents. */
  readonly since: { readonly payments: number; readonly amount: bigint };
}

export interface Policy {
  /** Of the two counters of article 16, the issuer keeps to one (EBA Q&A 2018_4225); so does who claims. */
  readonly lowValueBy: 'amount' | 'payments';
  /** The acquirer's fraud rate for remote cards in parts per million (article 19); none, and no transaction risk analysis is claimed. */
  readonly fraudRate?: number;
  /** From this many euro cents on a challenge is asked for, whatever an exemption allows. */
  readonly challengeFrom: bigint;
}

export interface Decision {
  readonly authentication: Authentication;
  readonly reasons: readonly string[];
}

/** Article 16: at most 30 euros, and since the last authentication at most 100 euros, or five payments; this one included. */
const lowValue = { each: 3_000n, amount: 10_000n, payments: 5 } as const;

/** Article 18 and the annex, for remote card payments: up to so many euro cents at a fraud rate of at most so many per million. */
const riskAnalysis = [
  { upTo: 50_000n, rate: 100 },
  { upTo: 25_000n, rate: 600 },
  { upTo: 10_000n, rate: 1_300 },
] as const;

/** The European Economic Area, and the United Kingdom, whose rules are the same in this. */
const area = new Set('AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '));

const decided = (authentication: Authentication, ...reasons: string[]): Decision => ({ authentication, reasons });

function lowValueApplies({ amount, since }: Circumstances, { lowValueBy }: Policy): boolean {
  if (amount > lowValue.each) return false;
  return lowValueBy === 'amount' ? since.amount + amount <= lowValue.amount : since.payments + 1 <= lowValue.payments;
}

const riskLimit = ({ fraudRate }: Policy): bigint => (fraudRate === undefined ? 0n : (riskAnalysis.find(({ rate }) => fraudRate <= rate)?.upTo ?? 0n));

export function decide(facts: Circumstances, policy: Policy): Decision {
  const { method, channel, amount, currency, country, order, softDeclined } = facts;
  if (softDeclined) return decided({ decision: 'challenge' }, 'the issuer has declined without authentication and asks for it');
  if (channel === 'store' && order === 'mail-or-telephone') return decided({ decision: 'out-of-scope', because: 'mail-or-telephone' }, 'ordered by mail or telephone: not initiated electronically by the payer');
  if (channel === 'store') return decided({ decision: 'issuer-decides' }, 'in store: the terminal or the payer’s device asks for what the issuer wants');
  if (method !== 'card') return decided({ decision: 'issuer-decides' }, `${method}: whoever keeps the payer’s account authenticates them`);
  if (country !== undefined && !area.has(country)) return decided({ decision: 'out-of-scope', because: 'one-leg-out' }, `the payer is in ${country}, outside the European Economic Area`);
  return currency === 'EUR' ? remoteCard(facts, policy) : decided({ decision: 'issuer-decides' }, `no exemption in ${currency}: its limits are in euros`, `${amount} minor units: the issuer decides between a challenge and none`);
}

function remoteCard(facts: Circumstances, policy: Policy): Decision {
  const { amount, since } = facts;
  if (amount >= policy.challengeFrom) return decided({ decision: 'challenge' }, `from ${policy.challengeFrom} cents on a challenge is asked for`);
  if (lowValueApplies(facts, policy)) {
    const counted = policy.lowValueBy === 'amount' ? `${since.amount + amount} of ${lowValue.amount} cents` : `${since.payments + 1} of ${lowValue.payments} payments`;
    return decided({ decision: 'exempt', exemption: 'low-value' }, `article 16: at most ${lowValue.each} cents, and ${counted} since the last authentication`);
  }
  const limit = riskLimit(policy);
  if (amount <= limit) return decided({ decision: 'exempt', exemption: 'transaction-risk-analysis' }, `article 18: at most ${limit} cents at a fraud rate of ${policy.fraudRate ?? 0} per million`);
  const spent = amount <= lowValue.each ? 'the counter of article 16 is used up' : `above the ${lowValue.each} cents of article 16`;
  return decided({ decision: 'issuer-decides' }, spent, limit === 0n ? 'no transaction risk analysis is claimed' : `above the ${limit} cents of article 18`, 'the issuer decides between a challenge and none');
}
