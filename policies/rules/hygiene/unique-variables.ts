import { at, list, text, type ManifestIndex, type Path, type Pod } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** Paths of variables whose name an earlier one of the container has. */
function repeated({ spec, path }: Pod): { readonly name: string; readonly path: Path }[] {
  return lists.flatMap((kind) =>
    list(at(spec, kind)).flatMap((container, c) => {
      const names = list(at(container, 'env')).map((variable) => text(at(variable, 'name')) ?? '');
      return names.flatMap((name, i) => (names.indexOf(name) < i ? [{ name, path: [...path, kind, c, 'env', i, 'name'] }] : []));
    }),
  );
}

function* check(index: ManifestIndex): Generator<Problem> {
  for (const pod of index.pods) for (const { name, path } of repeated(pod)) yield { manifest: pod.manifest, path, message: `sets ${name} twice, and the last one counts: leave one` };
}

const pod = (second: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - name: app
      env:
        - name: LOG_LEVEL
          value: info
        - name: ${second}
          value: debug
`;

export const uniqueVariables: Rule = {
  id: 'hygiene/unique-variables',
  title: 'A variable is set once',
  why: 'Of two, the last one counts on the server and the first one may count for whoever reads the file; server-side apply refuses both.',
  controls: ['dora/9.2'],
  check,
  cases: { hold: [pod('PORT')], break: [pod('LOG_LEVEL # <--')] },
};
