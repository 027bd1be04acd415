import { describe, expect, it } from '@jest/globals';
import { hours, minutes } from '../declaration/index.ts';
import { momentsOf } from './windows.ts';

const paris = { timezone: 'Europe/Paris', lead: minutes(30) };

describe('promotion windows as cron', () => {
  it('begin their lead time before the start, and end at the end', () => {
    expect(momentsOf({ ...paris, start: '2026-11-27T06:00', end: '2026-11-30T23:00' })).toEqual({ start: '30 5 27 11 *', end: '0 23 30 11 *', timezone: 'Europe/Paris' });
  });

  it('reach over months and new year, and the lead time over midnight', () => {
    expect(momentsOf({ ...paris, start: '2026-12-01T00:15', end: '2027-01-02T08:00' })).toMatchObject({ start: '45 23 30 11 *', end: '0 8 2 1 *' });
  });

  it('count the lead time in real time, over a change of the clocks', () => {
    expect(momentsOf({ timezone: 'Europe/Paris', lead: hours(2), start: '2026-10-25T04:00', end: '2026-10-25T20:00' })).toMatchObject({ start: '0 2 25 10 *' });
    expect(momentsOf({ timezone: 'Europe/Paris', lead: hours(2), start: '2026-03-29T04:00', end: '2026-03-29T20:00' })).toMatchObject({ start: '0 1 29 3 *' });
  });

  it('name no time that summer time leaves out, at which cron would never fire', () => {
    expect(momentsOf({ ...paris, start: '2026-03-28T06:00', end: '2026-03-29T02:30' })).toMatchObject({ end: '30 3 29 3 *' });
  });

  it('begin rather a minute early, since cron knows no seconds', () => {
    expect(momentsOf({ timezone: 'UTC', lead: hours(0.01), start: '2026-06-01T06:00', end: '2026-06-01T08:00' })).toMatchObject({ start: '59 5 1 6 *' });
  });
});
