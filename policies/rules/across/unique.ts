import type { ManifestIndex } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { documents } from './support.ts';

/** Objects of one kind, name and namespace. Those that the API server names itself have none yet. */
function* check(index: ManifestIndex): Generator<Problem> {
  const named = index.namesakes.filter(([first]) => first?.name !== '');
  for (const [first, ...others] of named.flatMap((namesakes) => [...Map.groupBy(namesakes, ({ group }) => group).values()])) {
    if (!first || others.length === 0) continue;
    const { file, line } = first.locate();
    for (const manifest of others) yield { manifest, path: ['metadata', 'name'], message: `stands at ${file}:${line} too, and the one that is applied last counts: leave one` };
  }
}

const object = (mark = ''): string => `
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop${mark}
  namespace: shop
`;

export const unique: Rule = {
  id: 'across/unique',
  title: 'Every object is written once',
  why: 'Of two, that which was applied last counts, and next time it may be the other.',
  controls: ['dora/9.2'],
  check,
  cases: {
    hold: [documents(object(), object().replace('namespace: shop', 'namespace: till'))],
    break: [documents(object(), object(' # <--'))],
  },
};
