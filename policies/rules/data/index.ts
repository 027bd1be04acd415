import type { Group } from '../../rule.ts';
import { certificateKeys } from './certificate-keys.ts';
import { certificateLife } from './certificate-life.ts';
import { kafkaAuthorization } from './kafka-authorization.ts';
import { kafkaDurable } from './kafka-durable.ts';
import { kafkaListeners } from './kafka-listeners.ts';
import { postgresBackup } from './postgres-backup.ts';
import { postgresNoSuperuser } from './postgres-no-superuser.ts';
import { postgresTls } from './postgres-tls.ts';
import { refreshedSecrets } from './refreshed-secrets.ts';
import { scheduledBackup } from './scheduled-backup.ts';
import { subscriptionApproval } from './subscription-approval.ts';
import { topicReplicas } from './topic-replicas.ts';
import { verifiedSecretStore } from './verified-secret-store.ts';

export const data: Group = {
  name: 'data',
  title: 'Data and operators',
  rules: [certificateKeys, certificateLife, kafkaAuthorization, kafkaDurable, kafkaListeners, postgresBackup, postgresNoSuperuser, postgresTls, refreshedSecrets, scheduledBackup, subscriptionApproval, topicReplicas, verifiedSecretStore],
};
