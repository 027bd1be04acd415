import type { Construct } from 'constructs';
import type { Environment } from '../declaration/index.ts';
import { postgresCatalog } from '../databases.ts';
import { ImageCatalog } from '../resources/index.ts';
import { dataWaves, inWave } from '../sync.ts';

/** The PostgreSQL image of a data namespace, by digest and in one place: a security update is one line of the environment. */
export function postgresImages(scope: Construct, namespace: string, { data: { postgres: { major, image } } }: Environment): void {
  new ImageCatalog(scope, 'postgres-images', { metadata: { name: postgresCatalog, namespace, annotations: inWave(dataWaves.prerequisites) }, spec: { images: [{ major, image }] } });
}
