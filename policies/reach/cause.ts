/** What in the manifests makes something so: the object, and the field that says it. */
import { locationText, pathText, type Manifest, type Path } from '../manifests/index.ts';

export interface Cause {
  readonly manifest: Manifest;
  readonly path: Path;
}

export const cause = (manifest: Manifest, ...path: Path): Cause => ({ manifest, path });

/** `file:line:column Kind namespace/name spec.ingress[0]`. */
export const causeText = ({ manifest, path }: Cause): string => `${locationText(manifest.locate(...path))} ${manifest.title} ${pathText(path)}`.trimEnd();
