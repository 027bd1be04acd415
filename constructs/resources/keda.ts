import { ScaledObject as ScaledObjectModel } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { TriggerAuthentication as TriggerAuthenticationModel } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import { modelled } from './model.ts';

export const ScaledObject = modelled(ScaledObjectModel);
export const TriggerAuthentication = modelled(TriggerAuthenticationModel);
