/**
 * The same scenarios for every provider, through its whole program and against the sandbox's play of it. A provider brings a fixture; what its route
 * can decides which scenarios there are.
 */
import type { Fixture } from './conformance/fixture.ts';
import { authorising } from './conformance/authorising.ts';
import { modifying } from './conformance/modifying.ts';
import type { Scenario } from './conformance/scenario.ts';
import { telling } from './conformance/telling.ts';

export type { Fixture, OutsideWorld } from './conformance/fixture.ts';

/** Each is played by itself, in any order; two at once would meet each other's faults. */
export function scenariosOf(fixture: Fixture): Scenario[] {
  const { service, route: name, webhooks } = fixture;
  const route = service.capabilities.routes.find((one) => one.name === name);
  if (!route) throw new Error(`${service.name} has no route ${name}: it has ${service.capabilities.routes.map((one) => one.name).join(', ')}`);
  const all = [...authorising(fixture), ...modifying(fixture, route), ...(webhooks ? telling(fixture) : [])];
  const afresh = ({ name: named, play }: Scenario): Scenario => ({
    name: named,
    play: async () => {
      fixture.world.faults.set([]);
      await play();
    },
  });
  return all.map(afresh);
}
