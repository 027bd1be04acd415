import type { Model, ModelData } from '@kubernetes-models/base';
import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';

/** A published model: typed fields and a schema. */
interface PublishedModel<T extends object> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly prototype: Model<T>;
  new (data?: ModelData<T>): Model<T>;
}

interface Props {
  readonly metadata?: ApiObjectMetadata;
}

/** What a construct of a kind takes: the published fields, with metadata as cdk8s knows it. */
export type ResourceProps<T> = Omit<ModelData<T>, 'metadata' | 'status'> & Props;

const rendered = new WeakMap<ApiObject, object>();

/** The manifest of an object as it will be written. Kept, since validation and writing both ask for it: change nothing afterwards. */
export function manifestOf(object: ApiObject): object {
  const known = rendered.get(object);
  if (known) return known;
  const manifest: object = object.toJson();
  rendered.set(object, manifest);
  return manifest;
}

/**
 * Wraps a published model as a construct. Its schema becomes the construct's validation, so that synth reports every fault at once
 * with the construct's path. Unknown fields are refused by the types alone: never cast the properties.
 */
export function modelled<T extends object>(model: PublishedModel<T>): new (scope: Construct, id: string, props: ResourceProps<T>) => ApiObject {
  return class extends ApiObject {
    constructor(scope: Construct, id: string, props: ResourceProps<T>) {
      super(scope, id, { ...props, apiVersion: model.apiVersion, kind: model.kind });
      this.node.addValidation({ validate: () => schemaFaults(model, manifestOf(this)) });
    }
  };
}

/** The model's check is called on the manifest itself: making a model of it first would copy every object once more. */
function schemaFaults<T extends object>(model: PublishedModel<T>, manifest: object): string[] {
  try {
    Reflect.apply(model.prototype.validate, manifest, []);
    return [];
  } catch (error) {
    return [`${model.kind}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** A kind that nobody has published a model for: the fields that we use are typed by hand, in `Spec`. */
export function typedByHand<Spec extends object>(apiVersion: string, kind: string): new (scope: Construct, id: string, props: Spec & Props) => ApiObject {
  return class extends ApiObject {
    constructor(scope: Construct, id: string, props: Spec & Props) {
      super(scope, id, { ...props, apiVersion, kind });
    }
  };
}
