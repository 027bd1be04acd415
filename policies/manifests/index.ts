/** Manifests as everything in `policies/` reads them. */
export { faultText, type Fault, type FaultCode } from './fault.ts';
export { load, parseManifests, readManifests, standardInput, type Loaded } from './load.ts';
export { ManifestIndex, perIndex, type Namespace } from './manifest-index.ts';
export type { Manifest } from './manifest.ts';
export { defaultNamespace, type Pod, type PodPort, type Protocol } from './pod.ts';
export { labelSelector, selectorOf, selectorText, selects, type Labels, type Requirement, type Selector } from './selector.ts';
export { locationText, Source, type Location, type Position } from './source.ts';
export { at, isFields, list, pathText, text, textFields, texts, whole, type Fields, type Path, type Value } from './value.ts';
export { protocolOf } from './workloads.ts';
