import { AppProject as AppProjectModel } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { Application as ApplicationModel } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { AnalysisTemplate as AnalysisTemplateModel } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate';
import { Rollout as RolloutModel } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout';
import { modelled } from './model.ts';

export const AnalysisTemplate = modelled(AnalysisTemplateModel);
export const Application = modelled(ApplicationModel);
export const AppProject = modelled(AppProjectModel);
export const Rollout = modelled(RolloutModel);
