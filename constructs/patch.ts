import { ApiObject, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';

/**
 * Changes one finished object by JSON Patch (RFC 6902). `path` is its construct path, as the annotation `guichet.dev/construct-path` of
 * every object shows it. The last way out: a value of the environment or a facet says more about why.
 */
export function patch(app: Construct, path: string, ...patches: readonly JsonPatch[]): void {
  const objects = app.node.findAll().filter((one) => ApiObject.isApiObject(one));
  const found = objects.find(({ node }) => node.path === path);
  if (!found) throw new Error(`there is no object ${path} to patch${nearest(path, objects)}: copy the path from its annotation guichet.dev/construct-path`);
  found.addJsonPatch(...patches);
}

/** The objects of the same construct, for whoever misspelt the last part. */
function nearest(path: string, objects: readonly ApiObject[]): string {
  const parent = path.slice(0, path.lastIndexOf('/') + 1);
  const near = objects.map(({ node }) => node.path).filter((one) => parent !== '' && one.startsWith(parent));
  return near.length === 0 ? '' : ` (beside it are ${near.slice(0, 5).join(', ')})`;
}
