/** When the janitor asks again. Pure. */
import type { Attempt } from '../adapters/attempts.ts';
import type { Payment } from '../adapters/payments.ts';
import { nextLook } from '../domain/schedule.ts';
import type { OperationState } from '../domain/transitions.ts';
import type { Switch } from '../switch.ts';
import { leftOf } from './money.ts';

type Clock = Pick<Switch, 'now' | 'times'>;

const minute = 60_000;

/** Until when the payer may do what they were asked to. */
export function deadlineOf({ action, begunAt }: Attempt, { times }: Clock): Date {
  const usual = begunAt.getTime() + times.action;
  const until = action?.kind === 'show' && action.until !== undefined ? Date.parse(action.until) + minute : usual;
  return new Date(Math.max(usual, until));
}

/** `null`: never, since nothing more is expected. */
export function lookAfter(attempt: Attempt, { capture }: Payment, clock: Clock): Date | null {
  const now = clock.now().getTime();
  const soon = new Date(now + nextLook(attempt.looks));
  switch (attempt.state) {
    case 'sending':
    case 'completing':
      return new Date(now + clock.times.crashed);
    case 'unknown':
    case 'pending':
      return soon;
    case 'requires-action': {
      const deadline = deadlineOf(attempt, clock);
      return deadline.getTime() > now && deadline < soon ? deadline : soon;
    }
    case 'authorised':
      if (attempt.stray) return soon;
      if (leftOf(attempt) <= 0n) return null;
      if (capture === 'automatic') return soon;
      // Without a time of its own, the provider tells by itself.
      return attempt.expiresAt && (attempt.expiresAt.getTime() + minute > now ? new Date(attempt.expiresAt.getTime() + minute) : soon);
    case 'captured':
      return attempt.stray ? soon : null;
    default:
      return null;
  }
}

export const lookAtOperationAfter = ({ state, looks }: { readonly state: OperationState; readonly looks: number }, { now, times }: Clock): Date | null => {
  if (state === 'sending') return new Date(now().getTime() + times.crashed);
  return state === 'unknown' || state === 'accepted' ? new Date(now().getTime() + nextLook(looks)) : null;
};
