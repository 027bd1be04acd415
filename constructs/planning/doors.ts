import { publicZones, type Environment, type Service, type Zone } from '../declaration/index.ts';
import { fault, listed } from './fault.ts';

/** Public doors: only where the public may come, never to card data that is kept, and always with limits. */
export function doorFaults(services: readonly Service[]): string[] {
  const open: readonly Zone[] = publicZones;
  const doors = services.flatMap(({ name, door }) => (door ? [{ name, host: door.host }] : []));
  const shared = [...Map.groupBy(doors, ({ host }) => host)].filter(([, same]) => same.length > 1);
  return [
    ...shared.map(([host, same]) => fault(`the public host ${host} is claimed by ${listed(same.map(({ name }) => name))}`, 'give each door a host name of its own')),
    ...services.flatMap(({ name, zone, door, stores }) => [
      ...(!door || open.includes(zone) ? [] : [fault(`${name} (${zone}) has a public door`, `only ${listed(open)} may have one: let the gateway call it`)]),
      ...(door && zone === 'cardholder' && stores ? [fault(`${name} has a public door into the cardholder zone and stores data`, 'a public card data service stores nothing (PCI DSS 1.4.4): move the store behind another service')] : []),
    ]),
    ...services.flatMap(limitFaults),
  ];
}

/** A browser sends scheme, host and a port that is not the scheme's own, and nothing else (RFC 6454): other texts would never be met. */
export const originFaults = ({ name, origins }: Environment): string[] =>
  origins.filter((origin) => URL.parse(origin)?.origin !== origin).map((origin) => fault(`${name} names ${origin} as the origin of a page`, 'write it as browsers do, such as https://www.shop.example'));

function limitFaults({ name, door }: Service): string[] {
  if (!door) return [];
  const { maxBody, rate: { perSecond, burst } } = door;
  return [
    ...(Number.isInteger(maxBody) && maxBody >= 1 ? [] : [fault(`${name}: the public door takes bodies of ${maxBody} bytes`, 'choose a whole number of bytes, 1 or more')]),
    ...(perSecond > 0 && burst >= perSecond ? [] : [fault(`${name}: the public door lets ${perSecond} requests per second and ${burst} at once through`, 'let burst be no less than perSecond, and both more than 0')]),
  ];
}
