/** The key that a provider is asked with, made from what is asked: a program that was ended and started anew sends the same one. Pure. */
import { createHash } from 'node:crypto';

export interface KeyOf {
  readonly payment: string;
  readonly attempt: string;
  /** `authorise`, `continue-1`, or the name of a capture, void or refund. */
  readonly operation: string;
}

/** 64 characters, which is the least that a provider takes (Adyen). */
export const providerKey = ({ payment, attempt, operation }: KeyOf): string => createHash('sha256').update(JSON.stringify([payment, attempt, operation])).digest('hex');
