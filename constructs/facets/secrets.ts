import { Construct } from 'constructs';
import type { Secret } from '../declaration/index.ts';
import { describe } from '../description.ts';
import { bringSecret, sourcesOf, vaultKey, type BroughtSecret } from '../external-secret.ts';
import { kafkaAuthority } from '../kafka.ts';
import { secretName, usesKafka } from '../mounts.ts';
import { databaseAuthoritySecret, databaseName, databaseSecret, databaseStore, kafkaSecret, kafkaStore, vaultStore } from '../names.ts';
import type { PlannedService } from '../plan.ts';
import { describeService, type Facet } from './facet.ts';

/** A Secret to bring, and what for. */
interface Brought extends Omit<BroughtSecret, 'namespace' | 'environment'> {
  readonly purpose: string;
}

const declared = ({ name: service, environment }: PlannedService, { name, purpose, keys, onChange }: Secret): Brought => ({
  name: secretName(service, name),
  purpose,
  store: vaultStore,
  sources: sourcesOf(vaultKey(environment, service, name), keys),
  annotations: { 'guichet.dev/on-change': onChange },
});

/** The role is named as the database: only the password is a secret. */
const databaseAccount = ({ name, environment }: PlannedService): Brought => ({
  name: databaseSecret(name),
  purpose: `the role of ${name} at its own database`,
  store: vaultStore,
  sources: sourcesOf(vaultKey(environment, name, 'database'), ['password']),
  template: { data: { username: databaseName(name), password: '{{ .password }}' } },
});

const databaseAuthority = ({ name }: PlannedService): Brought => ({
  name: databaseAuthoritySecret(name),
  purpose: `the authority that signed the certificate of the database of ${name}`,
  store: databaseStore,
  sources: sourcesOf(databaseAuthoritySecret(name), ['ca.crt']),
});

/** Strimzi names the Secret of an account as the account. */
const kafkaAccount = ({ name }: PlannedService): Brought => ({
  name: kafkaSecret(name),
  purpose: `the client certificate of ${name} at Kafka, and the brokers' authority`,
  store: kafkaStore,
  sources: [...sourcesOf(name, ['user.crt', 'user.key']), ...sourcesOf(kafkaAuthority, ['ca.crt'])],
});

/**
 * Every Secret that the service's pods mount, brought from where it was made: Vault, or the operators of PostgreSQL and Kafka. Pods see
 * a new value in their files without a restart; whether the program reads again or starts anew is told by `SECRETS_RESTART_ON`.
 */
export const secrets: Facet = {
  name: 'secrets',
  layer: 'service',
  wave: 0,
  render(scope, service) {
    const { environment, zone: { namespace } } = service;
    const all = [
      ...service.secrets.map((one) => declared(service, one)),
      ...(service.store ? [databaseAccount(service), databaseAuthority(service)] : []),
      ...(usesKafka(service) ? [kafkaAccount(service)] : []),
    ];
    for (const { purpose, ...brought } of all) {
      const own = new Construct(scope, brought.name);
      describe(own, { ...describeService(service), purpose });
      bringSecret(own, 'external-secret', { ...brought, namespace, environment });
    }
  },
};
