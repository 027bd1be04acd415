/** The secret files of a service: what the pod mounts and what External Secrets must bring are one list. Pure. */
import { databaseAuthoritySecret, databaseSecret, kafkaSecret } from './names.ts';
import type { PlannedService } from './plan.ts';

/** A Secret that is mounted as read-only files. */
export interface Mount {
  /** The Secret's name, and the volume's. */
  readonly secret: string;
  readonly path: string;
  readonly keys: readonly string[];
  readonly purpose: string;
}

export const secretsDirectory = '/etc/guichet/secrets';
export const databaseDirectory = '/etc/guichet/database';
export const databaseAuthorityDirectory = '/etc/guichet/database-ca';
export const kafkaDirectory = '/etc/guichet/kafka';

/** The Secret that holds one declared secret of a service. */
export const secretName = (service: string, secret: string): string => `${service}-${secret}`;

export const usesKafka = ({ publishes, consumes }: Pick<PlannedService, 'publishes' | 'consumes'>): boolean => publishes.length + consumes.length > 0;

export function mountsOf(service: PlannedService): Mount[] {
  const { name, store, secrets } = service;
  return [
    ...secrets.map((secret) => ({ secret: secretName(name, secret.name), path: `${secretsDirectory}/${secret.name}`, keys: secret.keys, purpose: secret.purpose })),
    ...(store
      ? [
          { secret: databaseSecret(name), path: databaseDirectory, keys: ['username', 'password'], purpose: 'its role at its own database' },
          { secret: databaseAuthoritySecret(name), path: databaseAuthorityDirectory, keys: ['ca.crt'], purpose: 'the authority that signed the database’s certificate' },
        ]
      : []),
    ...(usesKafka(service) ? [{ secret: kafkaSecret(name), path: kafkaDirectory, keys: ['user.crt', 'user.key', 'ca.crt'], purpose: 'its client certificate at Kafka, and the brokers’ authority' }] : []),
  ];
}
