/** Services of production in a promotion of today. */
import { minutes, type Environment, type PromotionWindow } from '../../../constructs/declaration/index.ts';
import { plan } from '../../../constructs/plan.ts';
import { prod } from '../../../environments/prod.ts';
import { services } from '../../../services/registry.ts';
import { hold } from '../check.ts';
import { isScaledObject, type Bounded, type ScaledObject } from './bounds.ts';
import { renderedFor } from './rendered.ts';

const timezone = 'Europe/Paris';

const zoned = (moment: number): Temporal.ZonedDateTime => Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timezone);

/** A moment by the wall clock, to the second. In milliseconds since the epoch, as all moments here. */
export const clock = (moment: number): string => zoned(moment).toPlainTime().toString({ smallestUnit: 'second' });

/** When a promotion begins and ends, its lead time of a minute not counted. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const local = (moment: number): string => zoned(moment).toPlainDateTime().toString({ smallestUnit: 'minute' });

const windowOf = ({ start, end }: Span): PromotionWindow => ({ name: 'today', start: local(start), end: local(end), timezone, lead: minutes(1), floor: 3 });

/** A service with the floor that its promotion raises, and its ScaledObject. */
export interface Promoted {
  readonly workload: Bounded;
  readonly floor: number;
  readonly object: ScaledObject;
}

/** A service as the tree would have it, were the promotion in it. */
export function promoted(workload: Bounded, span: Span): Promoted {
  const environment: Environment = { ...prod, promotions: [windowOf(span)] };
  const floor = plan(services, environment).services.find(({ name }) => name === workload.name)?.windows[0]?.pods;
  hold(floor !== undefined && floor > workload.min, `${workload.name} takes no part in promotions: name another service in script/ci/promotion.ts`);
  const object = renderedFor(environment).filter(isScaledObject).find(({ metadata }) => metadata.name === workload.name);
  hold(object !== undefined, `there is no ScaledObject ${workload.name}`);
  return { workload, floor, object };
}
