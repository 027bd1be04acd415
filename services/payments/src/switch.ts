/** What payments depend on. */
import type { FastifyBaseLogger } from 'fastify';
import type { JourneyOutcome } from '../../../constructs/declaration/index.ts';
import type { VerifyUser } from '../../kit/user.ts';
import type { Channel } from '../../provider.ts';
import type { RouteHealth } from './adapters/health.ts';
import type { Db } from './adapters/payments.ts';
import type { Providers } from './adapters/providers.ts';
import type { ReadTender } from './adapters/tender.ts';
import type { OpenSession } from './adapters/sessions.ts';
import type { Policy } from './domain/authentication.ts';
import type { Metrics } from './metrics.ts';

/** Milliseconds. */
export interface Times {
  /** How long a payment may be attempted. */
  readonly open: number;
  /** How long a payer may take for what they were asked to do, where the provider says nothing else. */
  readonly action: number;
  /** How long one request waits for providers, in all. */
  readonly patience: number;
  /** After this, whoever was asking a provider is taken for ended. */
  readonly crashed: number;
  /** After this, a provider that has never heard of something is believed: what is on its way does not take longer. */
  readonly notFound: number;
}

export const usualTimes: Times = { open: 900_000, action: 900_000, patience: 13_000, crashed: 30_000, notFound: 60_000 };

export interface Switch {
  readonly db: Db;
  readonly log: FastifyBaseLogger;
  readonly now: () => Date;
  readonly newId: () => string;
  /** From 0 to below 1, for spreading. */
  readonly random: () => number;
  readonly verify: VerifyUser;
  readonly providers: Providers;
  readonly health: RouteHealth;
  readonly readTender: ReadTender;
  readonly openSession: OpenSession;
  /** Origins of the shop's own pages, where payers come back to and card fields are shown; empty where any will do. */
  readonly origins: readonly string[];
  readonly policy: Policy;
  readonly times: Times;
  /** What tills may refund of one payment in all, in major units: beyond it, an operator does. */
  readonly tillRefundLimit: number;
  /** Where the merchant listens. */
  readonly merchantWebhooks: string;
  readonly metrics: Metrics;
}

export type Ended = (outcome: JourneyOutcome, channel: Channel) => void;
