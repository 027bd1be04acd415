import type { Environment, Service } from '../constructs/declaration/index.ts';
import type { RenderedStack } from '../constructs/tree.ts';

/** `NetworkPolicy 159`, the most frequent first. */
const counted = (values: readonly string[]): string[] =>
  [...Map.groupBy(values, (value) => value)]
    .map(([value, same]) => ({ value, count: same.length }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .map(({ value, count }) => `${value} ${count}`);

const width = 120;

/** A title and items after it, folded so that a terminal shows whole lines. */
function folded(title: string, items: readonly string[]): string {
  const indent = ' '.repeat(title.length);
  const lines = items.reduce<string[]>((done, item) => {
    const last = done.at(-1);
    return last !== undefined && last.length + item.length + 2 <= width ? [...done.slice(0, -1), `${last}, ${item}`] : [...done, `${indent}${item}`];
  }, []);
  return `${title}${lines.join(',\n').slice(title.length)}`;
}

/** What was made for an environment, in a few lines for a person. `time` in milliseconds. */
export function summary({ name, cluster }: Environment, stacks: readonly RenderedStack[], services: readonly Service[], time: number): string {
  const objects = stacks.flatMap((stack) => stack.objects);
  const arrows = services.flatMap((service) => [...new Set(service.calls.map(({ callee }) => callee.name))]).length;
  const hosts = new Set(services.flatMap(({ reaches }) => reaches.map(({ outside }) => outside.name))).size;
  return [
    `${name} (cluster ${cluster.name}): ${objects.length} objects in ${stacks.length} stacks, ${services.length} services, ${arrows} arrows, ${hosts} hosts outside, ${(time / 1000).toFixed(1)} s`,
    folded('  stacks: ', stacks.map(({ stack, objects: own }) => `${stack.name} ${own.length}`)),
    folded('  kinds:  ', counted(objects.map(({ kind }) => kind))),
  ].join('\n');
}
