/** Sums of what the three say of an attempt. Pure. */
import type { Happened } from '../../../services/sandbox/frame/part.ts';
import type { Told } from './story.ts';

export const total = (all: readonly bigint[]): bigint => all.reduce((sum, one) => sum + one, 0n);

export const happenedOf = ({ provider }: Told, what: Happened['what']): readonly Happened[] => provider.filter((one) => one.what === what);
export const sumOf = (told: Told, what: Happened['what']): bigint => total(happenedOf(told, what).map(({ amount }) => BigInt(amount)));

export const doneOf = ({ operations }: Told, kind: 'capture' | 'void' | 'refund') => operations.filter((one) => one.kind === kind && one.state === 'done');
export const refundedOf = (told: Told): bigint => total(doneOf(told, 'refund').map(({ amount }) => amount));
