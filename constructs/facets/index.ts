import type { Facet } from './facet.ts';
import { identity } from './identity.ts';
import { messaging } from './messaging.ts';
import { network } from './network.ts';
import { resilience } from './resilience.ts';
import { authorization } from './authorization.ts';
import { exposure } from './exposure.ts';
import { dashboard } from './dashboard.ts';
import { databaseTelemetry } from './database-telemetry.ts';
import { lag } from './lag.ts';
import { objectives } from './objectives.ts';
import { saturation } from './saturation.ts';
import { secrets } from './secrets.ts';
import { storage } from './storage.ts';
import { telemetry } from './telemetry.ts';
import { workload } from './workload.ts';
import { scaling } from './scaling.ts';
import { disruption } from './disruption.ts';
import { egress } from './egress.ts';

export { renderService, replaceFacet, type Facet, type Layer } from './facet.ts';

/** The concerns of a service. A new one is one file, one test and one line here. */
export const facets: readonly Facet[] = [
  identity,
  network,
  egress,
  secrets,
  messaging,
  storage,
  exposure,
  authorization,
  resilience,
  workload,
  scaling,
  disruption,
  telemetry,
  objectives,
  saturation,
  databaseTelemetry,
  lag,
  dashboard,
];
