import { describe, expect, it } from '@jest/globals';
import { minutes, type PromotionWindow } from '../declaration/index.ts';
import { faultsOf } from '../../test/support/declarations.ts';

const sale = { name: 'sale', start: '2026-11-27T06:00', end: '2026-11-30T23:00', timezone: 'Europe/Paris', lead: minutes(30), floor: 2 } as const satisfies PromotionWindow;
const found = (...promotions: PromotionWindow[]) => faultsOf([], { promotions });

describe('promotion windows', () => {
  it('end after they start', () => {
    expect(found({ ...sale, end: '2026-11-27T05:00' })).toEqual(['promotion sale ends at 2026-11-27T05:00, before it starts at 2026-11-27T06:00: exchange or correct them']);
  });

  it('do not overlap', () => {
    expect(found({ ...sale, name: 'encore', start: '2026-11-30T20:00', end: '2026-12-01T20:00' }, sale)).toEqual([
      'the promotions sale (until 2026-11-30T23:00) and encore (from 2026-11-30T20:00, less its lead time) overlap: join them, or let one end before the other begins',
    ]);
  });

  it('do not overlap by their lead time', () => {
    expect(found(sale, { ...sale, name: 'encore', start: '2026-11-30T23:10', end: '2026-12-01T20:00' })).toHaveLength(1);
    expect(found(sale, { ...sale, name: 'encore', start: '2026-11-30T23:30', end: '2026-12-01T20:00' })).toEqual([]);
  });

  it('are compared as moments, whatever their time zones', () => {
    expect(found(sale, { ...sale, name: 'encore', start: '2026-11-30T22:45', end: '2026-12-01T20:00', timezone: 'Europe/London' })).toEqual([]);
    expect(found(sale, { ...sale, name: 'encore', start: '2026-12-01T06:00', end: '2026-12-01T20:00', timezone: 'Asia/Tokyo' })).toEqual([expect.stringContaining('overlap')]);
  });

  it('last a month at most', () => {
    expect(found({ ...sale, end: '2027-01-27T06:00' })).toEqual(['promotion sale lasts longer than 31 days (2026-11-27T06:00 to 2027-01-27T06:00): raise replicas.min instead']);
  });

  it.each<[Partial<PromotionWindow>, string]>([
    [{ start: '2026-11-31T06:00' }, 'promotion sale has the time "2026-11-31T06:00": write local time as 2026-11-27T06:00'],
    [{ end: '30 November' }, 'promotion sale has the time "30 November": write local time as 2026-11-27T06:00'],
    [{ timezone: 'Europe/Atlantis' }, 'promotion sale is in the time zone Europe/Atlantis: use a name of the IANA time zone database, such as Europe/Paris'],
    [{ lead: minutes(0) }, 'promotion sale raises the floor 0 ms ahead: give it at least a minute'],
    [{ floor: 0.5 }, 'promotion sale multiplies the floor by 0.5: a promotion raises it: use 1 or more'],
    [{ name: 'Black Friday' }, 'promotion "Black Friday" is no DNS label (RFC 1123): use lower-case letters, digits and inner hyphens, beginning with a letter'],
  ])('are well formed, unlike %j', (changed, message) => {
    expect(found({ ...sale, ...changed })).toEqual([message]);
  });

  it('have a name each', () => {
    expect(found(sale, { ...sale, start: '2026-12-18T06:00', end: '2026-12-19T06:00' })).toEqual(['two promotions are named sale: rename one']);
  });
});
