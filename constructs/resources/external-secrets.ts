import { ExternalSecret as ExternalSecretModel } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { SecretStore as SecretStoreModel } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import { modelled } from './model.ts';

export const ExternalSecret = modelled(ExternalSecretModel);
export const SecretStore = modelled(SecretStoreModel);
