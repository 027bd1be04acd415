/** How fast an autoscaler follows its figures. */

/**
 * Up at once, at most doubling every 15 seconds: a promotion's first minute is when it counts. Down slowly, a tenth a minute after five quiet
 * minutes: who left for the payment page comes back.
 */
export const behaviour = {
  scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
  scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }] },
};

/** What is scaled. */
export const targetOf = (name: string) => ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name });
