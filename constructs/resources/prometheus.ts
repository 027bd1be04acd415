import { PodMonitor as PodMonitorModel } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { PrometheusRule as PrometheusRuleModel } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor as ServiceMonitorModel } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { modelled } from './model.ts';

export const PodMonitor = modelled(PodMonitorModel);
export const PrometheusRule = modelled(PrometheusRuleModel);
export const ServiceMonitor = modelled(ServiceMonitorModel);
