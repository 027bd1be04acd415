/** What a person reads of a run through the gateways. */
import { probeKinds, type Probe } from './gateway-probe.ts';
import type { Flood } from './gateway-rate.ts';
import type { GatewaySurprise } from './gateway-run.ts';

const most = 40;

/** The probes by kind. Floods are counted by request. */
export function gatewaySummary(probes: readonly Probe[], floods: readonly Flood[], surprises: readonly GatewaySurprise[]): string[] {
  return probeKinds.map((kind) => {
    const tried = kind === 'over the rate' ? floods.reduce((sum, { sent }) => sum + sent, 0) : probes.filter((probe) => probe.kind === kind).length;
    const odd = surprises.filter((one) => one.kind === kind).length;
    const how = kind === 'over the rate' ? ` (${floods.map(({ door, passed, refused }) => `${door}: ${passed} let through, ${refused} refused`).join('; ')})` : '';
    return `  ${kind.padEnd(40)} ${String(tried).padStart(5)} tried   ${odd === 0 ? 'as expected' : `${odd} surprises`}${how}`;
  });
}

export function listedGateways(surprises: readonly GatewaySurprise[]): string[] {
  const shown = surprises.slice(0, most).map(({ what }) => `  - ${what.length > 400 ? `${what.slice(0, 399)}…` : what}`);
  return surprises.length > most ? [...shown, `  ... and ${surprises.length - most} more`] : shown;
}
