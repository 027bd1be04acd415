import { Cluster as ClusterModel } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Cluster';
import { ImageCatalog as ImageCatalogModel } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/ImageCatalog';
import { Pooler as PoolerModel } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Pooler';
import { ScheduledBackup as ScheduledBackupModel } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/ScheduledBackup';
import { modelled } from './model.ts';

export const Cluster = modelled(ClusterModel);
export const ImageCatalog = modelled(ImageCatalogModel);
export const Pooler = modelled(PoolerModel);
export const ScheduledBackup = modelled(ScheduledBackupModel);
