import { Certificate as CertificateModel } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { modelled } from './model.ts';

export const Certificate = modelled(CertificateModel);
