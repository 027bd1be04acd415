import { describe, expect, it } from '@jest/globals';
import { days, milliseconds, minutes, seconds } from './declaration/index.ts';
import { durationOf } from './durations.ts';

describe('durations', () => {
  it.each([
    [milliseconds(333), '333ms'],
    [seconds(1.5), '1500ms'],
    [seconds(15), '15s'],
    [seconds(90), '90s'],
    [minutes(5), '5m'],
    [days(90), '2160h'],
    [milliseconds(0), '0ms'],
  ])('%d ms is written %s', (duration, written) => expect(durationOf(duration)).toBe(written));
});
