import type { Service } from '../declaration/index.ts';
import { fault, listed } from './fault.ts';

const template = /^(\/([A-Za-z0-9._~-]+|\{[A-Za-z][A-Za-z0-9]*\}))+$/;

/** Two operations with one method and one path cannot be told apart by a router or a mesh. */
export function routeFaults(services: readonly Service[]): string[] {
  return services.flatMap(({ name, serves }) => {
    const operations = Object.entries(serves).map(([operation, { method, path }]) => ({ operation, path, route: `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}` }));
    const clashes = [...Map.groupBy(operations, ({ route }) => route)].filter(([, same]) => same.length > 1);
    return [
      ...clashes.map(([route, same]) => fault(`${name}: operations ${listed(same.map(({ operation }) => operation))} are both ${route}`, 'change the method or the path of one')),
      ...operations.filter(({ path }) => !template.test(path)).map(({ operation, path }) => fault(`${name}: operation ${operation} has the path ${path}`, 'a path is segments, each plain text or one {parameter}')),
    ];
  });
}
