import { at, isFields, list, text, type Manifest, type ManifestIndex, type Path, type Pod } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { secretIn } from '../../workloads/plain-secrets.ts';

interface Entry {
  readonly manifest: Manifest;
  readonly name: string;
  readonly value: string;
  readonly path: Path;
}

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** One after another: there may be very many. */
function* variables({ manifest, spec, path }: Pod): Generator<Entry> {
  for (const kind of lists) {
    for (const [c, container] of list(at(spec, kind)).entries()) {
      for (const [i, variable] of list(at(container, 'env')).entries()) yield { manifest, name: text(at(variable, 'name')) ?? '', value: text(at(variable, 'value')) ?? '', path: [...path, kind, c, 'env', i, 'value'] };
    }
  }
}

function* settings(manifest: Manifest): Generator<Entry> {
  const data = at(manifest.object, 'data');
  if (isFields(data)) for (const [name, value] of Object.entries(data)) yield { manifest, name, value: text(value) ?? '', path: ['data', name] };
}

function* entriesOf(index: ManifestIndex): Generator<Entry> {
  for (const pod of index.pods) yield* variables(pod);
  for (const manifest of index.ofKind('ConfigMap', '')) yield* settings(manifest);
}

/** Of a Secret every value is one: it has no place among manifests. */
function* check(index: ManifestIndex): Generator<Problem> {
  for (const { manifest, name, value, path } of entriesOf(index)) {
    const what = secretIn(name, value);
    if (what !== undefined) yield { manifest, path, message: `${name} holds ${what}: keep it in a store of secrets, and refer to it` };
  }
  for (const manifest of index.ofKind('Secret', '')) {
    for (const field of ['data', 'stringData'] as const) {
      const values = at(manifest.object, field);
      const filled = isFields(values) ? Object.entries(values).filter(([, value]) => text(value) !== undefined && text(value) !== '') : [];
      for (const [name] of filled) yield { manifest, path: [field, name], message: `${name} is a secret in a file: keep it in a store of secrets, and have an operator make the Secret` };
    }
  }
}

const pod = (name: string, value: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - name: app
      env:
        - name: ${name}
          value: ${value}
`;

const settingsOf = (lines: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
data:
  ${lines}
`;

export const noPlainSecrets: Rule = {
  id: 'hygiene/no-plain-secrets',
  title: 'No secret and no card number stands in a manifest',
  why: 'What is in a repository is on every machine that has cloned it, and in its history for ever.',
  controls: ['pci-dss-4.0.1/8.6.2', 'pci-dss-4.0.1/3.5.1'],
  check,
  cases: {
    hold: [
      pod('DATABASE_CREDENTIALS_DIRECTORY', '/etc/shop/database'),
      pod('API_KEY_HEADER', 'x-api-key'),
      settingsOf("PASSWORD_POLICY: '12 characters'"),
      settingsOf("CHECKSUM: '4242424242424241'"),
      'apiVersion: v1\nkind: Secret\nmetadata: { name: shop }\nstringData: {}\n',
    ],
    break: [
      pod('DATABASE_PASSWORD', 'hunter2 # <--'),
      pod('NOTES', 'ghp_8Jq2mZr7Lw0TzXc4Vb9Np5Ks3Hd6Fg1Ya8QeT # <--'),
      settingsOf("TEST_CARD: '4111 1111 1111 1111' # <--"),
      settingsOf("CONNECTION: 'postgres://shop:s3cr3t@db/shop' # <--"),
      "apiVersion: v1\nkind: Secret\nmetadata: { name: shop }\nstringData:\n  password: hunter2 # <--\n",
    ],
  },
};
